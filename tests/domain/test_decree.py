"""What a decree says before it has a number: the words, and the hash that approvers approve."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.canonical import canonical_json
from domain.decree import (
    PLACEHOLDERS,
    DecreeContent,
    DecreeFacts,
    Dictum,
    bap_sha256,
    cleaned,
    content_sha256,
    dictum_labels,
    draft_content,
    placeholder_values,
)
from domain.papers import ApplicationKind, NumberedKind, Photo, UnitType, Verdict
from tests.decrees import FORM, PERMIT, REFUSAL, REPORT_AND_RECOMMENDATION
from tests.papers import document


def permit(**changes: object) -> DecreeContent:
    return draft_content(replace(PERMIT, **changes), FORM)  # type: ignore[arg-type]  # the caller names real fields


def refusal(**changes: object) -> DecreeContent:
    return draft_content(replace(REFUSAL, **changes), FORM)  # type: ignore[arg-type]  # the caller names real fields


def everything(content: DecreeContent) -> str:
    return canonical_json(content).decode()


def test_a_permit_grants_what_was_asked_to_whom_it_was_asked_for() -> None:
    assert (
        Dictum(
            text="Memberikan Izin Penyelenggaraan Kegiatan Belajar Mengajar kepada:",
            particulars=(
                ("Nama lembaga", "PKBM Harapan Bangsa"),
                ("Jenis satuan", "Pusat Kegiatan Belajar Masyarakat (PKBM)"),
                ("Penanggung jawab", "Siti Rahmah"),
                ("Alamat", "Jalan Ahmad Yani Km 34"),
                ("Kelurahan", "Loktabat Utara"),
                ("Kecamatan", "Banjarbaru Utara"),
                ("Program", "Paket B; Paket C"),
                ("Daya tampung", "60 (enam puluh) peserta didik"),
            ),
        )
        == permit().dictum[0]
    )


def test_its_title_block_names_office_and_subject() -> None:
    content = permit()

    assert content.title.startswith("KEPUTUSAN KEPALA DINAS PENANAMAN MODAL")
    assert "IZIN PENYELENGGARAAN KEGIATAN BELAJAR MENGAJAR PKBM HARAPAN BANGSA" == content.subject
    assert f"{content.title} TENTANG {content.subject}." == content.decision


def test_it_says_how_long_it_is_valid_in_figures_and_words() -> None:
    assert "selama 5 (lima) tahun" in permit(valid_years=5).dictum[2].text


def test_it_notes_application_report_and_recommendation_with_numbers_and_dates() -> None:
    assert (
        "Surat permohonan Siti Rahmah dengan Nomor Registrasi REG-KBM-20261123-0007 tanggal 23 November 2026;",
        "Berita Acara Pemeriksaan Lapangan Nomor 400.3/1/BAPL/DISDIK/2026 tanggal 25 November 2026;",
        (
            "Rekomendasi Kepala Dinas Pendidikan Kota Banjarbaru Nomor 400.3/1/REK/DISDIK/2026 "
            "tanggal 26 November 2026 (direkomendasikan);"
        ),
    ) == permit().noting


def test_neither_number_nor_date_nor_signer_is_part_of_the_draft() -> None:
    assert {"number", "issued_on", "code", "signatory"}.isdisjoint(permit().__slots__)


@pytest.mark.parametrize(
    ("unit_type", "regulation"),
    [
        (UnitType.PAUD, "Nomor 84 Tahun 2014"),
        (UnitType.SD, "Nomor 36 Tahun 2014"),
        (UnitType.SMP, "Nomor 36 Tahun 2014"),
        (UnitType.LKP, "Nomor 81 Tahun 2013"),
        (UnitType.PKBM, "Nomor 81 Tahun 2013"),
        (UnitType.BIMBEL, "Nomor 81 Tahun 2013"),
        (UnitType.MAJELIS_TAKLIM, "Nomor 81 Tahun 2013"),
        (UnitType.OTHER, "Nomor 81 Tahun 2013"),
    ],
)
def test_the_legal_basis_names_the_one_ministerial_regulation_of_the_unit_type(
    unit_type: UnitType, regulation: str
) -> None:
    content = permit(institution=replace(PERMIT.institution, unit_type=unit_type))

    ministerial = [each for each in content.legal_basis if each.startswith("Peraturan Menteri")]
    assert 1 == len(ministerial)
    assert regulation in ministerial[0]


def test_a_renewal_says_so_and_ends_the_decree_before_it() -> None:
    renewal = permit(application=ApplicationKind.RENEWAL, previous_number="500.16.7.2/0007/IPKBM/DPMPTSP/2021")

    assert renewal.subject.startswith("PERPANJANGAN IZIN ")
    assert "Nomor 500.16.7.2/0007/IPKBM/DPMPTSP/2021;" in renewal.noting[1]
    assert "Keputusan Nomor 500.16.7.2/0007/IPKBM/DPMPTSP/2021 dicabut" in renewal.dictum[4].text
    assert ("KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA", "KEENAM") == dictum_labels(renewal)


def test_a_first_permit_speaks_of_no_earlier_decree() -> None:
    assert ("KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA") == dictum_labels(permit())
    assert "dicabut dan dinyatakan" not in everything(permit())


def test_a_refusal_gives_its_reasons_one_by_one() -> None:
    assert ("Tidak ada jalur evakuasi.", "Sewa hanya 1 tahun.") == refusal().dictum[1].items


def test_a_refusal_names_the_remedies_with_their_time_limits_and_the_law() -> None:
    objection, appeal, suit = refusal().dictum[2].items

    assert "21 (dua puluh satu) hari kerja" in objection
    assert "Pasal 77 Undang-Undang Nomor 30 Tahun 2014" in objection
    assert "10 (sepuluh) hari kerja" in appeal
    assert "Pasal 78 Undang-Undang Nomor 30 Tahun 2014" in appeal
    assert "90 (sembilan puluh) hari" in suit
    assert "Pengadilan Tata Usaha Negara Banjarmasin" in suit


def test_a_refusal_without_a_reason_is_none() -> None:
    with pytest.raises(ValueError, match="reasons"):
        refusal(reasons=())


def test_a_permit_without_a_period_of_validity_is_none() -> None:
    with pytest.raises(ValueError, match="valid_years"):
        permit(valid_years=None)


def test_a_particular_that_is_empty_is_left_out() -> None:
    content = permit(institution=replace(PERMIT.institution, programs=()))

    assert "Program" not in dict(content.dictum[0].particulars)


@pytest.mark.parametrize(
    "changes",
    [
        {"applicant_name": "Siti Rahmi"},
        {"valid_years": 4},
        {"report_number": "400.3/2/BAPL/DISDIK/2026"},
        {"recommendation_date": date(2026, 11, 27)},
        {"verdict": Verdict.RECOMMENDED_WITH_NOTES},
        {"registration_number": "REG-KBM-20261123-0008"},
    ],
)
def test_whatever_an_approver_reads_is_in_the_hash(changes: dict[str, object]) -> None:
    assert content_sha256(permit()) != content_sha256(permit(**changes))


def test_the_same_draft_has_the_same_hash() -> None:
    assert content_sha256(permit()) == content_sha256(permit())


def test_another_wording_under_the_same_version_is_noticed() -> None:
    edited = replace(FORM, copies=("Arsip.",))

    assert content_sha256(permit()) != content_sha256(draft_content(PERMIT, edited))


def test_a_name_cannot_break_the_line_or_hide_what_it_says() -> None:
    institution = replace(PERMIT.institution, name="PKBM\n\tCahaya\u202e Banua\0 \u200b")

    assert "PKBM Cahaya Banua" == permit(institution=institution).institution


def test_a_name_with_braces_is_only_a_name() -> None:
    assert "{applicant}" in permit(institution=replace(PERMIT.institution, name="{applicant}")).considering[1]


def test_text_is_composed_before_it_is_hashed() -> None:
    assert "\u00e9" == cleaned("e\u0301")


def test_every_placeholder_of_a_form_has_a_value() -> None:
    assert PLACEHOLDERS == {*placeholder_values(PERMIT, FORM), "subject"}


def test_report_and_recommendation_have_one_hash_for_both() -> None:
    report, recommendation = REPORT_AND_RECOMMENDATION

    assert bap_sha256(report, recommendation) == bap_sha256(report, recommendation)
    assert bap_sha256(report, recommendation) != bap_sha256(replace(report, location="Kemuning"), recommendation)
    assert bap_sha256(report, recommendation) != bap_sha256(report, replace(recommendation, notes="APAR"))


def test_whatever_comes_with_an_inspection_is_in_its_hash() -> None:
    report, recommendation = REPORT_AND_RECOMMENDATION
    taken = datetime(2026, 11, 25, 1, 14, tzinfo=UTC)
    photo = Photo(sha256="ab" * 32, caption="Ruang", taken_at=taken, latitude=-3.442333, longitude=114.8339)
    seen = [
        bap_sha256(report, recommendation),
        bap_sha256(report, recommendation, (document("foto"),)),
        bap_sha256(report, recommendation, (document("foto"),), (photo,)),
        *(
            bap_sha256(report, recommendation, (document("foto"),), (less,))
            for less in (
                replace(photo, caption=None),
                replace(photo, taken_at=None),
                replace(photo, latitude=None),
                replace(photo, longitude=None),
            )
        ),
        bap_sha256(replace(report, nobody_on_site="Terkunci."), recommendation),
    ]

    assert len(seen) == len(set(seen))
    assert seen[2] == bap_sha256(report, recommendation, (document("foto"),), (replace(photo),))


def test_who_approves_a_decree_approves_the_inspection_it_rests_on() -> None:
    one, other = (draft_content(replace(PERMIT, inspection_sha256=each * 32), FORM) for each in ("aa", "bb"))

    assert content_sha256(one) != content_sha256(other)


def test_a_refusal_is_of_its_own_kind() -> None:
    facts: DecreeFacts = REFUSAL

    assert (NumberedKind.REFUSAL, None) == (draft_content(facts, FORM).kind, draft_content(facts, FORM).valid_years)

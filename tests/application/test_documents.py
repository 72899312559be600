"""The decree as a paper: what stands on its pages, that it is PDF/A, and that the same facts give the same bytes."""

import logging
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO

import pikepdf
import pytest

from application.documents.decree import (
    COPY,
    UNSIGNED,
    WATERMARK,
    Issue,
    Revocation,
    render_decree,
    render_draft,
    render_revocation,
)
from application.documents.layout import Signatory
from application.documents.rendered import Rendered
from application.documents.typeface import UnprintableText, shown, unprintable
from domain.canonical import canonical_json
from domain.decree import DecreeFacts, Sheet, draft_content
from domain.force import NOTICES
from domain.papers import Force
from domain.revocation import revocation_content
from tests.decrees import FORM, PERMIT, REFUSAL, permit_content, refusal_content
from tests.pdf_text import RIGHT_MARGIN, in_order, lines, pages, pieces, qr_codes

A4 = [0, 0, 595.28, 841.89]
DRAFTED_AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
ISSUE = Issue(
    number="500.16.7.2/0001/IPKBM/DPMPTSP/2026",
    issued_on=date(2026, 11, 27),
    url="https://izin.example/v/K7QM-2X9P-4TBA-WPZ6",
    signatory=Signatory(
        name="Drs. Hendra Gunawan, M.Si.",
        post=FORM.office.head,
        rank="Pembina Utama Muda (IV/c)",
        nip="197001011995031001",
    ),
    force=Force.SIMULATED,
)


@cache
def permit() -> Rendered:
    return render_decree(permit_content(), ISSUE)


@cache
def draft() -> bytes:
    return render_draft(permit_content(), drafted_at=DRAFTED_AT)


def decree_of(facts: DecreeFacts, issue: Issue = ISSUE) -> Rendered:
    return render_decree(draft_content(facts, FORM), issue)


def test_a_permit_has_the_parts_of_a_decree_in_their_order() -> None:
    assert in_order(
        "".join(pages(permit().pdf)),
        "PEMERINTAH KOTA BANJARBARU",
        "DINAS PENANAMAN MODAL DAN PELAYANAN TERPADU SATU PINTU",
        "KEPUTUSAN KEPALA DINAS",
        "NOMOR 500.16.7.2/0001/IPKBM/DPMPTSP/2026",
        "TENTANG",
        "IZIN PENYELENGGARAAN KEGIATAN BELAJAR MENGAJAR PKBM HARAPAN BANGSA",
        "KEPALA DINAS PENANAMAN MODAL DAN PELAYANAN TERPADU SATU PINTU KOTA BANJARBARU,",
        "Menimbang : a. bahwa",
        "Mengingat : 1. Undang-Undang Nomor 9 Tahun 1999",
        "Memperhatikan : 1. Surat permohonan Siti Rahmah",
        "MEMUTUSKAN:",
        "Menetapkan : KEPUTUSAN",
        "KESATU : Memberikan",
        "Nama lembaga : PKBM Harapan Bangsa",
        "KEDUA :",
        "KELIMA :",
        "Ditetapkan di Banjarbaru",
        "pada tanggal 27 November 2026",
        "Drs. Hendra Gunawan, M.Si.",
        "Pembina Utama Muda (IV/c)",
        "NIP 197001011995031001",
        "Tembusan: 1. Wali Kota Banjarbaru",
    )


def test_a_refusal_has_its_reasons_and_remedies_on_it() -> None:
    text = "".join(pages(render_decree(refusal_content(), ISSUE).pdf))

    assert in_order(text, "PENOLAKAN PERMOHONAN", "a. Tidak ada jalur evakuasi.", "b. Sewa hanya 1 tahun.", "Pasal 77")


def test_every_page_is_a4_and_numbered() -> None:
    with pikepdf.open(BytesIO(permit().pdf)) as document:
        sizes = [[float(side) for side in page.mediabox] for page in document.pages]

    texts = pages(permit().pdf)
    assert [A4] * len(texts) == sizes
    assert all(f"Halaman{n}dari{len(texts)}" in text for n, text in enumerate(texts, 1))


def test_the_same_facts_give_the_same_bytes() -> None:
    assert permit() == render_decree(permit_content(), ISSUE)
    assert draft() == render_draft(permit_content(), drafted_at=DRAFTED_AT)


def test_its_dates_are_the_decrees_and_not_the_clocks() -> None:
    with pikepdf.open(BytesIO(permit().pdf)) as document:
        meta = document.open_metadata()

        assert {"2026-11-27T00:00:00+08:00"} == {
            meta[f"xmp:{name}"] for name in ("CreateDate", "ModifyDate", "MetadataDate")
        }


def test_the_qr_leads_to_the_public_page_and_is_large_enough_for_a_phone() -> None:
    ((text, side),) = qr_codes(permit().pdf)

    assert ISSUE.url == text
    assert 30 <= side


def test_the_visible_signature_has_a_place_of_its_own_beside_the_qr() -> None:
    box = permit().signature
    on_the_page = pieces(permit().pdf)[box.page]

    assert 2 == box.page
    assert 150 < box.right - box.left
    assert 60 < box.top - box.bottom
    assert not [
        piece
        for piece in on_the_page
        if piece.left < box.right and box.left < piece.right and box.bottom < piece.bottom < box.top
    ]


def test_a_simulated_signature_is_called_one_on_every_page() -> None:
    assert all(notice(Force.SIMULATED) in text for text in pages(permit().pdf))
    assert notice(Force.BSRE) not in "".join(pages(permit().pdf))


def test_the_sentence_of_bsre_stands_over_its_signatures_only() -> None:
    by_bsre, by_the_office = (
        pages(render_decree(permit_content(), replace(ISSUE, force=force)).pdf) for force in (Force.BSRE, Force.OWN)
    )

    assert all(notice(Force.BSRE) in text and notice(Force.SIMULATED) not in text for text in by_bsre)
    assert not [text for text in by_the_office if notice(Force.BSRE) in text or notice(Force.SIMULATED) in text]


def notice(force: Force) -> str:
    return said.id.replace(" ", "") if (said := NOTICES[force]) else ""


def test_a_draft_says_on_every_page_that_it_is_one() -> None:
    watermark = WATERMARK.replace(" ", "")

    assert all(watermark in text for text in pages(draft()))
    assert watermark not in "".join(pages(permit().pdf))


def test_a_draft_has_no_number_no_date_no_name_and_no_qr() -> None:
    text = "".join(pages(draft()))

    assert in_order(text, "NOMOR [diberikan saat penandatanganan]", "pada tanggal [diisi saat penandatanganan]")
    assert in_order(text, "[nama pejabat]")
    assert [] == qr_codes(draft())


def test_an_acting_head_signs_as_one() -> None:
    signatory = Signatory(name="Surya Wijaya", post=FORM.office.head, acting="Plt.")
    text = "".join(pages(render_decree(permit_content(), replace(ISSUE, signatory=signatory)).pdf))

    assert in_order(text, "pada tanggal", "Plt. KEPALA DINAS", "Surya Wijaya", "Tembusan")
    assert "NIP" not in text


@pytest.mark.parametrize("reasons", range(1, 16, 2))
def test_the_signature_never_stands_on_a_page_without_a_clause(reasons: int) -> None:
    many = tuple(f"Alasan ke-{n} yang agak panjang, agar baris ini menjadi dua baris penuh." for n in range(reasons))
    rendered = decree_of(replace(REFUSAL, reasons=many))

    assert "KELIMA" in pages(rendered.pdf)[rendered.signature.page]
    assert "Ditetapkan" in pages(rendered.pdf)[rendered.signature.page]


def test_what_announces_a_list_never_ends_a_page() -> None:
    """Names of some lengths bring one to the foot of a page."""
    for words in (8, 10, 17):
        institution = replace(REFUSAL.institution, name="Lembaga " * words)
        for page in pages(decree_of(replace(REFUSAL, institution=institution)).pdf):
            assert not page.partition(notice(Force.SIMULATED))[0].endswith("berikut:"), words


@pytest.mark.parametrize("name", ["X" * 200, "Lembaga Kursus dan Pelatihan " * 10, "L" * 60 + " " + "W" * 140])
def test_a_long_name_stays_within_the_margins(name: str) -> None:
    institution = replace(PERMIT.institution, name=name, programs=(name,) * 3, address=name)
    rendered = decree_of(replace(PERMIT, institution=institution, applicant_name=name))

    assert all(piece.right <= RIGHT_MARGIN for page in pieces(rendered.pdf) for piece in page)
    assert rendered.signature.page < len(pages(rendered.pdf))


def test_a_decree_does_not_print_a_name_that_it_cannot_print() -> None:
    institution = replace(PERMIT.institution, name="PKBM \u4e2d\u6587")

    with pytest.raises(UnprintableText, match=r"U\+4E2D.*U\+6587"):
        decree_of(replace(PERMIT, institution=institution))


def test_no_glyph_of_the_forms_is_missing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="fpdf"):
        decree_of(REFUSAL)

    assert [] == [record.message for record in caplog.records if "glyph" in record.message]
    assert "" == unprintable(canonical_json(FORM.wordings).decode() + canonical_json(permit_content()).decode())


def test_what_stands_for_the_number_of_pages_is_nobodys_text() -> None:
    institution = replace(PERMIT.institution, name="PKBM {nb} Harapan", address="Jalan {nb}")
    printed = pages(decree_of(replace(PERMIT, institution=institution)).pdf)

    assert any("PKBM{nb}Harapan" in text for text in printed)
    assert all(text.endswith(f"Halaman{n}dari{len(printed)}") for n, text in enumerate(printed, 1))


def test_what_cannot_be_printed_is_shown_as_such() -> None:
    assert "A\N{REPLACEMENT CHARACTER}B" == shown("A\u4e2dB")


def test_a_sign_with_the_same_meaning_takes_the_place_of_one_that_is_missing() -> None:
    assert ("[v] dua-duanya", "") == (shown("\u2611 dua\u2011duanya"), unprintable("\u2611 dua\u2011duanya"))


def test_a_revocation_that_nobody_signed_is_a_copy_that_says_so_on_every_page() -> None:
    content = revocation_content(
        PERMIT, FORM, number=ISSUE.number, issued_on=ISSUE.issued_on, reason="Kegiatan berhenti."
    )
    copy = Revocation(number=None, issued_on=DRAFTED_AT.date(), revoked_at=DRAFTED_AT, signatory=ISSUE.signatory)
    pdf, numbered = (render_revocation(content, replace(copy, number=number)) for number in (None, "500/1/CABUT"))

    assert in_order(
        "".join(pages(pdf)),
        "NOMOR [diberikan saat penandatanganan]",
        "PENCABUTAN IZIN PENYELENGGARAAN",
        "KESATU : Mencabut Izin",
        f"Nomor {ISSUE.number} tanggal 27 November 2026 kepada:",
        "KEDUA",
        "a. Kegiatan berhenti.",
        "Pasal 77",
        "pada tanggal 26 November 2026",
        "Tembusan",
    )
    assert all(UNSIGNED.replace(" ", "") in text and COPY in text for text in pages(pdf))
    assert [] == qr_codes(pdf)
    assert pdf == render_revocation(content, copy)
    assert in_order("".join(pages(numbered)), "NOMOR 500/1/CABUT", "pada tanggal 26 November 2026")


def test_an_office_that_prints_on_f4_gets_f4() -> None:
    rendered = render_decree(permit_content(), replace(ISSUE, sheet=Sheet.F4))
    papers = (rendered.pdf, render_draft(permit_content(), drafted_at=DRAFTED_AT, sheet=Sheet.F4))

    for pdf in papers:
        with pikepdf.open(BytesIO(pdf)) as document:
            sides = {tuple(round(float(side) / 72 * 25.4) for side in page.mediabox) for page in document.pages}
        assert {(0, 0, 215, 330)} == sides
        assert all(piece.right <= RIGHT_MARGIN for page in pieces(pdf) for piece in page if piece.left > 71)
    assert 0 < rendered.signature.bottom < rendered.signature.top < 330 / 25.4 * 72


@pytest.mark.parametrize("words", range(60, 120, 4))
def test_no_line_of_a_longer_text_stands_alone_on_a_page(words: int) -> None:
    reason = " ".join(f"kata{n:03}" for n in range(words))
    many = ("Jalur evakuasi tidak ada.", *(reason,) * 5)
    pdf = decree_of(replace(REFUSAL, reasons=many)).pdf

    for page in lines(pdf).split("\n---\n"):
        body = [line for line in page.splitlines() if "kata" in line]
        if body and "kata000" not in body[0] and f"kata{words - 1:03}" in body[0]:
            pytest.fail(f"a widow: {body[0]}")
        if body and "kata000" in body[-1] and f"kata{words - 1:03}" not in body[-1]:
            pytest.fail(f"an orphan: {body[-1]}")

"""Receipt, inspection report and recommendation: the papers of the way, which nobody signs electronically."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from application.documents.inspection import Inspection, render_inspection_report, render_recommendation
from application.documents.receipt import Receipt, ReceivedDocument, masked_nik, render_receipt
from domain.decree import bap_sha256
from domain.papers import Finding, Inspector, Verdict
from tests.decrees import FORM, INSPECTION
from tests.papers import APPLICANT, INSTITUTION
from tests.pdf_text import pages, pieces, qr_codes

BOTTOM_MARGIN = 24 / 25.4 * 72
RIGHT_MARGIN = 595.28 - 20 / 25.4 * 72
AT = datetime(2026, 11, 23, 1, 14, tzinfo=UTC)
RECEIPT = Receipt(
    office=FORM.office,
    registration_number="REG-KBM-20261123-0007",
    received_at=AT,
    service="Izin Penyelenggaraan Kegiatan Belajar Mengajar",
    application="Baru",
    applicant_name=APPLICANT.name,
    nik=APPLICANT.nik,
    institution=INSTITUTION.name,
    unit_type="Pusat Kegiatan Belajar Masyarakat (PKBM)",
    documents=[
        ReceivedDocument(code="R01", title="Surat permohonan bermeterai", accepted=True),
        ReceivedDocument(code="R02", title="KTP elektronik", accepted=True, note="Asli diperlihatkan"),
    ],
    promised_at=datetime(2026, 11, 27, 16, 30, tzinfo=UTC),
    tracking_code="K7QM2X9P",
    officer="Fajar Nugraha",
    url="https://izin.example/track?number=REG-KBM-20261123-0007",
)
FILED = Inspection(
    office=FORM.technical,
    recipient="Kepala Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu Kota Banjarbaru",
    service="Izin Penyelenggaraan Kegiatan Belajar Mengajar",
    report=INSPECTION.report,
    recommendation=INSPECTION.recommendation,
    institution=INSTITUTION,
    unit_type="Pusat Kegiatan Belajar Masyarakat (PKBM)",
    applicant_name=APPLICANT.name,
    registration_number="REG-KBM-20261123-0007",
    submitted_at=AT,
    recorded_by="Dewi Lestari",
    recorded_at=datetime(2026, 11, 26, 2, 5, tzinfo=UTC),
    sha256=bap_sha256(INSPECTION.report, INSPECTION.recommendation),
    copies=FORM.recommendation_copies,
)


def text_of(pdf: bytes) -> str:
    return "".join(pages(pdf))


def with_report(**changes: object) -> Inspection:
    return replace(FILED, report=replace(FILED.report, **changes))  # type: ignore[arg-type]  # real fields


def test_a_receipt_tells_the_applicant_what_was_received_and_what_is_promised() -> None:
    text = text_of(render_receipt(RECEIPT))

    for said in (
        "NOMORREGISTRASIREG-KBM-20261123-0007",
        "23November2026pukul09.14WITA",
        "Petugas Front Office : Fajar Nugraha".replace(" ", ""),
        "R02KTPelektronikYaAslidiperlihatkan",
        "Dijanjikanselesai:28November2026",
        "Kodepelacakan:K7QM2X9P",
        "tidakdipungutbiaya",
    ):
        assert said in text


def test_a_receipt_never_shows_the_whole_nik() -> None:
    text = text_of(render_receipt(RECEIPT))

    assert APPLICANT.nik not in text
    assert "NIK:6372••••••••••01" in text


def test_a_nik_that_was_forgotten_stays_so() -> None:
    assert "•" * 16 == masked_nik("•••")


def test_the_receipts_qr_leads_to_tracking() -> None:
    assert [RECEIPT.url] == [text for text, _ in qr_codes(render_receipt(RECEIPT))]


def test_no_date_is_promised_past_the_published_calendar() -> None:
    text = text_of(render_receipt(replace(RECEIPT, promised_at=None)))

    assert "Dijanjikanselesai:akandiberitahukankemudian" in text


def test_a_report_begins_with_its_day_in_words_and_who_inspected() -> None:
    text = text_of(render_inspection_report(FILED))

    assert "PadahariiniRabutanggalduapuluhlimabulanNovembertahunduaribuduapuluhenam" in text
    assert "1.Nama:DewiLestariNIP:198001012005012001Jabatan:KetuaTim" in text
    assert "1Ruangbelajar2ruang3ruangSesuai" in text
    assert "Kesimpulan:memenuhipersyaratan." in text
    assert FILED.sha256 in text


def test_sixty_findings_go_over_pages_each_with_the_tables_head() -> None:
    finding = Finding(aspect="Ruang belajar", requirement="Luas 1,5 m² per peserta", observed="48 m²", conforms=False)
    pdf = render_inspection_report(with_report(findings=(finding,) * 60))

    texts = pages(pdf)
    assert 60 == sum(text.count("Luas1,5m²") for text in texts)
    assert all("Kenyataandilapangan" in text for text in texts if "Luas1,5m²" in text)
    assert "60Ruangbelajar" in text_of(pdf)


def test_the_tables_head_never_stands_alone_at_the_foot_of_a_page() -> None:
    finding = Finding(aspect="Ruang", requirement="Luas", observed="Terdapat ruang. " * 30, conforms=True)

    for number in range(1, 15):
        inspectors = (Inspector(name="Dewi Lestari", position="Ketua"),) * number
        texts = pages(render_inspection_report(with_report(findings=(finding,), inspectors=inspectors)))

        assert ["Terdapatruang" in text for text in texts] == ["Kenyataandilapangan" in text for text in texts], number


def test_a_finding_longer_than_a_page_is_broken_and_nothing_is_lost() -> None:
    words = [f"kata{n:04}" for n in range(2000)]
    finding = Finding(aspect="Ruang", requirement="2", observed=" ".join(words), conforms=True)
    pdf = render_inspection_report(with_report(findings=(finding, finding)))

    text = text_of(pdf)
    assert all(2 == text.count(word) for word in words)
    assert all(piece.bottom >= BOTTOM_MARGIN - 60 for page in pieces(pdf) for piece in page)


@pytest.mark.parametrize("text", ["W" * 300, "Kalimat panjang " * 40, "☑ ≥ 1,5 m² → 中"])
def test_no_text_leaves_the_margins(text: str) -> None:
    finding = Finding(aspect=text, requirement=text, observed=text, conforms=True, note=text)
    inspector = Inspector(name=text, position=text)
    pdf = render_inspection_report(with_report(findings=(finding,), inspectors=(inspector,) * 3, location=text))

    assert all(piece.right <= RIGHT_MARGIN for page in pieces(pdf) for piece in page)


def test_a_report_without_findings_or_ranks_is_still_a_paper() -> None:
    bare = with_report(findings=(), inspectors=(Inspector(name="Dewi Lestari", position="Ketua"),))

    assert "NIP" not in text_of(render_inspection_report(bare))


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.RECOMMENDED, "DIREKOMENDASIKANpenerbitan"),
        (Verdict.RECOMMENDED_WITH_NOTES, "DIREKOMENDASIKANDENGANCATATANpenerbitan"),
        (Verdict.NOT_RECOMMENDED, "TIDAKDIREKOMENDASIKANpenerbitan"),
    ],
)
def test_a_recommendation_says_its_verdict(verdict: Verdict, said: str) -> None:
    recommendation = replace(FILED.recommendation, verdict=verdict)

    assert said in text_of(render_recommendation(replace(FILED, recommendation=recommendation)))


def test_a_recommendation_carries_its_notes_if_there_are_any() -> None:
    noted = replace(FILED.recommendation, notes="APAR dilengkapi.")

    assert "Catatan:APARdilengkapi." in text_of(render_recommendation(replace(FILED, recommendation=noted)))
    assert "Catatan" not in text_of(render_recommendation(FILED))


def test_a_recommendation_names_who_gets_a_copy_if_anybody_does() -> None:
    assert "Tembusan:1.Pemohon;2.Arsip." in text_of(render_recommendation(FILED))
    assert "Tembusan" not in text_of(render_recommendation(replace(FILED, copies=())))


@pytest.mark.parametrize("render", [render_inspection_report, render_recommendation])
def test_no_signature_is_shown_that_was_not_made(render: Callable[[Inspection], bytes]) -> None:
    text = text_of(render(FILED))

    assert "DicatatsecaraelektronikolehDewiLestaripada26November2026pukul10.05WITA" in text
    assert "Ditandatangani" not in text


def test_the_same_facts_give_the_same_bytes() -> None:
    assert render_receipt(RECEIPT) == render_receipt(RECEIPT)
    assert render_inspection_report(FILED) == render_inspection_report(FILED)
    assert render_recommendation(FILED) == render_recommendation(FILED)

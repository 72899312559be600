"""Receipt, inspection report and recommendation: the papers of the way, which nobody signs electronically."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from application.documents.inspection import Inspection, render_inspection_report, render_recommendation
from application.documents.photo_annex import Picture
from application.documents.picture import SIDE, small_picture
from application.documents.receipt import Receipt, ReceivedDocument, masked_nik, render_receipt
from domain.decree import bap_sha256
from domain.papers import Conclusion, Finding, Inspector, Verdict
from tests.decrees import FORM, INSPECTION
from tests.papers import APPLICANT, INSTITUTION
from tests.pdf_a import faults
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


def test_a_report_of_a_place_where_nobody_was_says_so_and_what_was_met() -> None:
    nobody = with_report(nobody_on_site="Pagar digembok.", conclusion=Conclusion.DOES_NOT_MEET)
    report, recommendation = text_of(render_inspection_report(nobody)), text_of(render_recommendation(nobody))

    assert "BERITAACARAPEMERIKSAANLAPANGANTIDAKTERLAKSANANOMOR" in report
    assert "telahmendatangitempatberikutuntukmelakukanpemeriksaanlapangan" in report
    assert "tidakadaseorangpunditempatyangdapatmenerimapemeriksa.Keadaanyangditemui:Pagardigembok." in report
    assert "Pemeriksaanhanyadilakukandariluar" in report
    assert "tidakadaseorangpunditempat" in recommendation
    assert "TERLAKSANA" not in text_of(render_inspection_report(FILED))


def test_nobody_signs_as_inspected_who_was_not_met() -> None:
    assert "Pihakyangdiperiksa," in text_of(render_inspection_report(FILED))
    assert "Pihakyangdiperiksa," not in text_of(render_inspection_report(with_report(nobody_on_site="Tutup.")))


def test_a_second_inspection_shows_what_the_first_has_found() -> None:
    finding = Finding(aspect="Pagar", requirement="Terbuka", observed="Terkunci", conforms=False)
    first = replace(FILED.report, number="400.3/7/BAPL", findings=(finding,), nobody_on_site="Terkunci.")
    second = replace(first, number="400.3/8/BAPL", nobody_on_site=None, conclusion=Conclusion.MEETS_WITH_NOTES)

    text = text_of(render_inspection_report(replace(FILED, earlier=(first, second))))

    assert 1 == text.count("merupakanpemeriksaanulang")
    assert "Nomor400.3/7/BAPLtanggal25November2026menyimpulkan:memenuhipersyaratan.Padasaatitutidakada" in text
    assert "Nomor400.3/8/BAPLtanggal25November2026menyimpulkan:memenuhipersyaratandengancatatan.Hasilnya:" in text
    assert 2 == text.count("1PagarTerbukaTerkunciTidak")


def picture(size: tuple[int, int] = (800, 600), **how: object) -> Picture:
    drawn = BytesIO()
    Image.effect_noise(size, 20).convert("RGB").save(drawn, "JPEG")
    shown = Picture(
        content=small_picture(drawn.getvalue()),
        caption="Ruang belajar 1",
        sha256="ab" * 32,
        taken_at=datetime(2026, 11, 25, 1, 14, tzinfo=UTC),
        latitude=-3.442333,
        longitude=114.8339,
    )
    return replace(shown, **how)  # type: ignore[arg-type]  # real fields


def images_of(pdf: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(BytesIO(pdf)) as document:
        found = [image for page in document.pages for image in page.get_images().values()]
        return [(int(each["/Width"]), int(each["/Height"])) for each in found]


def test_photographs_are_an_annex_with_what_when_where_and_which() -> None:
    report, annex = pages(render_inspection_report(replace(FILED, pictures=(picture(),))))

    assert "LAMPIRANBERITAACARAPEMERIKSAANLAPANGANNOMOR400.3/1/BAPL/DISDIK/2026" in annex
    assert "Foto1.Ruangbelajar1Waktu:25November2026pukul09.14WITAKoordinat:3,442333°LS,114,833900°BT" in annex
    assert f"SHA-256{'ab' * 32}" in annex
    assert "Lampiran".upper() not in report


def test_what_a_picture_does_not_tell_is_not_made_up() -> None:
    unknown = picture(taken_at=None, latitude=None)

    text = text_of(render_inspection_report(replace(FILED, pictures=(unknown,))))

    assert "Waktu:tidaktercatatpadagambarKoordinat:tidaktercatatpadagambar" in text


def test_a_forgotten_picture_has_its_place_and_its_words() -> None:
    pdf = render_inspection_report(replace(FILED, pictures=(picture(content=None),)))

    assert [] == images_of(pdf)
    assert "datanyatelahdihapusmenurutundang-undang" in text_of(pdf)


def test_thirty_photographs_go_over_pages_six_on_each_and_none_over_the_edge() -> None:
    pictures = [picture((4000, 300) if n % 3 else (300, 4000), caption=f"Foto ke-{n}") for n in range(30)]
    pdf = render_inspection_report(replace(FILED, pictures=pictures))

    _, *annex = pages(pdf)
    assert [6] * 5 == [text.count("SHA-256") for text in annex]
    assert all(piece.bottom >= BOTTOM_MARGIN - 60 for page in pieces(pdf) for piece in page)
    assert all(max(size) <= SIDE for size in images_of(pdf))


@pytest.mark.parametrize("caption", ["W" * 300, "Ruang belajar dengan meja dan kursi. " * 30], ids=["a word", "a text"])
def test_a_long_caption_stays_below_its_picture(caption: str) -> None:
    pdf = render_inspection_report(replace(FILED, pictures=(picture(caption=caption),) * 5))

    assert all(piece.right <= RIGHT_MARGIN for page in pieces(pdf) for piece in page)
    assert 5 == text_of(pdf).count(caption.replace(" ", ""))


def test_an_annex_is_the_same_bytes_each_time_and_as_an_archive_wants_it() -> None:
    filed = replace(FILED, pictures=(picture(),))
    pdf = render_inspection_report(filed)

    assert pdf == render_inspection_report(filed)
    assert [] == faults(pdf)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_picture_is_made_small_on_white(mode: str) -> None:
    drawn = BytesIO()
    Image.new("RGBA", (2000, 1000), (0, 0, 0, 0)).convert(mode).save(drawn, "PNG")

    with Image.open(BytesIO(small_picture(drawn.getvalue()))) as small:
        corner = small.convert("RGB").getpixel((0, 0))

    assert ("RGB", (SIDE, SIDE // 2)) == (small.mode, small.size)
    assert ((255, 255, 255) if mode in ("LA", "P", "RGBA") else (0, 0, 0)) == corner

"""The notice of what is missing: every deficiency with its remedy, until when, and what stands still meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime

from application.documents.notice import Notice, Shortcoming, render_notice
from tests.decrees import FORM
from tests.papers import APPLICANT, INSTITUTION
from tests.pdf_text import RIGHT_MARGIN, in_order, pages, pieces, qr_codes

NOTICE = Notice(
    office=FORM.office,
    registration_number="REG-KBM-20261123-0007",
    service="Izin Penyelenggaraan Kegiatan Belajar Mengajar",
    applicant_name=APPLICANT.name,
    institution=INSTITUTION.name,
    submitted_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    sent_back_at=datetime(2026, 11, 23, 1, 14, tzinfo=UTC),
    officer="Fajar Nugraha",
    shortcomings=[
        Shortcoming(number=1, requirement="R08 Bukti sewa", finding="Sewa 2 tahun.", remedy="Sewa minimal 3 tahun."),
        Shortcoming(number=2, requirement="R15 Foto gedung", finding="Buram.", remedy="Foto ulang."),
    ],
    remarks="Dapat dikonsultasikan di loket.",
    repair_days=7,
    repair_until=datetime(2026, 12, 2, 8, 0, tzinfo=UTC),
    url="https://izin.example/track?number=REG-KBM-20261123-0007",
)


def text_of(notice: Notice) -> str:
    return "".join(pages(render_notice(notice)))


def test_it_tells_what_is_missing_how_to_repair_it_and_until_when() -> None:
    assert in_order(
        text_of(NOTICE),
        "PEMERINTAH KOTA BANJARBARU",
        "PEMBERITAHUAN KEKURANGAN BERKAS",
        "NOMOR REGISTRASI REG-KBM-20261123-0007",
        "Banjarbaru, 23 November 2026",
        "Yth. Bapak/Ibu",
        "Siti Rahmah",
        "1. R08 Bukti sewa",
        "2. R15 Foto gedung",
        "Catatan: Dapat dikonsultasikan di loket.",
        "7 (tujuh) hari kerja",
        "Rabu, 2 Desember 2026 pukul 16.00 WITA",
        "jangka waktu pelayanan dihentikan sementara",
        "dianggap mengundurkan diri",
        "Dicatat secara elektronik oleh Fajar Nugraha",
    )


def test_it_names_no_deadline_that_nobody_knows() -> None:
    text = text_of(replace(NOTICE, repair_until=None, remarks=None))

    assert "palinglambat" not in text
    assert "mengundurkandiri" not in text
    assert "Catatan" not in text
    assert "dihentikansementara" in text


def test_its_qr_leads_to_tracking() -> None:
    assert [NOTICE.url] == [text for text, _ in qr_codes(render_notice(NOTICE))]


def test_a_hundred_deficiencies_go_over_pages_and_stay_within_the_margins() -> None:
    many = [
        Shortcoming(number=n, requirement=f"R{n:02} " + "persyaratan " * 9, finding="W" * 90, remedy="Perbaiki. " * 20)
        for n in range(1, 101)
    ]
    pdf = render_notice(replace(NOTICE, shortcomings=many, applicant_name="N" * 300, institution="L " * 150))

    assert all(f"{n}.R{n:02}" in "".join(pages(pdf)) for n in range(1, 101))
    assert all(piece.right <= RIGHT_MARGIN for page in pieces(pdf) for piece in page)


def test_the_same_facts_give_the_same_bytes() -> None:
    assert render_notice(NOTICE) == render_notice(NOTICE)

"""Pemberitahuan kekurangan berkas: what the applicant has to repair, and until when (SOP step 2, "ditolak").

No decree: it refuses nothing, and nobody signs it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fpdf.enums import Align

from application.documents.imprint import Imprint
from application.documents.layout import QR_SIDE, letterhead, particulars, place_qr, recorded, title
from application.documents.paper import LEFT, WIDTH, Paper
from application.documents.table import Column, table
from domain.decree import Office
from domain.indonesian import WITA, counted, date_text, day_name, moment_text

COLUMNS = (
    Column(heading="No.", width=10, align=Align.C),
    Column(heading="Persyaratan", width=50),
    Column(heading="Kekurangan", width=50),
    Column(heading="Perbaikan yang diminta", width=55),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcoming:
    """One deficiency; `requirement` is its code and title, as in the SOP."""

    number: int
    requirement: str
    finding: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`repair_until` is None where no file lapses or the calendar is not published so far."""

    office: Office
    registration_number: str
    service: str
    applicant_name: str
    institution: str
    submitted_at: datetime
    sent_back_at: datetime
    officer: str
    shortcomings: Sequence[Shortcoming]
    remarks: str | None
    repair_days: int
    repair_until: datetime | None
    url: str


def render_notice(notice: Notice) -> bytes:
    """Return the notice."""
    imprint = Imprint(
        title=f"Pemberitahuan Kekurangan Berkas {notice.registration_number}",
        author=notice.office.name,
        subject=notice.service,
        made_at=notice.sent_back_at,
        sheet=notice.office.sheet,
    )
    paper = Paper(imprint)
    letterhead(paper, notice.office.letterhead)
    title(paper, "PEMBERITAHUAN KEKURANGAN BERKAS", f"NOMOR REGISTRASI {notice.registration_number}")
    paper.space(4)
    _address(paper, notice)
    table(paper, COLUMNS, [_line(each) for each in notice.shortcomings])
    paper.space(4)
    if notice.remarks:
        paper.flow(f"Catatan: {notice.remarks}", align=Align.L)
        paper.space(2)
    paper.flow(_deadline(notice))
    paper.space(2)
    paper.flow("Atas perhatian dan kerja sama Bapak/Ibu, kami ucapkan terima kasih.")
    _tracking(paper, notice)
    recorded(paper, notice.officer, notice.sent_back_at, "Pemberitahuan ini bukan keputusan dan tidak ditandatangani.")
    return bytes(paper.output())


def _address(paper: Paper, notice: Notice) -> None:
    day = date_text(notice.sent_back_at.astimezone(WITA))
    paper.flow(f"{notice.office.place}, {day}", align=Align.R)
    paper.space(2)
    for line in ("Yth. Bapak/Ibu", notice.applicant_name, notice.institution):
        paper.flow(line, align=Align.L)
    paper.space(3)
    particulars(paper, [("Hal", f"Permohonan {notice.service}")], label=14)
    paper.space(3)
    paper.flow(
        f"Permohonan Bapak/Ibu yang kami terima pada {moment_text(notice.submitted_at)} telah diverifikasi. Berkas "
        "tersebut belum lengkap atau belum benar, sehingga dikembalikan untuk dilengkapi sebagai berikut:"
    )
    paper.space(1)


def _line(each: Shortcoming) -> tuple[str, ...]:
    return (f"{each.number}.", each.requirement, each.finding, each.remedy)


def _deadline(notice: Notice) -> str:
    paused = "Selama menunggu perbaikan, jangka waktu pelayanan dihentikan sementara."
    if notice.repair_until is None:
        return f"Mohon perbaikan disampaikan secara elektronik. {paused}"
    until = notice.repair_until.astimezone(WITA)
    return (
        f"Mohon perbaikan disampaikan secara elektronik dalam waktu {counted(notice.repair_days)} hari kerja, paling "
        f"lambat {day_name(until)}, {moment_text(until)}. {paused} Apabila sampai dengan batas waktu tersebut berkas "
        "tidak dilengkapi, Bapak/Ibu dianggap mengundurkan diri dan permohonan ditutup; permohonan baru dapat "
        "diajukan kembali tanpa dipungut biaya."
    )


def _tracking(paper: Paper, notice: Notice) -> None:
    paper.keep(QR_SIDE + 5)
    top = paper.y + 5
    place_qr(paper, notice.url, LEFT - 2, top)
    beside = LEFT + QR_SIDE + 3
    paper.set_y(top + 8)
    for text in (
        "Perkembangan permohonan dapat dilihat dengan memindai kode QR di samping, memakai kode pelacakan Bapak/Ibu.",
        "Pelayanan ini tidak dipungut biaya.",
    ):
        paper.flow(text, x=beside, width=LEFT + WIDTH - beside, align=Align.L)
    paper.set_y(top + QR_SIDE + 1)

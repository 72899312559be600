"""Tanda terima berkas: what the applicant holds while the office works (SOP step 2, made when the file is accepted)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fpdf.enums import Align

from application.documents.imprint import Imprint
from application.documents.layout import QR_SIDE, letterhead, particulars, place_qr, title
from application.documents.paper import BODY, LEFT, WIDTH, Paper
from application.documents.table import Column, table
from domain.decree import Office
from domain.indonesian import WITA, date_text, moment_text

COLUMNS = (
    Column(heading="No.", width=10, align=Align.C),
    Column(heading="Kode", width=14, align=Align.C),
    Column(heading="Persyaratan", width=86),
    Column(heading="Diterima", width=18, align=Align.C),
    Column(heading="Keterangan", width=37),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedDocument:
    """One line of the front office's checklist, with the requirement's title from the SOP."""

    code: str
    title: str
    accepted: bool
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`promised_at` is None past the published calendar; `url` is the public tracking page.

    `attorney` is who acts for the applicant, if anybody does.
    """

    office: Office
    registration_number: str
    received_at: datetime
    service: str
    application: str
    applicant_name: str
    nik: str
    institution: str
    unit_type: str
    documents: Sequence[ReceivedDocument]
    promised_at: datetime | None
    tracking_code: str
    officer: str
    url: str
    attorney: str | None = None


def render_receipt(receipt: Receipt) -> bytes:
    """Return the receipt; the NIK is masked here and nowhere else needed."""
    imprint = Imprint(
        title=f"Tanda Terima Berkas {receipt.registration_number}",
        author=receipt.office.name,
        subject=receipt.service,
        made_at=receipt.received_at,
        sheet=receipt.office.sheet,
    )
    paper = Paper(imprint)
    letterhead(paper, receipt.office.letterhead)
    title(paper, "TANDA TERIMA BERKAS", f"NOMOR REGISTRASI {receipt.registration_number}")
    paper.space(4)
    particulars(paper, _rows(receipt))
    paper.space(4)
    paper.flow("Berkas yang diterima dan dinyatakan lengkap:")
    paper.space(1)
    table(paper, COLUMNS, [_line(n, each) for n, each in enumerate(receipt.documents, 1)])
    _promise(paper, receipt)
    return bytes(paper.output())


def masked_nik(nik: str) -> str:
    """Return the NIK with only its province and regency, and the last two digits, to be read."""
    return f"{nik[:4]}{'•' * 10}{nik[-2:]}" if len(nik) == 16 else "•" * 16


def _rows(receipt: Receipt) -> list[tuple[str, str]]:
    return [
        ("Jenis layanan", receipt.service),
        ("Jenis permohonan", receipt.application),
        ("Nama pemohon", receipt.applicant_name),
        ("NIK", masked_nik(receipt.nik)),
        *([("Kuasa pemohon", receipt.attorney)] if receipt.attorney else []),
        ("Nama lembaga", receipt.institution),
        ("Jenis satuan", receipt.unit_type),
        ("Diterima pada", moment_text(receipt.received_at)),
        ("Petugas Front Office", receipt.officer),
    ]


def _line(n: int, document: ReceivedDocument) -> tuple[str, ...]:
    return (str(n), document.code, document.title, "Ya" if document.accepted else "Tidak", document.note or "")


def _promise(paper: Paper, receipt: Receipt) -> None:
    paper.keep(QR_SIDE + 5)
    top = paper.y + 5
    place_qr(paper, receipt.url, LEFT - 2, top)
    beside = LEFT + QR_SIDE + 3
    paper.set_y(top + 3)
    promised = date_text(receipt.promised_at.astimezone(WITA)) if receipt.promised_at else "akan diberitahukan kemudian"
    for text, bold in (
        (f"Dijanjikan selesai: {promised}", True),
        (f"Kode pelacakan: {receipt.tracking_code}", True),
        ("Pindai kode QR di samping, atau masukkan nomor registrasi dan kode pelacakan pada laman pelacakan.", False),
        ("Pelayanan ini tidak dipungut biaya. Simpan tanda terima ini sebagai bukti pengambilan.", False),
    ):
        paper.write_in(BODY, bold=bold)
        paper.flow(text, x=beside, width=LEFT + WIDTH - beside, align=Align.L)

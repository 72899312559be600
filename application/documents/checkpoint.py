"""Lembar titik segel: a checkpoint on paper, for a file that no computer can change. Nobody signs it by hand.

With its root and the verifier in hand an inspectorate can check an export without asking this office anything.
"""

from dataclasses import dataclass
from datetime import datetime

from fpdf.enums import Align

from application.documents.imprint import Imprint
from application.documents.layout import letterhead, particulars, title
from application.documents.paper import LEFT, WIDTH, Paper
from application.documents.qr import qr_of_text
from domain.decree import Office
from domain.indonesian import moment_text

QR_SIDE = 58.0  # mm: a whole note, some seventy modules
_GROUP = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointSheet:
    """`verifier_key` is of the key that signed `note`; `url` is where the newest one is."""

    office: Office
    origin: str
    size: int
    root: bytes
    note: str
    verifier_key: str
    sealed_at: datetime
    stamped_at: datetime | None
    url: str


def render_checkpoint(sheet: CheckpointSheet) -> bytes:
    """Return the sheet."""
    imprint = Imprint(
        title=f"Titik Segel Jejak {sheet.size}",
        author=sheet.office.name,
        subject=sheet.origin,
        made_at=sheet.sealed_at,
        sheet=sheet.office.sheet,
    )
    paper = Paper(imprint)
    letterhead(paper, sheet.office.letterhead)
    title(paper, "TITIK SEGEL JEJAK KEJADIAN", f"KEJADIAN 1 SAMPAI DENGAN {sheet.size}")
    paper.space(4)
    particulars(paper, _rows(sheet))
    paper.space(4)
    _note(paper, sheet)
    paper.space(4)
    paper.flow(_use(sheet), align=Align.L)
    return bytes(paper.output())


def grouped(root: bytes) -> str:
    """Return the root in hexadecimal, in groups that can be read aloud and compared."""
    text = root.hex()
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def _rows(sheet: CheckpointSheet) -> list[tuple[str, str]]:
    stamped = moment_text(sheet.stamped_at) if sheet.stamped_at else "tidak ada"
    return [
        ("Nama jejak", sheet.origin),
        ("Jumlah kejadian", str(sheet.size)),
        ("Akar (SHA-256)", grouped(sheet.root)),
        ("Disegel pada", moment_text(sheet.sealed_at)),
        ("Cap waktu RFC 3161", stamped),
        ("Kunci verifikasi", sheet.verifier_key),
    ]


def _note(paper: Paper, sheet: CheckpointSheet) -> None:
    paper.flow("Teks titik segel (C2SP), yang juga termuat dalam kode QR:")
    paper.space(1)
    paper.keep(QR_SIDE + 4)
    top = paper.y
    paper.image(qr_of_text(sheet.note), x=LEFT - 2, y=top, w=QR_SIDE, h=QR_SIDE, alt_text="Kode QR: teks titik segel")
    paper.write_in(9)
    beside = LEFT + QR_SIDE + 2
    for line in sheet.note.splitlines():
        if line:
            paper.flow(line, x=beside, width=LEFT + WIDTH - beside, align=Align.L)
        else:
            paper.space(paper.leading)
    paper.write_in(11)
    paper.set_y(max(paper.y, top + QR_SIDE + 1))


def _use(sheet: CheckpointSheet) -> str:
    return (
        "Simpan lembar ini terpisah dari sistem. Ekspor jejak yang memuat kejadian-kejadian tersebut harus "
        "menghasilkan akar yang sama; perubahan, penghapusan, penyisipan, atau pertukaran satu kejadian pun akan "
        f"menghasilkan akar yang lain. Titik segel terbaru: {sheet.url}"
    )

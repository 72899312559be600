"""Lampiran of a BAPL: photographs in two columns, each with what it shows, when and where it was taken, its hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from fpdf.enums import Align

from application.documents.layout import title
from application.documents.paper import BODY, LEFT, WIDTH, Paper
from application.documents.picture import size_of
from domain.indonesian import moment_text, position_text

GAP = 5.0  # mm
COLUMN = (WIDTH - GAP) / 2
HEIGHT = 50.0  # of the space for a picture: three rows fit on a page
SIZE, SMALL = 9.0, 6.5  # pt
FORGOTTEN = "Gambar tidak tersedia lagi: datanya telah dihapus menurut undang-undang."
UNKNOWN = "tidak tercatat pada gambar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One photograph; `content` is a small JPEG, None once its key was destroyed."""

    content: bytes | None
    caption: str
    sha256: str
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None


def photo_annex(paper: Paper, number: str, pictures: Sequence[Picture]) -> None:
    """Write the annex to the report of that number, from a new page on."""
    paper.add_page()
    title(paper, "LAMPIRAN BERITA ACARA PEMERIKSAAN LAPANGAN", f"NOMOR {number}", "FOTO PEMERIKSAAN LAPANGAN")
    paper.space(4)
    for n in range(0, len(pictures), 2):
        _row(paper, n, pictures[n : n + 2])
    paper.write_in(BODY)


def _row(paper: Paper, first: int, pictures: Sequence[Picture]) -> None:
    texts = [_lines(paper, first + n + 1, each) for n, each in enumerate(pictures)]
    paper.keep(HEIGHT + max(sum(height for _, _, height in lines) for lines in texts) + GAP)
    top, below = paper.y, paper.y
    for n, (picture, lines) in enumerate(zip(pictures, texts, strict=True)):
        x = LEFT + n * (COLUMN + GAP)
        _show(paper, picture, x, top)
        paper.set_y(top + HEIGHT + 1)
        for text, size, _ in lines:
            paper.write_in(size)
            paper.flow(text, x=x, width=COLUMN, align=Align.L)
        below = max(below, paper.y)
    paper.set_y(below + GAP)


def _show(paper: Paper, picture: Picture, x: float, y: float) -> None:
    """As large as its column and the row allow, in the middle of both."""
    if picture.content is None:
        paper.set_line_width(0.2)
        with paper.artifact():
            paper.rect(x, y, COLUMN, HEIGHT)
        paper.write_in(SIZE)
        paper.set_y(y + HEIGHT / 2 - paper.leading)
        paper.flow(FORGOTTEN, x=x + GAP, width=COLUMN - 2 * GAP, align=Align.C)
        return
    width, height = size_of(picture.content)
    scale = min(COLUMN / width, HEIGHT / height)
    w, h = width * scale, height * scale
    image = BytesIO(picture.content)
    paper.image(image, x=x + (COLUMN - w) / 2, y=y + (HEIGHT - h) / 2, w=w, h=h, alt_text=picture.caption)


def _lines(paper: Paper, number: int, picture: Picture) -> list[tuple[str, float, float]]:
    """The texts below a picture: each with its size in points and its height in mm."""
    taken = moment_text(picture.taken_at) if picture.taken_at else UNKNOWN
    texts = (
        (f"Foto {number}. {picture.caption}", SIZE),
        (f"Waktu: {taken}", SIZE),
        (f"Koordinat: {_position(picture)}", SIZE),
        (f"SHA-256 {picture.sha256}", SMALL),
    )
    lines: list[tuple[str, float, float]] = []
    for text, size in texts:
        paper.write_in(size)
        lines.append((text, size, len(paper.lines_of(text, COLUMN)) * paper.leading))
    return lines


def _position(picture: Picture) -> str:
    if picture.latitude is None or picture.longitude is None:
        return UNKNOWN
    return position_text(picture.latitude, picture.longitude)

"""The parts that papers of the office share: letterhead, title, tabbed clauses, particulars, QR and signature block."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fpdf.enums import Align

from application.documents.paper import BODY, LEFT, MM_PER_PT, WIDTH, Paper
from application.documents.qr import qr_image
from application.documents.rendered import SignatureBox
from domain.decree import Letterhead
from domain.indonesian import moment_text

LABEL, COLON, MARK = 31.0, 4.0, 7.0  # mm: the tabs of a naskah dinas
TEXT = LEFT + LABEL + COLON
GAP = 1.6
QR_SIDE = 32.0  # at least 30 mm, so that a phone reads a photocopy
SIGNATURE_X = LEFT + 67.0
SIGNATURE_WIDTH = WIDTH - 67.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs: `post` as on the paper; `acting` is "Plt." or "Plh." under a mandate."""

    name: str
    post: str
    acting: str | None = None
    rank: str | None = None
    nip: str | None = None

    @property
    def title(self) -> str:
        return f"{self.acting} {self.post}" if self.acting else self.post


def letterhead(paper: Paper, head: Letterhead) -> None:
    """Kop naskah dinas, page 1 only: emblem left, three sizes of letters, a double rule below."""
    top = paper.y
    _emblem(paper, top)
    for size, bold, text in (
        (13, False, head.government),
        (15, True, head.office),
        (8.5, False, head.address),
        (8.5, False, head.contact),
    ):
        paper.write_in(size, bold=bold)
        paper.flow(text, x=LEFT + 24, width=WIDTH - 24, align=Align.C)
    y = max(paper.y, top + 26) + 1.5
    with paper.artifact():
        for offset, thickness in ((0.0, 0.9), (1.2, 0.25)):
            paper.set_line_width(thickness)
            paper.line(LEFT, y + offset, LEFT + WIDTH, y + offset)
    paper.set_y(y + 6)
    paper.write_in(BODY)


def title(paper: Paper, *lines: str) -> None:
    """Centred bold lines, broken so that no line of a text is much shorter than the others."""
    paper.write_in(BODY + 0.5, bold=True)
    with paper.element(paper.next_heading()):
        for text in lines:
            width = _balanced(paper, text)
            paper.flow(text, x=LEFT + (WIDTH - width) / 2, width=width, align=Align.C)
    paper.write_in(BODY)


def clause(
    paper: Paper, label: str, items: Sequence[tuple[str, str]], *, bold: bool = False, align: Align = Align.J
) -> None:
    """A label, a colon, and texts in the tabbed column, each behind its mark (which may be empty)."""
    for n, (mark, text) in enumerate(items):
        indent = MARK if mark else 0.0
        paper.write_in(BODY, bold=bold)
        paper.begin(text, LEFT + WIDTH - TEXT - indent)
        paper.write_in(BODY)
        with paper.element("P"):
            if n == 0:
                _label(paper, label)
            if mark:
                paper.set_x(TEXT)
                paper.say(mark, MARK)
            paper.write_in(BODY, bold=bold)
            even = Align.L if bold else _even(text, align)
            paper.flow(text, x=TEXT + indent, width=LEFT + WIDTH - TEXT - indent, align=even)
        paper.write_in(BODY)
        paper.space(GAP)


def particulars(paper: Paper, rows: Sequence[tuple[str, str]], *, x: float = LEFT, label: float = 42.0) -> None:
    """Label, colon and value, one below the other; an empty value is a dash."""
    for name, value in rows:
        paper.keep(2 * paper.leading)
        paper.set_x(x)
        with paper.element("P"):
            paper.say(name, label)
            paper.say(":", COLON)
            width = LEFT + WIDTH - x - label - COLON
            paper.flow(value or "\N{EN DASH}", x=x + label + COLON, width=width, align=Align.L)


def place_qr(paper: Paper, url: str, x: float, y: float) -> None:
    """What is read aloud is the address alone, not what follows its `#` for machines."""
    paper.image(qr_image(url), x=x, y=y, w=QR_SIDE, h=QR_SIDE, alt_text=f"Kode QR: {url.partition('#')[0]}")


def signature_height(paper: Paper, signatory: Signatory) -> float:
    """The height in mm of `signature_block` with two opening lines."""
    post = paper.lines_of(f"{signatory.title},", SIGNATURE_WIDTH)
    below = [signatory.name, signatory.rank, signatory.nip]
    return (2 + len(post) + sum(1 for each in below if each)) * paper.leading + QR_SIDE + 4


def signature_block(paper: Paper, opening: Sequence[str], signatory: Signatory, qr_url: str | None) -> SignatureBox:
    """Opening lines, post, the place of the electronic signature (with its QR), name, rank and NIP.

    Return where the visible signature goes; the caller has kept the height free.
    """
    for text in (*opening, f"{signatory.title},"):
        paper.flow(text, x=SIGNATURE_X, width=SIGNATURE_WIDTH, align=Align.L)
    top = paper.y + 2
    if qr_url:
        place_qr(paper, qr_url, SIGNATURE_X - 2, top)
    box = _box(paper, SIGNATURE_X + QR_SIDE - 2, top + 3, SIGNATURE_WIDTH - QR_SIDE + 2, QR_SIDE - 6)
    paper.set_y(top + QR_SIDE + 1)
    paper.write_in(BODY, bold=True)
    paper.flow(signatory.name, x=SIGNATURE_X, width=SIGNATURE_WIDTH, align=Align.L)
    paper.write_in(BODY)
    for more in (signatory.rank, f"NIP {signatory.nip}" if signatory.nip else None):
        if more:
            paper.flow(more, x=SIGNATURE_X, width=SIGNATURE_WIDTH, align=Align.L)
    return box


def numbered_list(paper: Paper, heading: str, items: Sequence[str]) -> None:
    """Tembusan: a heading and numbered lines, in small letters."""
    paper.write_in(BODY - 1)
    paper.keep(sum(len(paper.lines_of(each, WIDTH - MARK)) for each in (heading, *items)) * paper.leading)
    paper.flow(heading, align=Align.L)
    for n, item in enumerate(items, 1):
        paper.set_x(LEFT)
        paper.say(f"{n}.", MARK)
        paper.flow(item, x=LEFT + MARK, width=WIDTH - MARK, align=Align.L)
    paper.write_in(BODY)


def recorded(paper: Paper, by: str, at: datetime, more: str) -> None:
    """No signature is shown that was not made: the entry in the file's history is named instead."""
    paper.space(4)
    paper.write_in(8.5)
    text = f"Dicatat secara elektronik oleh {by} pada {moment_text(at)}. {more}"
    paper.keep(len(paper.lines_of(text, WIDTH)) * paper.leading)
    paper.flow(text, align=Align.L)
    paper.write_in(BODY)


def _even(text: str, align: Align) -> Align:
    """A long word, such as a number of a decree, tears holes into a justified line before it."""
    return Align.L if any(len(word) > 24 for word in text.split()) else align


def _balanced(paper: Paper, text: str) -> float:
    """Return the smallest width, in steps of 5 mm, that needs no more lines than the full one."""
    lines, width = len(paper.lines_of(text, WIDTH)), WIDTH
    while width > WIDTH / 2 and len(paper.lines_of(text, width - 5)) == lines:
        width -= 5
    return width


def _label(paper: Paper, label: str) -> None:
    paper.set_x(LEFT)
    paper.say(label, LABEL)
    paper.say(":" if label else "", COLON)


def _emblem(paper: Paper, top: float) -> None:
    """The city's emblem is the office's to supply; until then its place is marked."""
    paper.set_line_width(0.2)
    paper.set_dash_pattern(dash=1, gap=1)
    with paper.artifact():
        paper.rect(LEFT, top, 20, 25)
    paper.set_dash_pattern()
    paper.write_in(7)
    paper.set_y(top + 9)
    paper.flow("lambang daerah\n[isi oleh kantor]", x=LEFT, width=20, align=Align.C)
    paper.set_y(top)


def _box(paper: Paper, x: float, y: float, width: float, height: float) -> SignatureBox:
    def points(mm: float) -> int:
        return round(mm / MM_PER_PT)

    return SignatureBox(
        page=paper.page_no() - 1,
        left=points(x),
        bottom=points(paper.h - y - height),
        right=points(x + width),
        top=points(paper.h - y),
    )

"""What a reader sees on a page: text by its fonts' own tables, and where it stands. Enough for what fpdf2 writes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

import pikepdf
import zxingcpp
from pikepdf import Name, Object, Page, PdfImage

POINTS_PER_MM = 72 / 25.4
RIGHT_MARGIN = 595.28 - 20 * POINTS_PER_MM


@dataclass(frozen=True)
class Piece:
    """A run of glyphs; `left` and `right` in points from the left edge, not valid for turned text."""

    text: str
    left: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Face:
    unicode: dict[int, str]
    widths: dict[int, float]


def pages(pdf: bytes) -> list[str]:
    """The text of each page, without any blank: layout decides where those are."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return ["".join(piece.text for piece in _pieces(page.obj)).replace(" ", "") for page in document.pages]


def lines(pdf: bytes) -> str:
    """The text as it stands line by line, each piece of a line behind the other, pages parted by a rule."""
    return "\n---\n".join("\n".join(_lines(page)) for page in pieces(pdf)) + "\n"


def _lines(page: list[Piece]) -> Iterator[str]:
    for _, line in groupby(page, key=lambda piece: round(piece.bottom, 1)):
        yield " ".join(" ".join(piece.text for piece in line).split())


def in_order(text: str, *parts: str) -> bool:
    """Whether the parts stand in `text`, as `pages` tells it, one behind the other."""
    at = 0
    for part in parts:
        at = text.find(part.replace(" ", ""), at)
        if at < 0:
            return False
        at += 1
    return True


def pieces(pdf: bytes) -> list[list[Piece]]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return [list(_pieces(page.obj)) for page in document.pages]


def form_text(form: Object) -> str:
    """The text of a form XObject and of the forms it shows, without blanks."""
    own = "".join(piece.text for piece in _pieces(form)).replace(" ", "")
    inner = form.get("/Resources", pikepdf.Dictionary()).get("/XObject", pikepdf.Dictionary())
    return own + "".join(form_text(each) for each in inner.values() if each.get("/Subtype") == Name.Form)


def qr_codes(pdf: bytes) -> list[tuple[str, float]]:
    """What each QR code says, and its side in mm."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [found for page in document.pages for found in _qr_codes(page)]


def _pieces(content: Object) -> Iterator[Piece]:
    fonts = content["/Resources"].get("/Font", pikepdf.Dictionary())
    faces = {name: _face(font) for name, font in fonts.items()}
    face, size, x, y = Face({}, {}), 0.0, 0.0, 0.0
    for operands, operator in _instructions(content):
        match operator:
            case "Tf":
                face, size = faces[str(operands[0])], float(operands[1])
            case "Td":
                x, y = float(operands[0]), float(operands[1])
            case "Tj":
                yield _piece(face, size, [operands[0]], x, y)
            case "TJ":
                yield _piece(face, size, list(operands[0]), x, y)
            case _:
                pass


def _instructions(content: Object | Page) -> Iterator[tuple[list[Object], str]]:
    for each in pikepdf.parse_content_stream(content):
        assert isinstance(each, pikepdf.ContentStreamInstruction), "fpdf2 writes no inline images"
        yield list(each.operands), str(each.operator)


def _piece(face: Face, size: float, shown: list[Object], x: float, y: float) -> Piece:
    text, width = "", 0.0
    for each in shown:
        if not isinstance(each, pikepdf.String):
            width -= float(each)
            continue
        for glyph in re.findall(b"(?s)..", bytes(each)):
            number = int.from_bytes(glyph, "big")
            text += face.unicode[number]
            width += face.widths.get(number, 0.0)
    return Piece(text, x, x + width * size / 1000, y)


def _face(font: Object) -> Face:
    unicode: dict[int, str] = {}
    table = font["/ToUnicode"].read_bytes().decode()
    for glyph, text in re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", table):
        unicode[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return Face(unicode, dict(_widths(font["/DescendantFonts"][0]["/W"])))


def _widths(array: Object) -> Iterator[tuple[int, float]]:
    rest = list(array)
    while rest:
        first, second = int(rest[0]), rest[1]
        if isinstance(second, pikepdf.Array):
            yield from ((first + n, float(width)) for n, width in enumerate(second))
            rest = rest[2:]
        else:
            yield from ((number, float(rest[2])) for number in range(first, int(second) + 1))
            rest = rest[3:]


def _qr_codes(page: Page) -> Iterator[tuple[str, float]]:
    side = 0.0
    for operands, operator in _instructions(page):
        if operator == "cm":
            side = float(operands[0]) / POINTS_PER_MM
        if operator == "Do":
            stream = page.obj["/Resources"]["/XObject"][str(operands[0])]
            assert isinstance(stream, pikepdf.Stream)
            image = PdfImage(stream).as_pil_image()
            yield from ((found.text, side) for found in zxingcpp.read_barcodes(image))

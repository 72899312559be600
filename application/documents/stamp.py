"""The visible block of an electronic signature, drawn on a sheet of its own that the signer puts into the decree."""

from collections.abc import Sequence
from dataclasses import dataclass

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos

from application.documents.paper import LEADING
from application.documents.typeface import BOLD, FACE, REGULAR, shown

SIZES = (9.0, 8.0, 7.0, 6.0, 5.0)  # pt, the first that fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """`width` and `height` in PDF points; the name is bold."""

    opening: str
    name: str
    closing: Sequence[str]
    width: int
    height: int


def render_stamp(stamp: Stamp) -> bytes:
    """Return a PDF of one page, as large as the block; a long name is broken, then made smaller."""
    sheet = FPDF(unit="pt", format=(stamp.width, stamp.height))
    sheet.add_font(FACE, "", REGULAR)
    sheet.add_font(FACE, "B", BOLD)
    sheet.set_margin(0)
    sheet.set_auto_page_break(False)
    sheet.add_page()
    lines = [(stamp.opening, ""), (stamp.name, "B"), *((text, "") for text in stamp.closing)]
    size = next((size for size in SIZES if _height(sheet, lines, size) <= stamp.height), SIZES[-1])
    sheet.set_y(max(0.0, (stamp.height - _height(sheet, lines, size)) / 2))
    for text, style in lines:
        sheet.set_font(FACE, style, size)
        sheet.multi_cell(0, size * LEADING, shown(text), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    return bytes(sheet.output())


def _height(sheet: FPDF, lines: Sequence[tuple[str, str]], size: float) -> float:
    total = 0.0
    for text, style in lines:
        sheet.set_font(FACE, style, size)
        height = sheet.multi_cell(
            0, size * LEADING, shown(text), align=Align.L, dry_run=True, output=MethodReturnValue.HEIGHT
        )
        assert isinstance(height, float), "that is what MethodReturnValue.HEIGHT asks for"
        total += height
    return total

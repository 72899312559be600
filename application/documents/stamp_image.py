"""The visible block of an electronic signature as a picture, for a service that draws no text of ours."""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from application.documents.paper import LEADING
from application.documents.stamp import SIZES, Stamp
from application.documents.typeface import BOLD, REGULAR, shown

PER_POINT = 4  # 288 dots an inch
Line = tuple[str, ImageFont.FreeTypeFont]


def draw_stamp(stamp: Stamp) -> bytes:
    """Return a PNG in the proportions of the block; opaque, for PDF/A; a long name is broken, then made smaller."""
    sheet = Image.new("RGB", (stamp.width * PER_POINT, stamp.height * PER_POINT), "white")
    lines, leading = _fitting(stamp, sheet.width, sheet.height)
    draw, y = ImageDraw.Draw(sheet), max(0.0, (sheet.height - len(lines) * leading) / 2)
    for text, font in lines:
        draw.text((0, y), text, font=font, fill="black")
        y += leading
    content = BytesIO()
    sheet.save(content, "PNG", optimize=True)
    return content.getvalue()


def _fitting(stamp: Stamp, width: int, height: int) -> tuple[list[Line], float]:
    """Return the lines in the largest size that fits, or in the smallest."""
    for size in SIZES:
        lines, leading = list(_lines(stamp, size, width)), size * LEADING * PER_POINT
        if len(lines) * leading <= height or size == SIZES[-1]:
            return lines, leading
    raise AssertionError("there is a smallest size")


def _lines(stamp: Stamp, size: float, width: int) -> Iterator[Line]:
    plain, bold = (ImageFont.truetype(face, size * PER_POINT) for face in (REGULAR, BOLD))
    for text, font in ((stamp.opening, plain), (stamp.name, bold), *((each, plain) for each in stamp.closing)):
        line = ""
        for word in shown(text).split():
            longer = f"{line} {word}".strip()
            if line and font.getlength(longer) > width:
                yield line, font
                longer = word
            line = longer
        yield line, font

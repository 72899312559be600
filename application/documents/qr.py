"""The QR code of a paper: it leads to the public verification page and is not the official's signature."""

from io import BytesIO

import segno
from PIL import Image
from segno import consts


def qr_image(url: str) -> Image.Image:
    """Return `url` as a QR code, error correction M, with the quiet zone of four modules (ISO/IEC 18004).

    A fragment in capitals and digits gets the mode that is made for them: a tenth fewer modules on each side.
    """
    address, mark, fragment = url.partition("#")
    segments: list[tuple[str, int]] = [(address + mark, consts.MODE_BYTE)]
    if fragment:
        segments.append((fragment, consts.MODE_ALPHANUMERIC))
    png = BytesIO()
    code = segno.make(segments, error="m", micro=False, boost_error=False)  # type: ignore[arg-type]  # takes segments too
    code.save(png, kind="png", scale=8, border=4)
    return Image.open(png).convert("L")


def qr_of_text(text: str) -> Image.Image:
    """Return any text as a QR code of the same kind; what is not ASCII in it is UTF-8."""
    png = BytesIO()
    segno.make(text.encode(), error="m", micro=False, boost_error=False).save(png, kind="png", scale=8, border=4)
    return Image.open(png).convert("L")

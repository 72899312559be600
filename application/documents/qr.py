"""The QR code of a paper: it leads to the public verification page and is not the signature."""

from io import BytesIO

import segno
from PIL import Image


def qr_image(url: str) -> Image.Image:
    """Return `url` as a QR code, error correction M, with the quiet zone of four modules (ISO/IEC 18004)."""
    png = BytesIO()
    segno.make(url, error="m", micro=False, boost_error=False).save(png, kind="png", scale=8, border=4)
    return Image.open(png).convert("L")

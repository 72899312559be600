"""Is this a JPEG or PNG image that can be decoded to its last line, of a size that can be shown, and nothing else?

What is kept of it are its pixels, written anew: no place, no owner, no preview, nothing for tomorrow's decoders to trip
over. When and where it was taken is told beside it.
"""

import struct
import zlib
from io import BytesIO
from typing import Any
from warnings import catch_warnings

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import get_sampling

from application.uploads.exif import Taken, taken_of
from application.uploads.refused import UploadRefused
from domain.indonesian import WITA
from domain.refusals import Sentence

CONVERTED_QUALITY = 92
MAX_PIXELS = 50_000_000  # the largest camera mode of common phones

# A decoder of hostile bytes fails in whatever way the bytes lead it to; each of them means that it cannot be shown.
UNDECODABLE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
# What makes the tail of an image another file. Phones append data of their own (motion photo), which is let be.
FOREIGN_MARKS = (
    b"%PDF-",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
    b"<?php",
    b"<script",
    b"<html",
)
LENIENT_HEADER = 1024  # bytes in which PDF viewers look for a header


def kept_jpeg(content: bytes) -> tuple[bytes, Taken]:
    """Return its pixels as a JPEG of nothing else, and when and where it was taken; or raise `UploadRefused`."""
    try:
        width, height, end = _jpeg_extent(content)
    except (struct.error, LookupError, ValueError) as error:
        raise UploadRefused("truncated", TRUNCATED) from error
    _require_alone(content, content[end:])
    return _kept(content, "JPEG", width * height)


def kept_png(content: bytes) -> tuple[bytes, Taken]:
    """Return its pixels as a PNG of nothing else, and when and where it was taken; or raise `UploadRefused`."""
    try:
        width, height, end = _png_extent(content)
    except (struct.error, ValueError) as error:
        raise UploadRefused("truncated", TRUNCATED) from error
    behind = content[end:]
    if behind.strip(b"\0\r\n\t "):
        raise UploadRefused("polyglot", FOREIGN)
    _require_alone(content, behind)
    return _kept(content, "PNG", width * height)


def _require_alone(content: bytes, behind: bytes) -> None:
    lower = behind.lower()
    if b"%PDF-" in content[:LENIENT_HEADER] or any(mark.lower() in lower for mark in FOREIGN_MARKS):
        raise UploadRefused("polyglot", FOREIGN)


def _kept(content: bytes, form: str, pixels: int) -> tuple[bytes, Taken]:
    """Decode the whole image and write it anew: what hides in it, before or behind it does not survive that."""
    if pixels > MAX_PIXELS:
        raise UploadRefused("too_many_pixels", TOO_MANY_PIXELS)
    try:
        # Pillow warns of damaged EXIF, of which nothing is kept but what can be read.
        with (
            catch_warnings(action="ignore", category=UserWarning),
            Image.open(BytesIO(content), formats=[form]) as image,
        ):
            if image.width * image.height > MAX_PIXELS:
                raise UploadRefused("too_many_pixels", TOO_MANY_PIXELS)
            return _written(image, form), taken_of(image, WITA)
    except UNDECODABLE as error:
        raise UploadRefused("damaged", DAMAGED) from error


def _written(image: Image.Image, form: str) -> bytes:
    """The pixels upright, as the camera meant them. A JPEG keeps its own tables, so that next to nothing is lost."""
    how: dict[str, Any] = {}
    if form == "JPEG":
        # Pillow has these for JPEG only, and for a picture that is not turned, cut or converted.
        how = {"qtables": getattr(image, "quantization", None), "subsampling": get_sampling(image)}
    transparency = image.info.get("transparency")
    image.load()
    upright = ImageOps.exif_transpose(image)
    if form == "JPEG" and upright.mode not in ("L", "RGB"):
        upright, how = upright.convert("RGB"), {"quality": CONVERTED_QUALITY}
    upright.info = {} if transparency is None else {"transparency": transparency}
    saved = BytesIO()
    upright.save(saved, form, **{name: value for name, value in how.items() if value not in (None, {}, -1)})
    return saved.getvalue()


def _jpeg_extent(content: bytes) -> tuple[int, int, int]:
    """Return width, height and where the image ends (ITU-T T.81, annex B). Raise where it breaks off."""
    at, width, height = 2, 0, 0
    while True:
        at = content.index(b"\xff", at)
        marker = content[at + 1]
        at += 1 if marker == 0xFF else 2
        if marker == 0xD9:
            return width, height, at
        if marker in STANDALONE:
            continue
        (length,) = struct.unpack_from(">H", content, at)
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 3)
        at += length


def _png_extent(content: bytes) -> tuple[int, int, int]:
    """Return width, height and where the image ends (ISO/IEC 15948). Raise where it breaks off."""
    width, height = struct.unpack_from(">II", content, 16)
    at = 8
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        at += 12 + length
        if at > len(content):
            raise ValueError("a chunk breaks off")
        if name == b"IEND":
            return width, height, at


STANDALONE = frozenset({0x00, 0x01, 0xFF, *range(0xD0, 0xD9)})  # without a length; 00 and FF belong to the data
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
TRUNCATED = Sentence(
    "Gambar terpotong: bagian akhirnya tidak ada. Unggah ulang berkas yang utuh.",
    "The image is cut off: its end is missing. Upload the whole file.",
)
DAMAGED = Sentence(
    "Gambar rusak dan tidak dapat ditampilkan. Unggah ulang berkas yang utuh.",
    "The image is damaged and cannot be shown. Upload a whole file.",
)
TOO_MANY_PIXELS = Sentence(
    "Gambar terlalu besar: paling banyak 50 megapiksel.",
    "The image is too large: at most 50 megapixels.",
)
FOREIGN = Sentence(
    "Di dalam gambar terdapat berkas lain. Simpan ulang sebagai gambar biasa.",
    "There is another file inside the image. Save it again as a plain image.",
)

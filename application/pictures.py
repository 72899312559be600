"""Is this file only a picture of a paper: a photograph, or a scan that a scanner has put into a PDF?

A scanner's PDF shows one image on each page. What it has read itself, it writes over it in invisible letters.
"""

import re
import zlib

import pikepdf

MOST_PAGES = 4  # whoever scans ten pages has scanned the first four
MOST_CONTENT = 64 * 1024
LEAST_SIDE = 400  # pixels of an image that shows a page: A4 at 50 dpi

_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\0", b"MM\0*")
_HEIF = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")
_RENDERING = re.compile(rb"\b([0-7])\s+Tr\b")


def is_image(content: bytes) -> bool:
    """Whether the file is an image as cameras, scanners and phones make them."""
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith(_MAGIC) or content[4:12] in _HEIF or webp


def shows_only_images(document: pikepdf.Pdf) -> bool:
    """Whether each page shows an image and no letters that can be seen. Raises what hostile dictionaries raise."""
    pages = [page for _, page in zip(range(MOST_PAGES), document.pages, strict=False)]
    return bool(pages) and all(_is_picture(page) for page in pages)


def _is_picture(page: pikepdf.Page) -> bool:
    shown = page.resources.get("/XObject")
    images = isinstance(shown, pikepdf.Dictionary) and any(_shows_a_page(each) for _, each in shown.items())
    return images and ("/Font" not in page.resources or _letters_are_invisible(page))


def _shows_a_page(each: pikepdf.Object) -> bool:
    return each.get("/Subtype") == "/Image" and min(int(each["/Width"]), int(each["/Height"])) >= LEAST_SIDE


def _letters_are_invisible(page: pikepdf.Page) -> bool:
    modes = {found[1] for found in _RENDERING.finditer(_content(page))}
    return modes == {b"3"}  # ISO 32000, table 106: neither filled nor stroked


def _content(page: pikepdf.Page) -> bytes:
    """Return the beginning of what the page shows: a few bytes may stand for gigabytes."""
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(_inflated(each.read_raw_bytes()) for each in streams[:16] if isinstance(each, pikepdf.Stream))


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MOST_CONTENT)
    except zlib.error:
        return packed[:MOST_CONTENT]

"""A photograph or a scan of a paper is known for what it is; a paper with a picture on it is none."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from application.documents.decree import render_decree
from application.pictures import is_image, shows_only_images
from tests.application.hostile_pdf import Spoil, pdf
from tests.application.test_documents import ISSUE
from tests.decrees import permit_content

FONT = Dictionary({"/F1": Dictionary({"/Type": Name.Font, "/Subtype": Name.Type1, "/BaseFont": Name.Helvetica})})


def image(form: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 40)).save(file, form)
    return file.getvalue()


def page(content: bytes, *, side: int = 900, font: bool = False, parts: bool = False) -> Spoil:
    """An image of that many pixels, and what is shown beside it."""

    def spoil(document: pikepdf.Pdf) -> None:
        picture = Stream(document, zlib_of(side), {"/Type": Name.XObject, "/Subtype": Name.Image})
        for name, value in {"/Width": side, "/Height": side, "/BitsPerComponent": 8}.items():
            picture[name] = value
        picture["/ColorSpace"] = Name.DeviceGray
        only = document.pages[0].obj
        only["/Resources"] = Dictionary({"/XObject": Dictionary({"/Im0": document.make_indirect(picture)})})
        if font:
            only["/Resources"]["/Font"] = FONT
        stream = document.make_indirect(Stream(document, content))
        only["/Contents"] = Array([stream, stream]) if parts else stream

    return spoil


def zlib_of(side: int) -> bytes:
    return bytes(side * side // 1000)


SCAN = b"q 300 0 0 300 0 0 cm /Im0 Do Q"
READ = SCAN + b" BT 3 Tr /F1 9 Tf (KEPUTUSAN) Tj ET"
WRITTEN = SCAN + b" BT 0 Tr /F1 9 Tf (KEPUTUSAN) Tj ET"


@pytest.mark.parametrize(
    ("spoil", "only_images"),
    [
        (page(SCAN), True),
        (page(SCAN, parts=True), True),
        (page(READ, font=True), True),
        (page(READ, font=True, parts=True), True),
        (page(WRITTEN, font=True), False),
        (page(READ + WRITTEN, font=True), False),
        (page(SCAN + b" BT /F1 9 Tf (x) Tj ET", font=True), False),
        (page(SCAN, side=40), False),
        (lambda _: None, False),
    ],
    ids=["scan", "in parts", "read", "read, in parts", "written", "both", "plain letters", "small", "empty page"],
)
@pytest.mark.parametrize("packed", [True, False])
def test_a_scan_is_a_picture_and_a_letter_is_none(spoil: Spoil, *, only_images: bool, packed: bool) -> None:
    with pikepdf.open(BytesIO(pdf(spoil, compress_streams=packed))) as document:
        assert only_images == shows_only_images(document)


def test_our_own_papers_are_no_pictures() -> None:
    with pikepdf.open(BytesIO(render_decree(permit_content(), ISSUE).pdf)) as document:
        assert not shows_only_images(document)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "TIFF", "WEBP"])
def test_what_cameras_and_scanners_make_is_an_image(form: str) -> None:
    assert is_image(image(form))


def test_other_files_are_no_images() -> None:
    assert is_image(b"\0\0\0\x18ftypheic\0\0")
    assert not [each for each in (b"", b"%PDF-1.7", b"RIFF\0\0\0\0WAVE", b"PK\x03\x04") if is_image(each)]

"""What may be handed in: a PDF, JPEG or PNG that is whole, readable and nothing else; each refusal says why."""

import io
import zipfile
import zlib
from contextlib import suppress
from hashlib import sha256

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from application.uploads.refused import UploadRefused
from application.uploads.uploads import MAX_BYTES, MAX_NAME, MediaType, check_upload, safe_name
from tests.application.hostile_pdf import GENERATE, OBJECTS, TRAILER, pdf, with_stream


def image(form: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **how: object) -> bytes:
    saved = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(saved, form, **how)
    return saved.getvalue()


def signed(document: pikepdf.Pdf) -> None:
    document.Root["/AcroForm"] = pikepdf.Dictionary(Fields=pikepdf.Array([pikepdf.Dictionary(ByteRange=[0, 1, 2, 3])]))


def camera() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:25 09:14:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "S", 2: (3.0, 26.0, 32.4), 3: "E", 4: (114.0, 50.0, 2.0)})
    return exif


def bottomless() -> bytes:
    """A page tree that only goes down."""
    levels = b"".join(b"%d 0 obj<</Type/Pages/Kids[%d 0 R]/Count 1>>endobj\n" % (n, n + 1) for n in range(2, 90))
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + levels + TRAILER + b"%%EOF"


def archive() -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as file:
        file.writestr("a.txt", "hello")
    return saved.getvalue()


def pdf_that_is_an_archive() -> bytes:
    """The archive's comment is the end of the PDF, so that both end where they should."""
    saved = io.BytesIO(pdf())
    with zipfile.ZipFile(saved, "a") as file:
        file.comment = b"\n%%EOF\n"
        file.writestr("a.txt", "hello")
    return saved.getvalue()


def bomb(name: bytes, unpacked: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(unpacked, 9)
    head = b"5 0 obj<</Type%s/Filter/FlateDecode%s/Length %d>>stream\n" % (name, more, len(packed))
    return OBJECTS + head + packed + b"\nendstream endobj\n" + TRAILER + b"%%EOF"


def code_of(content: bytes) -> str:
    with pytest.raises(UploadRefused) as refused:
        check_upload(content, "berkas")
    assert refused.value.sentence.id != refused.value.sentence.en
    return refused.value.code


PDF, JPEG, PNG = pdf(), image("JPEG"), image("PNG")
FROM_A_CAMERA = image("JPEG", size=(16, 16), exif=camera())


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (PDF, MediaType.PDF, "ktp.pdf"),
        (pdf(object_stream_mode=GENERATE), MediaType.PDF, "ktp.pdf"),
        (pdf(linearize=True), MediaType.PDF, "ktp.pdf"),
        (PDF + b"\r\n\0\0", MediaType.PDF, "ktp.pdf"),
        (PDF + b"% a comment of the scanner\n", MediaType.PDF, "ktp.pdf"),
        (OBJECTS + TRAILER + b"startxref\n7\n%%EOF", MediaType.PDF, "ktp.pdf"),
        (JPEG, MediaType.JPEG, "ktp.jpg"),
        (image("JPEG", progressive=True), MediaType.JPEG, "ktp.jpg"),
        (image("JPEG", mode="CMYK"), MediaType.JPEG, "ktp.jpg"),
        (JPEG + b"\0\0SEFH motion photo", MediaType.JPEG, "ktp.jpg"),
        (PNG, MediaType.PNG, "ktp.png"),
        (image("PNG", mode="1"), MediaType.PNG, "ktp.png"),
        (PNG + b"\0" * 9, MediaType.PNG, "ktp.png"),
    ],
)
def test_what_is_whole_is_taken(content: bytes, media_type: MediaType, name: str) -> None:
    good = check_upload(content, "ktp")

    assert (media_type, name) == (good.upload.media_type, good.upload.name)
    assert (sha256(good.content).hexdigest(), len(good.content)) == (good.upload.sha256, good.upload.size)
    assert good == check_upload(content, "ktp")
    assert good.content == content or media_type is not MediaType.PDF


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-" + b"x" * MAX_BYTES, "too_large"),
        (b"MZ\x90\x00", "unsupported_type"),
        (image("GIF"), "unsupported_type"),
        (b" " + PDF, "unsupported_type"),
        (PDF[:-8], "truncated"),
        (b"%PDF-1.4\nnothing here\n%%EOF", "damaged"),
        (OBJECTS.replace(b"/Kids[3 0 R]", b"/Kids[]") + TRAILER + b"%%EOF", "damaged"),
        (OBJECTS.replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]") + TRAILER + b"%%EOF", "damaged"),
        (OBJECTS.replace(b"/MediaBox[0", b"/X" + b"[" * 9000 + b"[0") + TRAILER + b"%%EOF", "damaged"),
        (bottomless(), "damaged"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "encrypted"),
        (pdf(signed, encryption=pikepdf.Encryption(owner="a", user="")), "encrypted_signed"),
        (PDF + archive(), "polyglot"),
        (PDF + b"<html>", "polyglot"),
        (PDF.replace(b"%PDF-", b"%PDF-1.4\n%<!DOCTYPE html><script>alert(1)</script>\n%", 1), "polyglot"),
        (b"<html><body>" + PDF, "unsupported_type"),
        (image("GIF") + archive(), "unsupported_type"),
        (archive() + PDF, "unsupported_type"),
        (OBJECTS + b"% Rar!\x1a\x07\x01\x00\n" + TRAILER + b"%%EOF", "polyglot"),
        (with_stream(b"7z\xbc\xaf\x27\x1c\x00\x04", b""), "polyglot"),
        (OBJECTS[:9] + b"%" + b"0" * 247 + b"ustar\0" + b"00\n" + OBJECTS[9:] + TRAILER + b"%%EOF", "polyglot"),
        (pdf_that_is_an_archive(), "polyglot"),
        (JPEG[:-2], "truncated"),
        (JPEG[: len(JPEG) // 2], "truncated"),
        (JPEG[:3], "truncated"),
        (JPEG[:20] + JPEG[-2:], "damaged"),
        (JPEG + archive(), "polyglot"),
        (JPEG + PDF, "polyglot"),
        (JPEG[:2] + b"\xff\xfe\x00\x09%PDF-1." + JPEG[2:], "polyglot"),
        (PNG[:-12], "truncated"),
        (PNG[:-3], "truncated"),
        (PNG[:20], "truncated"),
        (PNG[:60] + bytes([PNG[60] ^ 1]) + PNG[61:], "damaged"),
        (PNG + b"x", "polyglot"),
        (image("PNG", size=(7100, 7100), mode="L", compress_level=1)[:40], "truncated"),
    ],
)
def test_what_is_not_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert code == code_of(content)


def test_an_image_of_too_many_pixels_is_not_decoded() -> None:
    saved = io.BytesIO()
    Image.new("1", (7100, 7100)).save(saved, "PNG")

    assert "too_many_pixels" == code_of(saved.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        OBJECTS.replace(b"/Kids[3 0 R]", b"/Kids[" + b"3 0 R " * 60_000 + b"]") + TRAILER + b"%%EOF",
        OBJECTS.replace(b"/Kids[3 0 R]", b"/Kids[" + b"3 0 R %endobj\n" * 60_000 + b"]") + TRAILER + b"%%EOF",
        bomb(b"/ObjStm", b" " * 1_100_000),
        bomb(b"/Obj#53tm", b" " * 1_100_000),
        bomb(b"/XRef", b"\0" * 20_000_000),
        bomb(b"/ObjStm", b"", more=b"/Filter[/FlateDecode/FlateDecode]"),
        OBJECTS + b"".join(bomb(b"/ObjStm", b" " * 1_000_000)[len(OBJECTS) :] + b"\n" for _ in range(17)),
        bomb(b"/ObjStm", b" " * 1_100_000).replace(b"5 0 obj", b"%5 0 obj"),
    ],
    ids=[
        "array",
        "comments",
        "objects",
        "escaped name",
        "cross-reference",
        "twice packed",
        "many",
        "begun in a comment",
    ],
)
def test_a_pdf_that_would_cost_too_much_is_not_read(content: bytes) -> None:
    assert "too_complex" == code_of(content)


@pytest.mark.parametrize(
    "content",
    [bomb(b"/XObject", b" " * 2_000_000), bomb(b"/ObjStm", b" " * 1000), OBJECTS + b"5 0 obj<</Type/ObjStm>>stream\nx"],
    ids=["a page's own content", "a small one", "not packed"],
)
def test_what_is_large_for_good_reason_is_let_be(content: bytes) -> None:
    whole = content if content.endswith(b"%%EOF") else content + b"\nendstream endobj\n" + TRAILER + b"%%EOF"

    assert MediaType.PDF is check_upload(whole, "x").upload.media_type


@given(
    source=st.sampled_from([PDF, JPEG, PNG, FROM_A_CAMERA]),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=40),
    cut=st.integers(0, 10_000),
)
def test_damage_is_refused_or_harmless_but_never_an_error(
    source: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    damaged = bytearray(source)
    for at, value in changes:
        damaged[at % len(damaged)] = value
    with suppress(UploadRefused):
        check_upload(bytes(damaged[: len(damaged) - cut % 50]), "x")


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("ktp.pdf", "ktp.pdf"),
        ("KTP Siti.PDF", "KTP Siti.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\berkas\\ktp.pdf", "ktp.pdf"),
        ("ktp.pdf.exe", "ktp.pdf.exe.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ("a\0b\nc.pdf", "abc.pdf"),
        ('sertifikat "asli"?.pdf', "sertifikat _asli__.pdf"),
        ("", "dokumen.pdf"),
        (".pdf", "dokumen.pdf"),
        ("..", "dokumen.pdf"),
        ("  spasi   ganda .pdf", "spasi ganda.pdf"),
    ],
)
def test_a_name_is_only_a_name(given_name: str, expected: str) -> None:
    assert expected == safe_name(given_name, MediaType.PDF)


@given(st.text(max_size=300))
@example("x" * 300 + ".jpeg")
def test_no_name_is_too_long_or_leads_anywhere(given_name: str) -> None:
    name = safe_name(given_name, MediaType.JPEG)

    assert 4 < len(name) <= MAX_NAME
    assert name.lower().endswith((".jpg", ".jpeg"))
    assert {"/", "\\", "\0", "\n"}.isdisjoint(name)
    assert not name.startswith(".")

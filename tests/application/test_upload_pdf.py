"""PDFs from strangers: what runs, opens, fetches or carries something is refused by name; what swells is not kept."""

import base64
import subprocess
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from application.uploads.pdf_dangers import REFUSALS
from application.uploads.pdf_streams import MAX_UNPACKED, MIB, _lzw_size, require_bounded
from application.uploads.refused import UploadRefused
from application.uploads.uploads import MAX_BYTES, check_upload
from tests.application.hostile_pdf import GENERATE, Spoil, dangers, harmless, pdf, with_stream, zeros
from tests.application.test_documents import permit

DANGERS, HARMLESS = list(dangers()), list(harmless())


def code_of(content: bytes) -> str:
    with pytest.raises(UploadRefused) as refused:
        check_upload(content, "berkas.pdf")
    return refused.value.code


@pytest.mark.parametrize("how", [{}, {"object_stream_mode": GENERATE}], ids=["plain", "in object streams"])
@pytest.mark.parametrize(("spoil", "code"), [each[1:] for each in DANGERS], ids=[each[0] for each in DANGERS])
def test_what_is_dangerous_is_refused_by_its_name(spoil: Spoil, code: str, how: dict[str, object]) -> None:
    assert code == code_of(pdf(spoil, **how))


@pytest.mark.parametrize(("spoil", "code"), [each[1:] for each in DANGERS], ids=[each[0] for each in DANGERS])
def test_a_protected_pdf_hides_no_danger(spoil: Spoil, code: str) -> None:
    assert code == code_of(pdf(spoil, encryption=pikepdf.Encryption(owner="a", user="")))


def test_a_decree_of_ours_comes_back_with_a_renewal() -> None:
    assert permit().pdf == check_upload(permit().pdf, "sk-lama.pdf").content


def test_every_danger_is_made_and_has_words_of_its_own() -> None:
    assert {code for _, _, code in DANGERS} == set(REFUSALS)
    assert len({each.id for each in REFUSALS.values()} | {each.en for each in REFUSALS.values()}) == 2 * len(REFUSALS)


@pytest.mark.parametrize("name", [b"/J#61vaScript", b"/#4aavaScript", b"/Java#53cript"])
def test_a_name_in_disguise_is_found(name: bytes) -> None:
    spoil = next(each for what, each, _ in DANGERS if what == "script on_opening")

    assert "javascript" == code_of(pdf(spoil).replace(b"/JavaScript", name).replace(b"/JS", b"/J#53"))


def test_what_an_older_revision_had_is_gone() -> None:
    """A later revision has taken the program out: viewers show the last one."""
    spoiled = pdf(next(each for what, each, _ in DANGERS if what == "script on_opening_by_reference"))
    root = int(spoiled.split(b"/Root ")[1].split()[0])
    later = b"%d 0 obj<</Type/Catalog/Pages %s>>endobj\n" % (root, spoiled.split(b"/Pages ")[1].split(b"R")[0] + b"R")

    assert "javascript" == code_of(spoiled + later + b"trailer<</Size 9/Root %d 0 R>>\nstartxref\n0\n%%%%EOF" % root)


@pytest.mark.parametrize("spoil", [each[1] for each in HARMLESS], ids=[each[0] for each in HARMLESS])
def test_what_only_looks_dangerous_is_taken(spoil: Spoil) -> None:
    content = pdf(spoil, object_stream_mode=GENERATE)

    assert content == check_upload(content, "surat.pdf").content


@pytest.mark.parametrize(
    "protection",
    [
        pikepdf.Encryption(owner="rahasia", user="", R=2, aes=False, metadata=False),
        pikepdf.Encryption(owner="rahasia", user="", R=3, aes=False, metadata=False),
        pikepdf.Encryption(owner="rahasia", user="", R=4),
        pikepdf.Encryption(owner="rahasia", user="", R=6, allow=pikepdf.Permissions(extract=False)),
    ],
    ids=lambda protection: f"R{protection.R}",
)
def test_what_is_only_protected_against_copying_is_kept_without_that(
    protection: pikepdf.Encryption, tmp_path: Path
) -> None:
    content = pdf(titled, encryption=protection)

    kept = check_upload(content, "ijazah.pdf").content

    assert kept == check_upload(content, "ijazah.pdf").content
    with pikepdf.open(BytesIO(kept)) as document:
        assert (False, 1, "Ijazah") == (document.is_encrypted, len(document.pages), str(document.docinfo["/Title"]))
    (tmp_path / "kept.pdf").write_bytes(kept)
    assert 0 == subprocess.run(["qpdf", "--check", str(tmp_path / "kept.pdf")], check=False).returncode


def test_what_nobody_can_open_is_refused() -> None:
    assert "encrypted" == code_of(pdf(encryption=pikepdf.Encryption(owner="a", user="b")))


def titled(document: pikepdf.Pdf) -> None:
    document.docinfo["/Title"] = "Ijazah"


TWICE = b"/Filter[/FlateDecode/FlateDecode]"
BOMBS: dict[str, Callable[[], bytes]] = {
    "one large": lambda: with_stream(zeros(200)),
    "as large as 5 MiB can be": lambda: with_stream(zeros(4800)[: MAX_BYTES - 1000]),
    "many small": lambda: with_stream(zeros(100), times=6),
    "packed twice": lambda: with_stream(packed(zeros(4000)), TWICE),
    "in text": lambda: with_stream(as_text(zeros(200)), b"/Filter[/ASCII85Decode/FlateDecode]"),
    "in hexadecimal": lambda: with_stream(zeros(200).hex().encode() + b">", b"/Filter[/AHx/Fl]"),
    "runs": lambda: with_stream(b"\x81\0" * (MAX_UNPACKED // 128 + 1), b"/Filter/RunLengthDecode"),
    "LZW": lambda: with_stream(lzw_zeros(200 * MIB), b"/Filter/LZWDecode"),
    "LZW, then more": lambda: with_stream(b"", b"/Filter[/LZWDecode/FlateDecode]"),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_what_swells_is_refused_before_it_does(bomb: Callable[[], bytes]) -> None:
    assert "too_complex" == code_of(bomb())


@pytest.mark.parametrize(
    ("head", "code"),
    [(b"/Subtype/Image/Width 100000/Height 100000/Filter/JBIG2Decode", "too_many_pixels"), (b"/Width(x)", None)],
)
def test_an_image_of_too_many_pixels_is_refused(head: bytes, code: str | None) -> None:
    content = with_stream(b"\x97JB2", head)

    if code:
        assert code == code_of(content)
    else:
        assert content == check_upload(content, "x").content


@pytest.mark.parametrize(
    "content",
    [
        with_stream(zeros(100)),
        with_stream(b"not packed at all"),
        with_stream(b"zzzz~>", b"/Filter/ASCII85Decode"),
        with_stream(b"\xff\xff", b"/Filter[/ASCII85Decode]"),
        with_stream(b"0z>", b"/Filter/ASCIIHexDecode"),
        with_stream(b"\x02abc\x80", b"/Filter/RunLengthDecode"),
        with_stream(b"\xff\xd8", b"/Filter/DCTDecode/Subtype/Image/Width 3000/Height 4000"),
        with_stream(b"x", b"/Filter[7 null]"),
    ],
    ids=["a large scan", "broken", "text", "broken text", "broken digits", "runs", "a photograph", "no filters"],
)
def test_what_unpacks_to_something_sensible_is_taken(content: bytes) -> None:
    assert content == check_upload(content, "x").content


@pytest.mark.parametrize("size", [1, 300, 5_000, 300_000, 3_000_000])
def test_lzw_is_measured_as_qpdf_unpacks_it(size: int) -> None:
    with pikepdf.open(BytesIO(with_stream(lzw_zeros(size), b"/Filter/LZWDecode"))) as document:
        stream = next(each for each in document.objects if isinstance(each, pikepdf.Stream))
        assert size == len(stream.read_bytes()) == _lzw_size(stream.read_raw_bytes())
        require_bounded(document)


def packed(content: bytes) -> bytes:
    return zlib.compress(content, 9)


def as_text(content: bytes) -> bytes:
    return base64.a85encode(content) + b"~>"


def lzw_zeros(size: int) -> bytes:
    """So many zeros as LZW packs them best: each code stands for one zero more than the one before."""
    codes, width, table, left, longest = [(256, 9)], 9, 258, size, 0
    while left:
        length = min(longest + 1, left)
        codes.append((0 if length == 1 else 256 + length, width))
        left, longest = left - length, length
        table += 1 if len(codes) > 2 else 0
        width = min(12, (table + 1).bit_length()) if table + 1 >= 512 else 9
        if table >= 4095:
            codes.append((256, width))
            width, table, longest = 9, 258, 0
            if left:
                codes.append((0, width))
                left, longest = left - 1, 1
    codes.append((257, width))
    bits = "".join(f"{code:0{width}b}" for code, width in codes)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8)

"""What in a file may be of a decree of ours, however it was changed: hashes, codes, numbers, certificates.

Nothing found here proves anything: it says where to look. Files come from strangers, so all work on them is bounded,
and `marks_in` is called through `mark_readers`.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import islice
from time import monotonic

import pikepdf
from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped]  # it has none

from application.pictures import is_image, shows_only_images
from application.uploads.pdf import UNREADABLE
from application.uploads.pdf_cost import is_costly

MOST_ENDS = 32  # end marks, at each of which a decree may have ended
MOST_FOUND = 8  # of each kind: a file that names more decrees than this is none
MOST_OBJECTS = 20_000
MOST_METADATA = 64 * 1024
MOST_SECONDS = 1.0

_HEADER, _END = b"%PDF-", re.compile(rb"%%EOF\r?\n?")
_CODE = re.compile(rb"/v/([A-Za-z0-9_-]{32})(?![A-Za-z0-9_-])")
_SIGNATURE = re.compile(rb"/Contents\s*<([0-9A-Fa-f]{1000,200000})>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of the file that may be a decree as it was signed: `start` and `end` in bytes, and its SHA-256."""

    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Codes and numbers of decrees that are named, and serials of the certificates of signatures.

    `ends`: the file has an end. `picture`: it only shows a paper, so that there is nothing to be found in it.
    """

    codes: tuple[str, ...]
    numbers: tuple[str, ...]
    certificates: tuple[str, ...]
    ends: bool
    picture: bool


def parts_of(content: bytes) -> tuple[Part, ...]:
    """Return the whole file first, then from its header to each end mark: to a decree, bytes may have been added."""
    parts = [Part(start=0, end=len(content), sha256=sha256(content).hexdigest())]
    start = content.find(_HEADER)
    if start < 0:
        return tuple(parts)
    running, done = sha256(), start
    for end in islice(_ends(content, start), MOST_ENDS):
        running.update(content[done:end])
        done = end
        if (start, end) != (0, len(content)):
            parts.append(Part(start=start, end=end, sha256=running.hexdigest()))
    return tuple(parts)


def marks_in(content: bytes, numbers: re.Pattern[str]) -> Marks:
    """Return what names a decree, in plain sight or packed; `numbers` finds numbers of ours."""
    texts, signatures, only_images = _unpacked(content)
    # Without its zeros, text in UTF-16 is text.
    plain = content.replace(b"\0", b"")
    seen = b"\n".join([content, plain, *texts])
    hexadecimal = (bytes.fromhex(found[1].decode()) for found in _SIGNATURE.finditer(content) if len(found[1]) % 2 == 0)
    return Marks(
        codes=_first(found[1].decode() for found in _CODE.finditer(seen)),
        numbers=_first(found[0] for found in numbers.finditer(seen.decode("latin-1"))),
        certificates=_first(
            serial for each in (*islice(hexadecimal, MOST_FOUND), *signatures) for serial in _serials(each)
        ),
        ends=_END.search(content, max(0, len(content) - 1024)) is not None,
        picture=only_images or is_image(content),
    )


def _ends(content: bytes, start: int) -> Iterator[int]:
    """Whatever writes a PDF may or may not end it with a line break."""
    for mark in _END.finditer(content, start):
        yield mark.start() + 5
        if mark.end() > mark.start() + 5:
            yield mark.end()


def _unpacked(content: bytes) -> tuple[list[bytes], list[bytes], bool]:
    """Return texts and signatures of the file's objects, which are packed where a PDF was saved anew; and `picture`."""
    texts, signatures, picture = list[bytes](), list[bytes](), False
    if _HEADER not in content or is_costly(content):
        return texts, signatures, picture
    try:
        with pikepdf.open(BytesIO(content)) as document:
            until = monotonic() + MOST_SECONDS
            for each in islice(document.objects, MOST_OBJECTS):
                if monotonic() > until:
                    break
                if isinstance(each, pikepdf.Dictionary):
                    _read(each, texts, signatures)
                elif isinstance(each, pikepdf.Stream) and each.get("/Type") == "/Metadata":
                    texts.append(_inflated(each.read_raw_bytes()))
            picture = shows_only_images(document)
    except (*UNREADABLE, pikepdf.PasswordError):
        pass  # what was read up to here is kept
    return texts, signatures, picture


def _read(each: pikepdf.Dictionary, texts: list[bytes], signatures: list[bytes]) -> None:
    for name in ("/Title", "/Alt"):
        if isinstance(text := each.get(name), pikepdf.String) and len(texts) < MOST_OBJECTS:
            texts.append(str(text)[:2000].encode("latin-1", "ignore"))
    if isinstance(signature := each.get("/Contents"), pikepdf.String) and len(signatures) < MOST_FOUND:
        signatures.append(bytes(signature))


def _inflated(packed: bytes) -> bytes:
    """Return the beginning of a stream's content: a few bytes may stand for gigabytes."""
    try:
        return zlib.decompressobj().decompress(packed, MOST_METADATA)
    except zlib.error:
        return packed[:MOST_METADATA]


def _serials(signature: bytes) -> Iterator[str]:
    """Yield the serials of the certificates in a signature, as `Certificate` writes them."""
    try:
        certificates = ContentInfo.load(signature)["content"]["certificates"]
        for each in islice(certificates, MOST_FOUND):
            yield f"{each.chosen.serial_number:x}"
    except (ValueError, TypeError, KeyError, AttributeError):
        return


def _first(found: Iterable[str]) -> tuple[str, ...]:
    """Return the first few different ones; of what comes after a thousand nobody asks."""
    return tuple(islice(dict.fromkeys(islice(found, 1000)), MOST_FOUND))

"""Is this file what it says, whole, harmless, and nothing else besides? Judged by its content, never by its name.

Parsers of hostile bytes may run away or fall over: whoever serves strangers calls this through `inspectors`.
"""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from io import BytesIO

from application.uploads.exif import Taken
from application.uploads.images import kept_jpeg, kept_png
from application.uploads.pdf import kept_pdf
from application.uploads.refused import UploadRefused
from domain.refusals import Sentence

MAX_BYTES = 5 * 1024 * 1024
MAX_NAME = 120  # characters, with the ending


class MediaType(StrEnum):
    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What is kept of an uploaded file. Of an image that is a new one: its hash is not that of what was sent."""

    sha256: str
    size: int
    media_type: MediaType
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """A file that was found good: what is kept of it, and when and where a picture was taken."""

    upload: Upload
    content: bytes
    taken: Taken


def check_upload(content: bytes, name: str) -> Inspected:
    """Return what is kept of the file, or raise `UploadRefused`."""
    if not content:
        raise UploadRefused("empty", EMPTY)
    if len(content) > MAX_BYTES:
        raise UploadRefused("too_large", TOO_LARGE)
    media_type = _media_type(content)
    if _is_archive_too(content):
        raise UploadRefused("polyglot", POLYGLOT)
    try:
        kept, taken = KEEPERS[media_type](content)
    except MemoryError:
        raise UploadRefused("too_complex", TOO_COMPLEX) from None
    upload = Upload(
        sha256=sha256(kept).hexdigest(),
        size=len(kept),
        media_type=media_type,
        name=safe_name(name, media_type),
    )
    return Inspected(upload=upload, content=kept, taken=taken)


def _pdf(content: bytes) -> tuple[bytes, Taken]:
    return kept_pdf(content), Taken()


def safe_name(name: str, media_type: MediaType) -> str:
    """Return `name` without folders, invisible and reserved characters, and with the ending of its content."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    stem = " ".join(re.sub(r'[<>:"|?*]', "_", shown).split())
    endings = ENDINGS[media_type]
    for ending in endings:
        if stem.lower().endswith(ending):
            stem, ending_given = stem[: -len(ending)], stem[-len(ending) :]
            break
    else:
        ending_given = endings[0]
    return f"{stem.strip('. ')[: MAX_NAME - len(ending_given)] or 'dokumen'}{ending_given}"


def _media_type(content: bytes) -> MediaType:
    for magic, media_type in MAGIC.items():
        if content.startswith(magic):
            return media_type
    raise UploadRefused("unsupported_type", UNSUPPORTED)


def _is_archive_too(content: bytes) -> bool:
    """A ZIP is read from its end, others are looked for: a good PDF or image can be an archive at the same time."""
    if any(mark in content for mark in ARCHIVES) or content[257:262] == b"ustar":
        return True
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


MAGIC: Mapping[bytes, MediaType] = {
    b"%PDF-": MediaType.PDF,
    b"\xff\xd8\xff": MediaType.JPEG,
    b"\x89PNG\r\n\x1a\n": MediaType.PNG,
}
# RAR and 7z, which are found behind any beginning (self-extracting archives); six bytes turn up by chance once in 50
# million files of 5 MiB.
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
KEEPERS: Mapping[MediaType, Callable[[bytes], tuple[bytes, Taken]]] = {
    MediaType.PDF: _pdf,
    MediaType.JPEG: kept_jpeg,
    MediaType.PNG: kept_png,
}
ENDINGS: Mapping[MediaType, tuple[str, ...]] = {
    MediaType.PDF: (".pdf",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.PNG: (".png",),
}
EMPTY = Sentence("Berkas kosong.", "The file is empty.")
TOO_LARGE = Sentence("Ukuran berkas paling besar 5 MiB.", "A file may have at most 5 MiB.")
UNSUPPORTED = Sentence("Berkas harus berupa PDF, JPEG, atau PNG.", "The file must be a PDF, a JPEG or a PNG image.")
POLYGLOT = Sentence(
    "Berkas ini sekaligus merupakan arsip (ZIP, RAR, 7z, atau tar). Simpan ulang sebagai berkas biasa.",
    "The file is an archive (ZIP, RAR, 7z or tar) at the same time. Save it again as a plain file.",
)
TOO_COMPLEX = Sentence(
    "Berkas ini terlalu rumit untuk diperiksa. Cetak ulang ke PDF atau simpan ulang gambarnya, lalu unggah hasilnya.",
    "The file is too complex to be examined. Print it to a PDF or save the image again, and upload that.",
)

"""Is this file what it says, whole, and nothing else besides? Judged by its content, never by its name or header."""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from io import BytesIO

from application.upload_images import check_jpeg, check_png
from application.upload_pdf import check_pdf
from application.upload_refused import UploadRefused
from domain.refusals import Sentence

MAX_BYTES = 5 * 1024 * 1024
MAX_NAME = 120  # characters, with the ending


class MediaType(StrEnum):
    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    sha256: str
    size: int
    media_type: MediaType
    name: str


def check_upload(content: bytes, name: str) -> Upload:
    """Return what was uploaded, or raise `UploadRefused`. Decoding takes time: give it a thread."""
    if not content:
        raise UploadRefused("empty", EMPTY)
    if len(content) > MAX_BYTES:
        raise UploadRefused("too_large", TOO_LARGE)
    media_type = _media_type(content)
    CHECKS[media_type](content)
    if _is_archive_too(content):
        raise UploadRefused("polyglot", POLYGLOT)
    return Upload(
        sha256=sha256(content).hexdigest(),
        size=len(content),
        media_type=media_type,
        name=safe_name(name, media_type),
    )


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
    """A ZIP is read from its end: a file can be a good PDF or image and an archive at the same time."""
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
CHECKS: Mapping[MediaType, Callable[[bytes], None]] = {
    MediaType.PDF: check_pdf,
    MediaType.JPEG: check_jpeg,
    MediaType.PNG: check_png,
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
    "Berkas ini sekaligus merupakan arsip ZIP. Simpan ulang sebagai berkas biasa.",
    "The file is a ZIP archive at the same time. Save it again as a plain file.",
)

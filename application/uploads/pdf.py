"""Is this a PDF that can be read: whole, with a page, harmless, and with nothing foreign before, in or behind it?

Who protects a PDF against printing or copying gives it an owner's password; everybody can open it, and many offices and
apps do so unasked. It is kept without the protection, which an archive could not carry for decades (PDF/A forbids it).
One that is signed as well is refused: taking the protection off would break the signature.
"""

from io import BytesIO

import pikepdf

from application.uploads.pdf_cost import is_costly
from application.uploads.pdf_dangers import is_signed, require_harmless
from application.uploads.pdf_streams import require_bounded
from application.uploads.refused import UploadRefused
from domain.refusals import Sentence

END = b"%%EOF"
BLANK = b"\0\t\f\r\n "
MAX_DEPTH = 50  # of a page tree
LENIENT_HEADER = 1024  # bytes in which a browser that guesses looks for a page
MARKUP = (b"<html", b"<script", b"<!doctype", b"<?php")

# pikepdf's own, and what looking for things in a hostile dictionary raises.
UNREADABLE = (pikepdf.PdfError, LookupError, AttributeError, TypeError, ValueError, RuntimeError, OverflowError)


def kept_pdf(content: bytes) -> bytes:
    """Return what is kept of this PDF, or raise `UploadRefused`. What viewers repair in silence is let be."""
    _require_clean_ends(content)
    if is_costly(content):
        raise UploadRefused("too_complex", TOO_COMPLEX)
    try:
        with pikepdf.open(BytesIO(content)) as document:
            return _kept(document, content)
    except pikepdf.PasswordError:
        raise UploadRefused("encrypted", ENCRYPTED) from None
    except UNREADABLE as error:
        raise UploadRefused("damaged", DAMAGED) from error


def _kept(document: pikepdf.Pdf, content: bytes) -> bytes:
    if not _has_page(document):
        raise UploadRefused("damaged", NO_PAGE)
    require_harmless(document)
    require_bounded(document)
    return _unprotected(document) if document.is_encrypted else content


def _unprotected(document: pikepdf.Pdf) -> bytes:
    if is_signed(document):
        raise UploadRefused("encrypted_signed", ENCRYPTED_SIGNED)
    saved = BytesIO()
    document.save(saved, encryption=False, deterministic_id=True)
    return saved.getvalue()


def _require_clean_ends(content: bytes) -> None:
    """Behind the last end mark only blanks and comments may stand (ISO 32000-1, 7.5.5): the rest is another file."""
    _, mark, behind = content.rpartition(END)
    if not mark:
        raise UploadRefused("truncated", TRUNCATED)
    lines = (line.strip(BLANK) for line in behind.replace(b"\r", b"\n").split(b"\n"))
    if any(line and not line.startswith(b"%") for line in lines):
        raise UploadRefused("polyglot", FOREIGN)
    head = content[:LENIENT_HEADER].lower()
    if any(mark in head for mark in MARKUP):
        raise UploadRefused("polyglot", MARKUP_INSIDE)


def _has_page(document: pikepdf.Pdf) -> bool:
    """Whether the first leaf of the page tree is a page; the others are not looked at, there may be very many."""
    node = document.trailer["/Root"]["/Pages"]
    for _ in range(MAX_DEPTH):
        if node["/Type"] == "/Page":
            return True
        node = node["/Kids"][0]
    return False


TOO_COMPLEX = Sentence(
    "Susunan berkas PDF terlalu rumit. Cetak ulang ke PDF, lalu unggah hasilnya.",
    "The PDF is built in too complex a way. Print it to a PDF again and upload that.",
)
DAMAGED = Sentence(
    "Berkas PDF rusak dan tidak dapat dibaca. Simpan ulang sebagai PDF.",
    "The PDF is damaged and cannot be read. Save it again as a PDF.",
)
TRUNCATED = Sentence(
    "Berkas PDF terpotong: bagian akhirnya tidak ada. Unggah ulang berkas yang utuh.",
    "The PDF is cut off: its end is missing. Upload the whole file.",
)
ENCRYPTED = Sentence(
    "Berkas PDF hanya terbuka dengan kata sandi. Simpan ulang tanpa kata sandi, lalu unggah hasilnya.",
    "The PDF opens with a password only. Save it again without one and upload that.",
)
ENCRYPTED_SIGNED = Sentence(
    "Berkas PDF bertanda tangan elektronik dan sekaligus dilindungi dari pencetakan atau penyalinan. Mintalah kepada "
    "penerbitnya berkas tanpa perlindungan itu.",
    "The PDF is electronically signed and protected against printing or copying as well. Ask whoever issued it for one "
    "without that protection.",
)
NO_PAGE = Sentence("Berkas PDF tidak memiliki halaman.", "The PDF has no page.")
FOREIGN = Sentence(
    "Di belakang PDF terdapat data lain. Simpan ulang sebagai PDF.",
    "There is other data behind the PDF. Save it again as a PDF.",
)
MARKUP_INSIDE = Sentence(
    "Berkas PDF ini sekaligus merupakan halaman web. Simpan ulang sebagai PDF.",
    "The PDF is a web page at the same time. Save it again as a PDF.",
)

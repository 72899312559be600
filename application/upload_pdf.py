"""Is this a PDF that can be read: whole, not encrypted, with a page, and with nothing foreign behind it?"""

from io import BytesIO

import pikepdf

from application.upload_pdf_cost import is_costly
from application.upload_refused import UploadRefused
from domain.refusals import Sentence

END = b"%%EOF"
BLANK = b"\0\t\f\r\n "
MAX_DEPTH = 50  # of a page tree

# pikepdf's own, and what looking for things in a hostile dictionary raises.
UNREADABLE = (pikepdf.PdfError, LookupError, AttributeError, TypeError, ValueError, RuntimeError)


def check_pdf(content: bytes) -> None:
    """Raise `UploadRefused` unless `content` is such a PDF. What viewers repair in silence is let be."""
    _require_clean_end(content)
    if is_costly(content):
        raise UploadRefused("too_complex", TOO_COMPLEX)
    try:
        with pikepdf.open(BytesIO(content)) as document:
            encrypted, has_page = document.is_encrypted, _has_page(document)
    except pikepdf.PasswordError:
        raise UploadRefused("encrypted", ENCRYPTED) from None
    except UNREADABLE as error:
        raise UploadRefused("damaged", DAMAGED) from error
    if encrypted:
        raise UploadRefused("encrypted", ENCRYPTED)
    if not has_page:
        raise UploadRefused("damaged", NO_PAGE)


def _require_clean_end(content: bytes) -> None:
    """Behind the last end mark only blanks and comments may stand (ISO 32000-1, 7.5.5): the rest is another file."""
    _, mark, behind = content.rpartition(END)
    if not mark:
        raise UploadRefused("truncated", TRUNCATED)
    lines = (line.strip(BLANK) for line in behind.replace(b"\r", b"\n").split(b"\n"))
    if any(line and not line.startswith(b"%") for line in lines):
        raise UploadRefused("polyglot", FOREIGN)


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
    "Berkas PDF dilindungi kata sandi. Unggah berkas tanpa kata sandi.",
    "The PDF is encrypted. Upload it without a password.",
)
NO_PAGE = Sentence("Berkas PDF tidak memiliki halaman.", "The PDF has no page.")
FOREIGN = Sentence(
    "Di belakang PDF terdapat data lain. Simpan ulang sebagai PDF.",
    "There is other data behind the PDF. Save it again as a PDF.",
)

"""What was done to a decree, or why nothing can be found, in the words of the page that looks."""

from collections.abc import Mapping

from api.http.negotiation import Language
from api.problems.problems import say
from domain.refusals import Sentence

_REASONS: Mapping[str, Sentence] = {
    "appended": Sentence(
        "Berkas ini memuat SK kami, tetapi ada yang ditambahkan di belakangnya setelah ditandatangani.",
        "This file contains our decree, but something was added behind it after it was signed.",
    ),
    "prepended": Sentence(
        "Berkas ini memuat SK kami, tetapi ada yang ditambahkan di depannya setelah ditandatangani.",
        "This file contains our decree, but something was put in front of it after it was signed.",
    ),
    "cut_off": Sentence(
        "Berkas ini menyebut SK kami, tetapi bagian akhirnya hilang.",
        "This file names a decree of ours, but its end is missing.",
    ),
    "changed": Sentence(
        "Tanda tangan elektronik TIDAK VALID: isi dokumen berubah setelah ditandatangani.",
        "The electronic signature is NOT VALID: the document was changed after it was signed.",
    ),
    "unsigned": Sentence(
        "Berkas ini menyebut SK kami, tetapi bukan berkas yang ditandatangani: tanda tangan kami tidak ada atau rusak.",
        "This file names a decree of ours but is not the one that was signed: our signature is missing or broken.",
    ),
    "picture": Sentence(
        "Berkas ini hanya gambar (foto atau hasil pindai): di dalam gambar tidak ada tanda tangan elektronik. Pindai "
        "kode QR pada suratnya dengan kamera ponsel, cari nomornya dalam daftar izin, atau unggah berkas PDF aslinya.",
        "This file is only a picture (a photograph or a scan): there is no electronic signature in a picture. Scan the "
        "QR code on the paper with the camera of a phone, look its number up in the list of permits, or upload the "
        "original PDF.",
    ),
}
TOO_COMPLEX = Sentence(
    "Berkas ini tidak dapat diperiksa: susunannya terlalu rumit atau rusak. Pindai kode QR pada suratnya, atau unggah "
    "berkas PDF asli yang Anda terima.",
    "The file cannot be examined: it is too complex or broken. Scan the QR code of the paper, or upload the very PDF "
    "that you were given.",
)


def explained(reason: str | None, language: Language) -> str | None:
    """Return the sentence for a reason, None for none."""
    return say(_REASONS[reason], language) if reason else None

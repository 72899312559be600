"""What was done to a decree, in the words of the page that finds it."""

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
}


def explained(reason: str | None, language: Language) -> str | None:
    """Return the sentence for a reason, None for none."""
    return say(_REASONS[reason], language) if reason else None

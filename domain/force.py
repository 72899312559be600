"""What must be said of a decree's electronic signature, on its paper and on every page about it."""

from collections.abc import Mapping

from domain.papers import Force
from domain.refusals import Sentence

# The sentence of BSrE stands over a signature of BSrE and over no other (domain.papers.Force says what each is worth).
NOTICES: Mapping[Force, Sentence | None] = {
    Force.SIMULATED: Sentence(
        "Tanda tangan elektronik simulasi untuk uji coba sistem \N{EN DASH} tidak memiliki kekuatan hukum.",
        "The electronic signature is simulated, to try out the system \N{EN DASH} it has no legal force.",
    ),
    Force.OWN: None,
    Force.BSRE: Sentence(
        "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh "
        "Balai Besar Sertifikasi Elektronik (BSrE), BSSN.",
        "This document was signed electronically with a certificate issued by Balai Besar Sertifikasi Elektronik "
        "(BSrE), BSSN.",
    ),
}


def recorded_force(force: Force | None) -> Force:
    """Return what a decree's signature is worth.

    Before it was recorded no office could sign in: what was signed then was signed to try the system out.
    """
    return force or Force.SIMULATED

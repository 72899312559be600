"""How long a file is kept, by which law, and when its applicant may be forgotten.

Access and correction are always given. Erasure is excepted where a law orders keeping (UU 27/2022 Pasal 15 ayat (1)
huruf c and Pasal 50): a decision of the office is an archive (UU 43/2009). A lawyer of the office confirms all this.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.permit import Permit, Status
from domain.refusals import Sentence

ERASABLE = frozenset({Status.WITHDRAWN, Status.LAPSED})
RUNNING = frozenset({Status.SUBMITTED, Status.REJECTED, Status.IN_PROCESS})


class Ground(StrEnum):
    """Why personal data are erased (UU 27/2022 Pasal 43 ayat (1))."""

    NO_LONGER_NEEDED = "no_longer_needed"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    SUBJECT_REQUEST = "subject_request"
    UNLAWFUL_PROCESSING = "unlawful_processing"


LEGAL_GROUNDS = {
    Ground.NO_LONGER_NEEDED: "UU 27/2022 Pasal 43 ayat (1) huruf a: tidak diperlukan lagi untuk tujuan pemrosesan",
    Ground.CONSENT_WITHDRAWN: "UU 27/2022 Pasal 43 ayat (1) huruf b: persetujuan ditarik kembali",
    Ground.SUBJECT_REQUEST: "UU 27/2022 Pasal 43 ayat (1) huruf c: permintaan subjek data pribadi",
    Ground.UNLAWFUL_PROCESSING: "UU 27/2022 Pasal 43 ayat (1) huruf d: diperoleh atau diproses secara melawan hukum",
}
# Why personal data are processed at all: a duty of public service, no consent.
BASIS = Sentence(
    "Pelaksanaan tugas pelayanan publik dan kewenangan pemerintah daerah (UU 27/2022 Pasal 20 ayat (2) huruf e; "
    "UU 25/2009; UU 20/2003 Pasal 62).",
    "Public service and the authority of the city (UU 27/2022 Article 20(2)e; UU 25/2009; UU 20/2003 Article 62).",
)


@dataclass(frozen=True, slots=True)
class Retention:
    """`law` orders keeping; it is empty where the file may be erased, or was."""

    erasable: bool
    law: tuple[str, ...]
    told: Sentence


def retention_of(permit: Permit) -> Retention:
    """Return whether the personal data of the file may be erased now, and why."""
    if permit.erased:
        return Retention(erasable=False, law=(), told=FORGOTTEN)
    if permit.status in ERASABLE:
        return Retention(erasable=True, law=(), told=MAY_BE_ERASED)
    if permit.status in RUNNING:
        return Retention(erasable=False, law=LAW_OF_RUNNING, told=STILL_RUNNING)
    return Retention(erasable=False, law=LAW_OF_ARCHIVES, told=ARCHIVED)


LAW_OF_RUNNING = ("UU 27/2022 Pasal 15 ayat (1) huruf c",)
# 500.16.7.2 Pelayanan Perizinan: active 3 years, inactive 7 years, permanent (as one region's schedule has it).
LAW_OF_ARCHIVES = ("UU 27/2022 Pasal 15 ayat (1) huruf c", "UU 43/2009 Pasal 48", "PP 71/2019 Pasal 16 ayat (2)")
FORGOTTEN = Sentence("Data pribadi berkas ini sudah dihapus.", "The personal data of this file were erased.")
MAY_BE_ERASED = Sentence(
    "Permohonan berakhir tanpa keputusan: data pribadi dapat dihapus (UU 27/2022 Pasal 8, 43, dan 44).",
    "The application ended without a decision: its personal data may be erased (UU 27/2022 Articles 8, 43 and 44).",
)
STILL_RUNNING = Sentence(
    "Permohonan masih diproses; data pribadi diperlukan untuk memutuskannya (UU 27/2022 Pasal 15 ayat (1) huruf c). "
    "Pemohon dapat membatalkan permohonan lebih dahulu.",
    "The application is being processed, and its data are needed to decide it (UU 27/2022 Article 15(1)c). Its "
    "applicant may withdraw it first.",
)
ARCHIVED = Sentence(
    "Berkas ini memuat keputusan yang telah terbit dan merupakan arsip yang wajib disimpan sesuai jadwal retensi arsip "
    "(UU 43/2009 Pasal 48; UU 27/2022 Pasal 15 ayat (1) huruf c).",
    "A decision was issued on this file, which is an archive that must be kept as the retention schedule says "
    "(UU 43/2009 Article 48; UU 27/2022 Article 15(1)c).",
)

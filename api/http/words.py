"""The office's words for what the code calls by one name: as applicants read them."""

from collections.abc import Mapping

from domain.permit import Status
from domain.refusals import Sentence

STATUS: Mapping[Status, Sentence] = {
    Status.SUBMITTED: Sentence("Diajukan, menunggu verifikasi berkas", "Submitted, waiting to be checked"),
    Status.REJECTED: Sentence("Dikembalikan untuk dilengkapi", "Sent back to be completed"),
    Status.IN_PROCESS: Sentence("Berkas lengkap, sedang diproses", "Complete, in process"),
    Status.SIGNED: Sentence("Keputusan telah terbit", "The decree has been issued"),
    Status.DELIVERED: Sentence("Selesai, SK telah diterima", "Finished, the decree was received"),
    Status.WITHDRAWN: Sentence("Dibatalkan oleh pemohon", "Withdrawn by the applicant"),
    Status.LAPSED: Sentence("Berakhir karena tidak dilengkapi", "Lapsed: it was not completed"),
    Status.REFUSED: Sentence("Permohonan ditolak", "Refused"),
    Status.REVOKED: Sentence("Izin dicabut", "The permit was revoked"),
}

"""The office's words for what the code calls by one name: as applicants read them."""

from collections.abc import Mapping

from domain.actor import Role
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

# Roles as headings and labels have them; in a sentence they are `domain.admission.ROLE_NAMES`.
ROLE: Mapping[Role, Sentence] = {
    Role.PEMOHON: Sentence("Pemohon", "Applicant"),
    Role.FRONT_OFFICE: Sentence("Front Office", "Front office"),
    Role.BACK_OFFICE: Sentence("Back Office", "Back office"),
    Role.DINAS_TEKNIS: Sentence("Dinas Teknis", "Technical office"),
    Role.KABID: Sentence("Kabid Perizinan", "Head of division"),
    Role.SEKRETARIS: Sentence("Sekretaris", "Secretary"),
    Role.KEPALA_DINAS: Sentence("Kepala Dinas", "Head of the office"),
    Role.SUPERVISOR: Sentence("Supervisor", "Supervisor"),
    Role.AUDITOR: Sentence("Auditor", "Auditor"),
    Role.ADMIN: Sentence("Admin", "Administrator"),
    Role.SYSTEM: Sentence("Sistem", "System"),
}

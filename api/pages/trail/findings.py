"""What may be found when the trail is judged or compared, in few words: deviations from the SOP, and comparisons."""

from collections.abc import Mapping

from domain.conformance import Deviation
from domain.refusals import Sentence

KIND: Mapping[Deviation, Sentence] = {
    Deviation.NO_BEGINNING: Sentence("Tidak diawali pengajuan", "No submission at the beginning"),
    Deviation.EVENTS_MISSING: Sentence("Kejadian hilang", "Events missing"),
    Deviation.UNREADABLE: Sentence("Kejadian tidak terbaca", "Unreadable events"),
    Deviation.UNKNOWN_SOP: Sentence("SOP tidak dikenal", "Unknown SOP"),
    Deviation.TIME_BACKWARDS: Sentence("Waktu berjalan mundur", "Time runs backwards"),
    Deviation.WRONG_ROUND: Sentence("Putaran tidak menyambung", "Rounds do not follow"),
    Deviation.SKIPPED_STEP: Sentence("Langkah dilewati", "Step skipped"),
    Deviation.WRONG_ORDER: Sentence("Urutan keliru", "Wrong order"),
    Deviation.WRONG_ROLE: Sentence("Peran tidak berwenang", "Wrong role"),
    Deviation.TWO_ROLES: Sentence("Satu orang, dua peran", "One person, two roles"),
    Deviation.CLAIMED_BY_ANOTHER: Sentence("Berkas diambil rekan lain", "Claimed by a colleague"),
    Deviation.MISSING_ROUTE: Sentence("Tidak diteruskan", "Not routed"),
    Deviation.WRONG_ROUTE: Sentence("Diteruskan ke tempat keliru", "Routed elsewhere"),
    Deviation.MISPLACED: Sentence("Langkah tercatat keliru", "Another step noted"),
    Deviation.OTHER_DRAFT: Sentence("Draf bukan yang berlaku", "Another draft"),
    Deviation.UNAPPROVED: Sentence("Tanpa persetujuan", "Unapproved"),
    Deviation.AGAINST_RECOMMENDATION: Sentence("Bertentangan dengan rekomendasi", "Against the recommendation"),
    Deviation.AFTER_THE_END: Sentence("Setelah permohonan selesai", "After the end"),
    Deviation.LATE: Sentence("Terlambat", "Late"),
    Deviation.NO_DECISION: Sentence("Tanpa keputusan sampai batas hukum", "No decision by the legal limit"),
}
CHECK: Mapping[str, Sentence] = {
    "log": Sentence("Jejak kejadian: posisi dan versi berurutan", "The trail: positions and versions without gaps"),
    "access_log": Sentence("Log akses: posisi berurutan", "The access log: positions without gaps"),
    "numbers": Sentence("Nomor registrasi", "Registration numbers"),
    "keys": Sentence("Kunci data pribadi", "Keys of personal data"),
    "read_models": Sentence("Daftar mengikuti jejak", "Read models keep up with the trail"),
    "cases": Sentence("Daftar permohonan", "The list of applications"),
    "persons": Sentence("Pemohon dalam daftar", "Applicants in the list"),
    "queues": Sentence("Antrean", "Queues"),
    "register": Sentence("Register keputusan", "The register of decrees"),
    "leaves": Sentence("Sidik setiap kejadian", "The leaf of every event"),
    "commands": Sentence("Perintah dan kejadiannya", "Commands and their events"),
    "decrees": Sentence("Nomor keputusan", "Numbers of decrees"),
    "archive": Sentence("Dokumen dalam arsip", "Documents in the archive"),
    "wrapped_keys": Sentence("Kunci dapat dibuka", "Keys that open"),
}

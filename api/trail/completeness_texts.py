"""What each kind of difference means, as a sentence for the auditor."""

from collections.abc import Mapping

from application.completeness.difference import Kind
from domain.refusals import Sentence

MEANS: Mapping[Kind, Sentence] = {
    Kind.POSITION_MISSING: Sentence("Posisi hilang dari jejak.", "Positions are missing in the log."),
    Kind.VERSION_MISSING: Sentence(
        "Versi hilang dari riwayat permohonan.", "Versions are missing in the history of an application."
    ),
    Kind.ACCESS_MISSING: Sentence("Posisi hilang dari log akses.", "Positions are missing in the access log."),
    Kind.LEAF_WRONG: Sentence(
        "Isi peristiwa tidak sesuai dengan sidiknya.", "The content of an event does not fit its leaf."
    ),
    Kind.ACCESS_WRONG: Sentence(
        "Isi baris log akses tidak sesuai dengan sidiknya.", "A row of the access log does not fit its leaf."
    ),
    Kind.COMMAND_OF_NOTHING: Sentence(
        "Perintah tercatat, tetapi peristiwanya tidak ada.", "A command is recorded, and its events are not."
    ),
    Kind.NUMBER_MISSING: Sentence("Nomor registrasi hilang.", "Registration numbers are missing."),
    Kind.NUMBER_WRONG: Sentence(
        "Nomor registrasi tidak sesuai dengan urutannya.", "A registration number is not that of its place."
    ),
    Kind.NUMBER_OF_NOTHING: Sentence(
        "Nomor registrasi tanpa permohonan.", "A registration number belongs to no application."
    ),
    Kind.APPLICATION_UNNUMBERED: Sentence(
        "Permohonan tanpa nomor registrasi.", "An application has no registration number."
    ),
    Kind.KEY_MISSING: Sentence(
        "Kunci data pribadi hilang tanpa keputusan penghapusan.", "A key is gone, and no erasure was decided."
    ),
    Kind.KEY_WRONG: Sentence("Kunci data pribadi tidak dapat dibuka.", "A key does not open."),
    Kind.KEY_KEPT: Sentence("Data dihapus, tetapi kuncinya masih ada.", "Data was erased, and its key is still there."),
    Kind.KEY_OF_NOTHING: Sentence("Kunci tanpa permohonan.", "A key belongs to no application."),
    Kind.PERSON_MISSING: Sentence(
        "Pemohon hilang dari daftar tanpa keputusan penghapusan.",
        "The list has lost an applicant, and no erasure was decided.",
    ),
    Kind.PERSON_KEPT: Sentence(
        "Data dihapus, tetapi daftar masih menyebut pemohonnya.",
        "Data was erased, and the list still names its applicant.",
    ),
    Kind.READ_MODEL_BEHIND: Sentence(
        "Daftar tertinggal dari jejak lebih dari satu menit.", "A read model is more than a minute behind the log."
    ),
    Kind.READ_MODEL_PARKED: Sentence(
        "Daftar tidak dapat mengikuti permohonan ini.", "A read model could not follow this application."
    ),
    Kind.CASE_MISSING: Sentence("Permohonan tidak ada dalam daftar.", "An application is not in the list."),
    Kind.CASE_WRONG: Sentence(
        "Keadaan permohonan dalam daftar berbeda dari jejaknya.", "The list says another state than the log."
    ),
    Kind.CASE_OF_NOTHING: Sentence(
        "Daftar memuat permohonan yang tidak ada dalam jejak.", "The list has an application that the log has not."
    ),
    Kind.QUEUE_MISSING: Sentence("Berkas tidak ada dalam antrean.", "An open file is in no queue."),
    Kind.QUEUE_WRONG: Sentence("Berkas berada dalam antrean yang keliru.", "A file is in the wrong queue."),
    Kind.QUEUE_OF_NOTHING: Sentence(
        "Berkas yang telah selesai masih ada dalam antrean.", "A file is in a queue and at no step."
    ),
    Kind.REGISTER_MISSING: Sentence("Permohonan tidak ada dalam register.", "An application is not in the register."),
    Kind.REGISTER_WRONG: Sentence("Isi register berbeda dari jejak.", "The register says something else than the log."),
    Kind.REGISTER_OF_NOTHING: Sentence(
        "Register memuat keputusan yang tidak ada dalam jejak.", "The register has what the log has not."
    ),
    Kind.RESERVATION_MISSING: Sentence(
        "Nomor SK yang ditandatangani tidak pernah dicadangkan.", "A decree was signed under a number nobody reserved."
    ),
    Kind.RESERVATION_WRONG: Sentence(
        "Nomor SK berbeda dari yang dicadangkan.", "A decree was signed under another number than was reserved."
    ),
    Kind.CLAIM_MISSING: Sentence(
        "Nomor SK tidak tercatat sebagai terpakai.", "The number of a decree is not noted as taken."
    ),
    Kind.CLAIM_OF_NOTHING: Sentence(
        "Nomor SK tercatat terpakai, tetapi tidak ada penandatanganannya.",
        "A number is noted as taken, and nothing was signed under it.",
    ),
    Kind.ARCHIVE_MISSING: Sentence("Dokumen SK tidak ada dalam arsip.", "A signed decree is not in the archive."),
    Kind.ARCHIVE_DAMAGED: Sentence("Dokumen SK dalam arsip tidak utuh.", "A signed decree in the archive is damaged."),
}

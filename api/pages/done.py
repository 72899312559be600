"""What somebody is told when their button has done its work (domain.md 8, texts 31 to 34)."""

from collections.abc import Mapping

from domain.refusals import Sentence

DONE: Mapping[str, Sentence] = {
    "submissions": Sentence("Perbaikan berhasil dikirim.", "Your repair has been sent."),
    "verification": Sentence(
        "Berkas dinyatakan lengkap dan diteruskan ke Back Office.", "The file is complete and went to the back office."
    ),
    "rejection": Sentence(
        "Berkas dikembalikan kepada pemohon. Waktu pelayanan dihentikan sementara.",
        "The file went back to the applicant. The service's clock stands still.",
    ),
    "routing": Sentence("Berkas diteruskan ke Dinas Teknis.", "The file went on to the technical office."),
    "inspection-report": Sentence(
        "Berita acara dan rekomendasi tersimpan; berkas diteruskan ke Back Office.",
        "The report and the recommendation are filed; the file went on to the back office.",
    ),
    "draft": Sentence("Draf SK diajukan ke Kabid Perizinan.", "The draft went to the head of division."),
    "approval": Sentence("Draf SK disetujui dan diteruskan.", "The draft is approved and went on."),
    "return": Sentence("Draf SK dikembalikan untuk diperbaiki.", "The draft went back for correction."),
    "signature": Sentence(
        "Surat Keputusan berhasil ditandatangani secara elektronik.", "The decree has been signed electronically."
    ),
    "receipt": Sentence("Penerimaan SK telah dicatat.", "The receipt of the decree is on record."),
    "claim": Sentence("Berkas Anda ambil.", "The file is yours now."),
    "release": Sentence("Berkas dikembalikan ke antrean.", "The file is back in the queue."),
    "reassignment": Sentence("Berkas dialihkan.", "The file was given to a colleague."),
    "withdrawal": Sentence("Permohonan dibatalkan.", "The application is withdrawn."),
    "revocation": Sentence("Izin dicabut.", "The permit is revoked."),
    "revocation/signature": Sentence(
        "SK pencabutan berhasil ditandatangani.", "The decree of revocation has been signed."
    ),
    "correction": Sentence("Data pemohon diperbaiki.", "The applicant's data were put right."),
    "erasure": Sentence("Data pribadi pemohon dihapus.", "The applicant's personal data are erased."),
}

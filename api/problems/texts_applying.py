"""The problems that an applicant meets before there is a file, and after it."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

SAVED_DRAFT_NOT_FOUND = ProblemType(
    slug="saved-draft-not-found",
    status=404,
    title=Sentence("Draf tidak ditemukan", "Draft not found"),
    meaning=Sentence(
        "Draf ini tidak ada di antara draf Anda: mungkin sudah dihapus, atau sudah lama tidak disentuh.",
        "This draft is not among yours: it may have been deleted, or was not touched for too long.",
    ),
    when=Sentence(
        "Draf disimpan 30 hari sejak terakhir diubah dan hanya terlihat oleh pemiliknya.",
        "A draft is kept for 30 days after its last change, and only its owner sees it.",
    ),
    remedy=Sentence("Lihat permohonan Anda di halaman /my.", "Look at your applications at /my."),
)

SAVED_DRAFT_CHANGED = ProblemType(
    slug="saved-draft-changed",
    status=409,
    title=Sentence("Draf telah diubah di tempat lain", "The draft was changed elsewhere"),
    meaning=Sentence(
        "Bagian ini telah disimpan dari tab atau perangkat lain sejak Anda membukanya. Isian Anda di sini belum "
        "disimpan.",
        "This part was saved from another tab or device since you opened it. What you typed here is not saved yet.",
    ),
    when=Sentence(
        "Dua tab atau perangkat mengubah bagian yang sama dari satu draf.",
        "Two tabs or devices change the same part of one draft.",
    ),
    remedy=Sentence(
        "Bandingkan keduanya, lalu simpan sekali lagi untuk memakai isian Anda.",
        "Compare the two, then save once more to keep what you typed.",
    ),
)

TOO_MANY_SAVED_DRAFTS = ProblemType(
    slug="too-many-saved-drafts",
    status=409,
    title=Sentence("Terlalu banyak draf", "Too many drafts"),
    meaning=Sentence("Anda telah memiliki 10 draf.", "You have 10 drafts already."),
    when=Sentence(
        "Seseorang memulai permohonan kesebelas tanpa mengajukan atau menghapus salah satu drafnya.",
        "Somebody begins an eleventh application without sending or deleting one of their drafts.",
    ),
    remedy=Sentence("Ajukan atau hapus salah satu draf.", "Send or delete one of them."),
)

NOT_FINISHED_YET = ProblemType(
    slug="not-finished-yet",
    status=409,
    title=Sentence("Pelayanan belum selesai", "The service is not finished yet"),
    meaning=Sentence(
        "Penilaian dapat diberikan setelah keputusan diterima.",
        "You can rate the service once the decree was received.",
    ),
    when=Sentence(
        "Survei diisi sebelum surat keputusan diterima.", "The survey is answered before the decree was received."
    ),
    remedy=Sentence("Kembalilah setelah keputusan Anda terima.", "Come back once you have your decree."),
)

RATED_BEFORE = ProblemType(
    slug="rated-before",
    status=409,
    title=Sentence("Penilaian sudah diberikan", "Rated before"),
    meaning=Sentence(
        "Pelayanan atas permohonan ini sudah Anda nilai.", "You have rated the service for this application before."
    ),
    when=Sentence("Survei diisi untuk kedua kalinya.", "The survey is answered a second time."),
    remedy=Sentence("Tidak ada yang perlu dilakukan.", "There is nothing left to do."),
)

"""The problems of what is kept in the archive: no room, and what is not intact."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

STORAGE_FULL = ProblemType(
    slug="storage-full",
    status=503,  # the contract's only "try again": clients know no 507
    title=Sentence("Ruang penyimpanan penuh", "No room left"),
    meaning=Sentence(
        "Ruang penyimpanan berkas penuh. Tidak ada yang tersimpan sebagian.",
        "There is no room left for files. Nothing was kept in part.",
    ),
    when=Sentence(
        "Diska atau penyimpanan objek tempat arsip berada tidak memiliki ruang lagi.",
        "The disk or the object storage that holds the archive has no room left.",
    ),
    remedy=Sentence(
        "Ulangi nanti; pengelola harus menambah ruang terlebih dahulu.",
        "Repeat later: the operators have to make room first.",
    ),
)

DOCUMENT_DAMAGED = ProblemType(
    slug="document-damaged",
    status=500,
    title=Sentence("Dokumen tersimpan tidak utuh", "The stored document is not intact"),
    meaning=Sentence(
        "Dokumen yang tersimpan tidak utuh atau hilang, sehingga tidak ditampilkan.",
        "The stored document is damaged or missing, and is not shown for that reason.",
    ),
    when=Sentence(
        "Isi arsip tidak sesuai dengan SHA-256 yang tercatat, tidak terbuka dengan kuncinya, atau tidak ada lagi.",
        "What the archive holds does not fit the recorded SHA-256, does not open under its key, or is gone.",
    ),
    remedy=Sentence(
        "Laporkan nilai instance kepada pengelola; dokumen dipulihkan dari cadangan.",
        "Tell the operators the value of instance: the document is restored from a backup.",
    ),
)

NOT_EXAMINED = Sentence(
    "Berkas saat ini tidak dapat diperiksa, sehingga tidak disimpan. Ulangi sebentar lagi.",
    "The file cannot be examined just now, so it was not kept. Repeat it in a while.",
)

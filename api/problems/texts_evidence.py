"""The problems of sealing and of proofs: nobody seals now, the sealer refuses, and what is not in the tree."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

SEALER_AWAY = ProblemType(
    slug="sealer-away",
    status=503,
    title=Sentence("Jejak belum dapat disegel", "Nobody seals the trail now"),
    meaning=Sentence(
        "Penyegel jejak tidak menjawab, sehingga belum ada titik segel sampai saat ini.",
        "The sealer of the trail does not answer, so there is no checkpoint up to now.",
    ),
    when=Sentence(
        "Tidak ada proses yang memiliki kunci penyegel, atau proses itu sedang menyegel kejadian dalam jumlah besar.",
        "No process has the sealer's key, or the one that has it is sealing a long backlog.",
    ),
    remedy=Sentence(
        "Ulangi sebentar lagi; titik segel terakhir ada pada /v1/checkpoints.",
        "Repeat it in a while; the last checkpoints are at /v1/checkpoints.",
    ),
)

SEALING_REFUSED = ProblemType(
    slug="sealing-refused",
    status=503,
    title=Sentence("Penyegel menolak menandatangani", "The sealer refuses to sign"),
    meaning=Sentence(
        "Jejak tidak sesuai dengan yang pernah disegel, atau penyegel tidak dapat menandatangani.",
        "The trail is not what was sealed before, or the sealer cannot sign.",
    ),
    when=Sentence(
        "Pemeriksaan sebelum penandatanganan menemukan perbedaan, atau program penanda tangan gagal.",
        "What is checked before signing has found a difference, or the program that signs has failed.",
    ),
    remedy=Sentence(
        "Hubungi pengelola dan auditor; sebabnya tercantum pada /readyz dan dalam tabel ledger.sealing_alarms.",
        "Tell operators and auditors: the reason is told at /readyz and kept in ledger.sealing_alarms.",
    ),
)

CHECKPOINT_NOT_FOUND = ProblemType(
    slug="checkpoint-not-found",
    status=404,
    title=Sentence("Titik segel tidak ditemukan", "No such checkpoint"),
    meaning=Sentence("Tidak ada titik segel dengan ukuran itu.", "There is no checkpoint of that size."),
    when=Sentence(
        "Ukuran yang diminta tidak pernah disegel tersendiri, atau belum ada titik segel.",
        "That size was never sealed as such, or nothing was sealed yet.",
    ),
    remedy=Sentence("Lihat daftarnya pada /v1/checkpoints.", "See the list at /v1/checkpoints."),
)

EVENT_NOT_FOUND = ProblemType(
    slug="event-not-sealed",
    status=404,
    title=Sentence("Tidak ada dalam jejak atau log ini", "Not in this log"),
    meaning=Sentence("Log ini belum sampai pada posisi itu.", "This log does not reach as far as that position."),
    when=Sentence("Posisi yang diminta berada sesudah baris terakhir.", "The position is behind the last entry."),
    remedy=Sentence(
        "Posisi terakhir tercantum dalam /v1/checkpoint atau /v1/access-log/checkpoint.",
        "The last position is told by /v1/checkpoint or /v1/access-log/checkpoint.",
    ),
)

TREE_DAMAGED = ProblemType(
    slug="tree-damaged",
    status=500,
    title=Sentence("Bukti tidak cocok dengan segel", "The proof does not fit what was sealed"),
    meaning=Sentence(
        "Dari yang tersimpan tidak dapat disusun bukti yang cocok dengan titik segel yang ditandatangani.",
        "What is stored gives no proof that fits the signed checkpoint.",
    ),
    when=Sentence(
        "Kejadian, daun, atau simpul pohon diubah atau hilang sesudah disegel.",
        "An event's leaf or a hash of the tree was changed or lost after it was sealed.",
    ),
    remedy=Sentence(
        "Beri tahu pengelola dan auditor; simpan titik segel yang Anda miliki.",
        "Tell operators and auditors, and keep the checkpoints that you have.",
    ),
)

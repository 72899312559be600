"""The problems that a request about a permit can meet: the rules of the office, as answers."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

ROLE_NOT_PERMITTED = ProblemType(
    slug="role-not-permitted",
    status=403,
    title=Sentence("Bukan kewenangan peran Anda", "Not for your role"),
    meaning=Sentence("Peran Anda tidak pernah berwenang atas tindakan ini.", "Your role may never do this."),
    when=Sentence(
        "SOP menyerahkan tindakan ini kepada peran lain, apa pun keadaan berkasnya.",
        "The SOP gives this to another role, whatever the state of the file.",
    ),
    remedy=Sentence(
        "Teruskan kepada peran yang berwenang, atau masuk dengan peran tersebut.",
        "Leave it to the role that may, or sign in with that role.",
    ),
)

NOT_THIS_PERSON = ProblemType(
    slug="not-this-person",
    status=403,
    title=Sentence("Harus dilakukan oleh orang lain", "It must be somebody else"),
    meaning=Sentence(
        "Anda sudah bertindak atas berkas ini dalam peran lain.",
        "You have already acted on this file in another role.",
    ),
    when=Sentence(
        "Satu orang, termasuk pemohon, tidak boleh bertindak atas satu berkas dalam dua peran.",
        "Nobody, the applicant included, acts on one file in two roles.",
    ),
    remedy=Sentence(
        "Mintalah rekan dengan peran yang sama untuk menanganinya.",
        "Ask a colleague of the same role to take it.",
    ),
)

APPLICATION_NOT_FOUND = ProblemType(
    slug="application-not-found",
    status=404,
    title=Sentence("Permohonan tidak ditemukan", "No such application"),
    meaning=Sentence("Permohonan tidak ditemukan.", "There is no such application."),
    when=Sentence(
        "Nomor atau tautannya keliru, permohonan milik orang lain, atau berkas belum pernah sampai pada peran Anda.",
        "The id is wrong, the application is somebody else's, or the file has never reached your role.",
    ),
    remedy=Sentence("Buka permohonan dari daftar Anda.", "Open the application from your own list."),
)

DOCUMENT_NOT_FOUND = ProblemType(
    slug="document-not-found",
    status=404,
    title=Sentence("Dokumen tidak ditemukan", "No such document"),
    meaning=Sentence("Dokumen itu tidak ada pada permohonan ini.", "This application has no such document."),
    when=Sentence(
        "Dokumen belum terbit, bukan bagian dari permohonan, atau datanya telah dihapus menurut undang-undang.",
        "The document does not exist yet, belongs elsewhere, or its data were erased as the law demands.",
    ),
    remedy=Sentence(
        "Lihat dokumen yang tersedia pada halaman permohonan.",
        "Look up the application's documents on its page.",
    ),
)

WRONG_STEP = ProblemType(
    slug="wrong-step",
    status=409,
    title=Sentence("Berkas tidak berada pada langkah itu", "The file is not at that step"),
    meaning=Sentence(
        "Tindakan ini tidak dapat dilakukan pada langkah berkas saat ini.",
        "This cannot be done at the step where the file is now.",
    ),
    when=Sentence(
        "Berkas sudah berpindah, belum sampai, atau sudah selesai. step, holder, dan allowed menunjukkan keadaannya.",
        "The file has moved on, has not arrived or is finished. step, holder and allowed tell where it is.",
    ),
    remedy=Sentence(
        "Muat ulang permohonan, lalu pilih salah satu tindakan dalam allowed.",
        "Read the application again, then choose one of allowed.",
    ),
)

CLAIMED_BY_COLLEAGUE = ProblemType(
    slug="claimed-by-colleague",
    status=409,
    title=Sentence("Berkas sedang dikerjakan rekan Anda", "A colleague has claimed the file"),
    meaning=Sentence("Petugas lain sedang mengerjakan berkas ini.", "Another officer is working on this file."),
    when=Sentence(
        "Berkas telah diambil oleh petugas yang disebut dalam claimed_by.",
        "The officer named in claimed_by has claimed the file.",
    ),
    remedy=Sentence(
        "Ambil berkas lain, atau mintalah rekan itu melepaskannya.",
        "Take another file, or ask the colleague to release this one.",
    ),
)

DRAFT_CHANGED = ProblemType(
    slug="draft-changed",
    status=409,
    title=Sentence("Draf SK telah berubah", "The draft decree has changed"),
    meaning=Sentence("Draf yang Anda setujui bukan draf terbaru.", "The draft you name is not the current one."),
    when=Sentence(
        "draft_sha256 tidak sama dengan sidik draf yang berlaku.",
        "draft_sha256 is not the hash of the draft in force.",
    ),
    remedy=Sentence(
        "Bacalah draf terbaru, lalu ulangi dengan sidiknya.",
        "Read the current draft, then repeat with its hash.",
    ),
)

OUT_OF_ORDER = ProblemType(
    slug="out-of-order",
    status=409,
    title=Sentence("Tidak sesuai dengan keadaan berkas", "Against the state of the file"),
    meaning=Sentence("Keadaan berkas tidak memungkinkan pilihan ini.", "The state of the file forbids this choice."),
    when=Sentence(
        "Misalnya draf izin disusun setelah rekomendasi yang negatif.",
        "For example: a permit is drafted after a negative recommendation.",
    ),
    remedy=Sentence("Sesuaikan pilihan Anda dengan isi berkas.", "Choose what the contents of the file allow."),
)

STALE_VERSION = ProblemType(
    slug="stale-version",
    status=412,
    title=Sentence("Versi berkas sudah berganti", "Stale version"),
    meaning=Sentence(
        "Permohonan telah berubah sejak Anda membacanya.", "The application has changed since you read it."
    ),
    when=Sentence(
        "If-Match menyebut versi yang bukan versi terkini.",
        "If-Match names a version that is not the current one.",
    ),
    remedy=Sentence(
        "Muat ulang permohonan, lalu ulangi dengan ETag yang baru.",
        "Read the application again, then repeat with the new ETag.",
    ),
)

UNSUPPORTED_FILE = ProblemType(
    slug="unsupported-file",
    status=415,
    title=Sentence("Jenis berkas tidak diterima", "The kind of file is not accepted"),
    meaning=Sentence("Hanya berkas PDF, JPEG, atau PNG yang diterima.", "Only PDF, JPEG and PNG files are accepted."),
    when=Sentence(
        "Isi berkas bukan PDF, JPEG, atau PNG, apa pun nama dan jenis yang disebutkan.",
        "The content is not PDF, JPEG or PNG, whatever its name and declared type.",
    ),
    remedy=Sentence(
        "Pindai atau simpan ulang dokumen dalam salah satu bentuk itu.",
        "Scan or save the document in one of them.",
    ),
)

IDEMPOTENCY_KEY_REUSED = ProblemType(
    slug="idempotency-key-reused",
    status=422,
    title=Sentence("Idempotency-Key sudah dipakai", "Idempotency-Key already used"),
    meaning=Sentence(
        "Idempotency-Key ini telah dipakai untuk permintaan lain.",
        "This Idempotency-Key was used for another request.",
    ),
    when=Sentence(
        "Kunci yang sama dikirim dengan alamat atau isi yang berbeda.",
        "The same key comes with another address or body.",
    ),
    remedy=Sentence("Gunakan kunci baru untuk setiap permintaan baru.", "Use a new key for every new request."),
)

WRONG_PASSPHRASE = ProblemType(
    slug="wrong-passphrase",
    status=422,
    title=Sentence("Frasa sandi tidak cocok", "Wrong passphrase"),
    meaning=Sentence("Frasa sandi penanda tangan tidak cocok.", "The passphrase of the signer does not match."),
    when=Sentence(
        "Frasa sandi yang dikirim tidak membuka kunci tanda tangan elektronik.",
        "The passphrase does not open the key of the electronic signature.",
    ),
    remedy=Sentence("Periksa frasa sandi, lalu ulangi.", "Check the passphrase, then try again."),
)

"""The problems of signing in, of sessions and of tokens that are confined."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

PROVIDER_AWAY = ProblemType(
    slug="identity-provider-away",
    status=503,
    title=Sentence("Penyedia identitas tidak menjawab", "The identity provider is away"),
    meaning=Sentence(
        "Identitas Anda belum dapat diperiksa karena penyedia identitas tidak menjawab.",
        "Who you are cannot be checked now, because the identity provider does not answer.",
    ),
    when=Sentence(
        "Kunci atau status token harus ditanyakan kepada penyedia identitas, yang tidak menjawab.",
        "The keys, or the state of a token, must be asked of the identity provider, which does not answer.",
    ),
    remedy=Sentence(
        "Ulangi setelah waktu pada kepala Retry-After.", "Come again after the time in the Retry-After header."
    ),
)

INSUFFICIENT_SCOPE = ProblemType(
    slug="insufficient-scope",
    status=403,
    title=Sentence("Di luar lingkup token", "Outside of the token's scope"),
    meaning=Sentence(
        "Token akses ini dibatasi pada kegiatan lain.", "This access token is confined to other operations."
    ),
    when=Sentence(
        "Klaim scope memuat lingkup izin:, tetapi bukan yang diperlukan oleh kegiatan ini.",
        "The claim scope names scopes that begin with izin:, but not the one that this operation needs.",
    ),
    remedy=Sentence(
        "Mintalah token dengan lingkup yang disebut dalam scope; daftarnya ada pada docs/scopes.md.",
        "Get a token with the scope that is named; docs/scopes.md lists them all.",
    ),
)

CROSS_SITE = ProblemType(
    slug="cross-site-request",
    status=403,
    title=Sentence("Permintaan dari situs lain", "Request from another site"),
    meaning=Sentence(
        "Permintaan ini tidak dikirim oleh halaman layanan ini, jadi tidak dijalankan atas nama Anda.",
        "This request was not sent by a page of this service, so it is not done in your name.",
    ),
    when=Sentence(
        "Permintaan yang mengubah sesuatu membawa kuki sesi, tetapi Sec-Fetch-Site atau Origin menyebut situs lain, "
        "atau keduanya tidak ada.",
        "A request that changes something has the session's cookie, but Sec-Fetch-Site or Origin name another site, "
        "or neither is there.",
    ),
    remedy=Sentence(
        "Ulangi dari halaman layanan ini. Program memakai token akses, bukan kuki.",
        "Do it again from a page of this service. Programs use an access token and no cookie.",
    ),
)

SESSION_OVER = ProblemType(
    slug="session-over",
    status=401,
    title=Sentence("Sesi telah berakhir", "The session is over"),
    meaning=Sentence("Sesi Anda telah berakhir; masuklah kembali.", "Your session is over; sign in again."),
    when=Sentence(
        "Sesi terlalu lama tidak dipakai, habis masanya, diakhiri, atau tidak dikenal.",
        "The session was not used for too long, has run out, was ended, or is unknown.",
    ),
    remedy=Sentence("Masuk kembali di /login.", "Sign in again at /login."),
)

SESSION_NOT_FOUND = ProblemType(
    slug="session-not-found",
    status=404,
    title=Sentence("Sesi tidak ditemukan", "Session not found"),
    meaning=Sentence("Anda tidak memiliki sesi dengan tanda pengenal itu.", "You have no session of that id."),
    when=Sentence(
        "Tanda pengenal salah, sesi sudah berakhir, atau sesi itu milik orang lain.",
        "The id is wrong, the session is over, or it is somebody else's.",
    ),
    remedy=Sentence("Lihat daftar sesi.", "Look at the list of sessions: `GET /v1/sessions`."),
)

SIGN_IN_FAILED = ProblemType(
    slug="sign-in-failed",
    status=403,
    title=Sentence("Gagal masuk", "Signing in has failed"),
    meaning=Sentence("Anda belum masuk.", "You are not signed in."),
    when=Sentence(
        "Anda membatalkannya, prosesnya terlalu lama, dimulai di peramban lain, atau jawaban penyedia identitas tidak "
        "dapat diterima.",
        "You cancelled it, it took too long, it was begun in another browser, or what the identity provider says "
        "cannot be accepted.",
    ),
    remedy=Sentence(
        "Mulai lagi di /login. Bila berulang, hubungi administrator.",
        "Begin again at /login. If it happens again, tell the administrator.",
    ),
)

NO_SIGN_IN = ProblemType(
    slug="no-sign-in",
    status=503,
    title=Sentence("Belum ada cara masuk", "Nobody can sign in yet"),
    meaning=Sentence(
        "Penyedia identitas untuk halaman belum diatur pada pemasangan ini.",
        "This installation has no identity provider for its pages yet.",
    ),
    when=Sentence(
        "IZIN_OIDC_ISSUER atau IZIN_OIDC_CLIENT_ID belum diatur.",
        "IZIN_OIDC_ISSUER or IZIN_OIDC_CLIENT_ID are not set.",
    ),
    remedy=Sentence(
        "Administrator mengaturnya; sampai saat itu scripts/doctor --break-glass membuat tautan masuk darurat.",
        "The administrator sets them; until then scripts/doctor --break-glass makes a link of last resort.",
    ),
)

LINK_USED_UP = ProblemType(
    slug="link-used-up",
    status=403,
    title=Sentence("Tautan tidak berlaku", "The link is not good any more"),
    meaning=Sentence(
        "Tautan ini sudah dipakai, sudah lewat waktunya, atau tidak lengkap.",
        "This link was used, is over, or is incomplete.",
    ),
    when=Sentence(
        "Tautan darurat berlaku satu kali dalam 15 menit.", "A link of last resort is good once, within 15 minutes."
    ),
    remedy=Sentence(
        "Buat yang baru dengan scripts/doctor --break-glass.", "Make a new one with scripts/doctor --break-glass."
    ),
)

LOGOUT_TOKEN_INVALID = ProblemType(
    slug="logout-token-invalid",
    status=400,
    title=Sentence("Token keluar tidak dapat diterima", "Unacceptable logout token"),
    meaning=Sentence("Token keluar dari penyedia identitas tidak sah.", "The provider's logout token is not valid."),
    when=Sentence(
        "Token tidak ditandatangani penyedia identitas, untuk klien lain, atau bukan token keluar.",
        "The token is not signed by the identity provider, is for another client, or is no logout token.",
    ),
    remedy=Sentence(
        "Periksa pengaturan back-channel logout pada penyedia identitas.",
        "Look at the back-channel logout settings of the identity provider.",
    ),
)

INSUFFICIENT_AUTHENTICATION = ProblemType(
    slug="insufficient-user-authentication",
    status=401,
    title=Sentence("Masuk kembali untuk menandatangani", "Sign in again to sign"),
    meaning=Sentence(
        "Untuk menandatangani, masuklah sekali lagi dengan cara yang lebih kuat melalui /login?for=signature.",
        "A signature asks for a stronger, or a more recent, sign-in: /login?for=signature.",
    ),
    when=Sentence(
        "Kantor mensyaratkan cara masuk tertentu (acr) atau masuk yang belum lama (auth_time) sebelum tanda tangan.",
        "The office asks for a certain way of signing in (acr), or a recent one (auth_time), before a signature.",
    ),
    remedy=Sentence(
        "Masuk lagi melalui /login?for=signature, atau mintalah token dengan acr_values dan max_age yang disebut.",
        "Sign in again at /login?for=signature, or get a token with the acr_values and max_age that are named.",
    ),
)

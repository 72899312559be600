"""The problems that any request can meet, before it is about a permit at all."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

MALFORMED_REQUEST = ProblemType(
    slug="malformed-request",
    status=400,
    title=Sentence("Permintaan tidak terbaca", "Unreadable request"),
    meaning=Sentence(
        "Permintaan tidak tersusun menurut aturan HTTP.", "The request is not put together as HTTP wants it."
    ),
    when=Sentence(
        "Bagian permintaan, misalnya panjang isi atau alamatnya, tidak dapat diuraikan.",
        "A part of the request, such as its length or its address, cannot be parsed.",
    ),
    remedy=Sentence(
        "Gunakan pustaka HTTP yang lazim dan kirim ulang permintaan.",
        "Use a common HTTP library and send the request again.",
    ),
)

MALFORMED_HEADER = ProblemType(
    slug="malformed-header",
    status=400,
    title=Sentence("Kepala permintaan tidak terbaca", "Unreadable request header"),
    meaning=Sentence("Sebuah kepala permintaan salah bentuk.", "A request header does not have the right form."),
    when=Sentence(
        "If-Match, Idempotency-Key, X-After-Position, atau kepala lain tidak mengikuti bentuk yang ditentukan.",
        "If-Match, Idempotency-Key, X-After-Position or another header does not follow its grammar.",
    ),
    remedy=Sentence(
        'Perbaiki kepala yang disebut dalam errors. Contoh: If-Match: "7", dengan tanda kutip.',
        'Mend the header that errors names. For example: If-Match: "7", with the quotes.',
    ),
)

UNAUTHENTICATED = ProblemType(
    slug="unauthenticated",
    status=401,
    title=Sentence("Identitas belum diketahui", "Who are you?"),
    meaning=Sentence(
        "Layanan ini memerlukan token akses, tetapi permintaan tidak membawanya.",
        "This needs an access token, and the request carries none.",
    ),
    when=Sentence(
        'Kepala Authorization tidak ada atau tidak berbentuk "Bearer <token>".',
        'The Authorization header is absent or is not "Bearer <token>".',
    ),
    remedy=Sentence(
        "Masuk lebih dahulu, lalu sertakan token akses Anda dalam kepala Authorization.",
        "Sign in first, then send your access token in the Authorization header.",
    ),
)

INVALID_TOKEN = ProblemType(
    slug="invalid-token",
    status=401,
    title=Sentence("Token akses tidak berlaku", "Invalid access token"),
    meaning=Sentence("Token akses tidak dapat diterima.", "The access token cannot be accepted."),
    when=Sentence(
        "Token kedaluwarsa, belum berlaku, diterbitkan untuk layanan lain, atau tanda tangannya tidak cocok.",
        "The token has expired, is not valid yet, was issued for another service, or its signature does not match.",
    ),
    remedy=Sentence("Mintalah token baru, lalu ulangi permintaan.", "Get a new token, then repeat the request."),
)

NOT_FOUND = ProblemType(
    slug="not-found",
    status=404,
    title=Sentence("Alamat tidak ditemukan", "No such address"),
    meaning=Sentence("Tidak ada apa pun pada alamat ini.", "There is nothing at this address."),
    when=Sentence(
        "Alamat salah tulis, atau bagian itu tidak dijalankan pada pemasangan ini.",
        "The address is mistyped, or this installation does not run that part.",
    ),
    remedy=Sentence(
        "Periksa ejaan alamat, atau mulailah dari halaman depan; layanan API terdaftar di /docs.",
        "Check its spelling, or begin at the first page; the calls of the API are listed at /docs.",
    ),
)

METHOD_NOT_ALLOWED = ProblemType(
    slug="method-not-allowed",
    status=405,
    title=Sentence("Metode tidak tersedia", "Method not allowed"),
    meaning=Sentence("Alamat ini tidak melayani metode tersebut.", "This address does not serve that method."),
    when=Sentence(
        "Permintaan memakai metode selain yang disebut dalam kepala Allow.",
        "The request uses a method that the Allow header does not name.",
    ),
    remedy=Sentence("Gunakan metode yang disebut dalam kepala Allow.", "Use a method that the Allow header names."),
)

BODY_TOO_LARGE = ProblemType(
    slug="body-too-large",
    status=413,
    title=Sentence("Isi permintaan terlalu besar", "Request body too large"),
    meaning=Sentence("Isi permintaan melampaui batas ukuran.", "The body of the request is over the size limit."),
    when=Sentence(
        "Berkas unggahan melebihi 5 MiB, atau isi JSON melebihi batasnya.",
        "An uploaded file is over 5 MiB, or a JSON body is over its limit.",
    ),
    remedy=Sentence("Perkecil berkas atau bagi permintaannya.", "Make the file smaller, or split the request."),
)

UNSUPPORTED_MEDIA_TYPE = ProblemType(
    slug="unsupported-media-type",
    status=415,
    title=Sentence("Jenis isi tidak didukung", "Unsupported media type"),
    meaning=Sentence(
        "Isi permintaan tidak berjenis yang diharapkan.",
        "The body of the request is not of the expected kind.",
    ),
    when=Sentence(
        "Kepala Content-Type bukan application/json, atau bukan multipart/form-data pada unggahan.",
        "The Content-Type header is not application/json, or not multipart/form-data for an upload.",
    ),
    remedy=Sentence(
        "Kirim isi dengan Content-Type yang tercantum pada /docs.",
        "Send the body with the Content-Type that /docs names.",
    ),
)

MALFORMED_BODY = ProblemType(
    slug="malformed-body",
    status=422,
    title=Sentence("Isi permintaan tidak terbaca", "Unreadable request body"),
    meaning=Sentence("Isi permintaan tidak dapat diuraikan.", "The body of the request cannot be parsed."),
    when=Sentence(
        "Isi bukan JSON atau multipart yang sah, terpotong, atau bukan UTF-8.",
        "The body is not valid JSON or multipart, is cut off, or is not UTF-8.",
    ),
    remedy=Sentence(
        "Periksa tanda kurung, koma, tanda kutip, dan pengodean isi.",
        "Check the braces, commas, quotes and encoding of the body.",
    ),
)

INVALID_REQUEST = ProblemType(
    slug="invalid-request",
    status=422,
    title=Sentence("Isian tidak sesuai", "Invalid request"),
    meaning=Sentence(
        "Satu isian atau lebih tidak memenuhi ketentuan; rinciannya ada dalam errors.",
        "One field or more is not as it must be; errors says which.",
    ),
    when=Sentence(
        "Isian wajib tidak ada, salah jenis, di luar batas, tidak dikenal, atau tidak sesuai dengan SOP.",
        "A required field is missing, or a field has the wrong type, is out of bounds, unknown or against the SOP.",
    ),
    remedy=Sentence(
        "Perbaiki setiap isian yang ditunjuk oleh pointer, lalu kirim ulang.",
        "Mend every field that a pointer names, then send the request again.",
    ),
)

TOO_MANY_REQUESTS = ProblemType(
    slug="too-many-requests",
    status=429,
    title=Sentence("Terlalu banyak permintaan", "Too many requests"),
    meaning=Sentence(
        "Jumlah permintaan Anda melampaui batas untuk sementara waktu.",
        "You have sent more requests than the limit allows for the moment.",
    ),
    when=Sentence(
        "Permintaan dari satu pengguna atau satu alamat datang lebih cepat daripada batasnya.",
        "Requests of one user or one address arrive faster than the limit.",
    ),
    remedy=Sentence(
        "Tunggu selama detik yang disebut dalam kepala Retry-After.",
        "Wait for the seconds that the Retry-After header names.",
    ),
)

INTERNAL_ERROR = ProblemType(
    slug="internal-error",
    status=500,
    title=Sentence("Kesalahan pada sistem", "Internal error"),
    meaning=Sentence(
        "Terjadi kesalahan pada sistem kami. Permintaan Anda tidak salah.",
        "Something went wrong on our side. Your request was not at fault.",
    ),
    when=Sentence("Sistem menemui keadaan yang tidak terduga.", "The system met a state that nobody foresaw."),
    remedy=Sentence(
        "Ulangi dengan Idempotency-Key yang sama. Bila terulang, laporkan nilai instance kepada pengelola.",
        "Repeat with the same Idempotency-Key. If it happens again, tell the operators the value of instance.",
    ),
)

TEMPORARILY_UNAVAILABLE = ProblemType(
    slug="temporarily-unavailable",
    status=503,
    title=Sentence("Layanan belum tersedia", "Temporarily unavailable"),
    meaning=Sentence(
        "Layanan sedang tidak dapat memproses permintaan ini.", "The service cannot process this just now."
    ),
    when=Sentence(
        "Basis data sibuk, sedang dimulai ulang, atau tidak terjangkau.",
        "The database is busy, restarting or out of reach.",
    ),
    remedy=Sentence(
        "Ulangi setelah detik pada Retry-After dengan Idempotency-Key yang sama; perintah tidak akan terlaksana ganda.",
        "Repeat after the seconds in Retry-After with the same Idempotency-Key; nothing will be done twice.",
    ),
)

READ_MODEL_BEHIND = ProblemType(
    slug="read-model-behind",
    status=503,
    title=Sentence("Daftar belum mutakhir", "The list is not up to date yet"),
    meaning=Sentence(
        "Daftar ini belum memuat posisi yang diminta oleh X-After-Position.",
        "This list has not seen the position that X-After-Position asks for.",
    ),
    when=Sentence(
        "Proyeksi belum mencapai posisi itu dalam dua detik, atau posisi itu belum ada.",
        "The projection did not reach that position within two seconds, or there is no such position yet.",
    ),
    remedy=Sentence(
        "Ulangi setelah detik pada Retry-After, atau hilangkan X-After-Position.",
        "Repeat after the seconds in Retry-After, or leave X-After-Position out.",
    ),
)

"""The problems of whoever signs: the certificate, the key, the signing service."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

CERTIFICATE_REFUSED = ProblemType(
    slug="certificate-refused",
    status=409,
    title=Sentence("Sertifikat elektronik tidak dapat dipakai", "The electronic certificate cannot be used"),
    meaning=Sentence(
        "Sertifikat elektronik Anda tidak terdaftar atau masa berlakunya telah berakhir. "
        "Hubungi koordinator TTE instansi.",
        "Your electronic certificate is not registered or has expired. Ask the coordinator of electronic signatures.",
    ),
    when=Sentence(
        "Sertifikat tidak ditemukan, belum atau tidak lagi berlaku, dicabut, atau bukan dari penerbit yang "
        "ditetapkan; pada BSrE juga bila NIK tidak terdaftar atau datanya tidak cocok.",
        "The certificate is missing, not yet or no longer valid, revoked, or not of the issuer that was laid down; "
        "with BSrE also where the NIK is not registered or its data do not match.",
    ),
    remedy=Sentence(
        "Perbarui atau daftarkan sertifikat melalui koordinator TTE. Surat Keputusan belum ditandatangani; mengulangi "
        "permintaan tidak membantu sebelum itu.",
        "Have the certificate renewed or registered by the coordinator. The decree is not signed; trying again does "
        "not help before that.",
    ),
)

KEY_LOCKED = ProblemType(
    slug="key-locked",
    status=409,
    title=Sentence("Token tanda tangan terkunci", "The signing token is locked"),
    meaning=Sentence(
        "PIN token terkunci setelah terlalu banyak percobaan yang salah. Surat Keputusan belum ditandatangani.",
        "The PIN of the token is locked after too many wrong attempts. The decree has not been signed.",
    ),
    when=Sentence(
        "PIN yang salah dikirim lebih sering daripada yang diizinkan token.",
        "A wrong PIN was sent more often than the token allows.",
    ),
    remedy=Sentence(
        "Minta pengelola token membuka kuncinya, lalu ulangi.",
        "Ask the administrator of the token to unlock it, then try again.",
    ),
)

SIGNATURE_UNCERTAIN = ProblemType(
    slug="signature-uncertain",
    status=503,
    title=Sentence("Hasil penandatanganan belum pasti", "It is not known yet whether it was signed"),
    meaning=Sentence(
        "Hasil penandatanganan belum dapat dipastikan. Sistem sedang memeriksa; jangan menandatangani ulang dokumen "
        "ini.",
        "It cannot be told yet whether the document was signed. The system is checking; do not sign it anew.",
    ),
    when=Sentence(
        "Layanan penandatanganan telah diminta, tetapi jawabannya tidak sampai.",
        "The signing service was asked, and its answer did not arrive.",
    ),
    remedy=Sentence(
        "Kirim permintaan yang sama, dengan Idempotency-Key yang sama, setelah detik pada Retry-After. Hanya satu "
        "Surat Keputusan yang berlaku; nomor tetap dicadangkan.",
        "Send the same request with the same Idempotency-Key after the seconds in Retry-After. Only one decree comes "
        "of it; its number stays reserved.",
    ),
)

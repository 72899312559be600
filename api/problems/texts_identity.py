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

"""The problems that a request about webhooks and letters can meet."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

WEBHOOK_NOT_FOUND = ProblemType(
    slug="webhook-not-found",
    status=404,
    title=Sentence("Webhook tidak ditemukan", "No such webhook"),
    meaning=Sentence("Webhook itu tidak ada.", "There is no such webhook."),
    when=Sentence("Nomornya keliru, atau webhook itu sudah dihapus.", "The id is wrong, or the webhook was removed."),
    remedy=Sentence("Lihat daftar webhook.", "Look at the list of webhooks."),
)

WEBHOOK_ENDED = ProblemType(
    slug="webhook-ended",
    status=409,
    title=Sentence("Webhook sudah berakhir", "The webhook has ended"),
    meaning=Sentence(
        "Penerima webhook ini menyatakan tidak lagi menerima (410).",
        "The receiver of this webhook has said that it wants no more (410).",
    ),
    when=Sentence(
        "Penerima menjawab 410 Gone; sejak itu tidak ada yang dikirim kepadanya.",
        "The receiver answered 410 Gone; since then nothing is sent to it.",
    ),
    remedy=Sentence("Hapus webhook ini dan buat yang baru.", "Remove this webhook and make a new one."),
)

LETTER_NOT_FOUND = ProblemType(
    slug="letter-not-found",
    status=404,
    title=Sentence("Surat atau pengiriman tidak ditemukan", "No such letter or delivery"),
    meaning=Sentence("Surat atau pengiriman itu tidak ada.", "There is no such letter or delivery."),
    when=Sentence(
        "Nomornya keliru, atau pengiriman itu milik webhook lain.",
        "The id is wrong, or the delivery is another webhook's.",
    ),
    remedy=Sentence("Lihat daftarnya.", "Look it up in the list."),
)

NOT_REPLAYABLE = ProblemType(
    slug="not-replayable",
    status=409,
    title=Sentence("Belum dapat diulangi", "Nothing to repeat"),
    meaning=Sentence("Pengiriman ini tidak dapat diulangi.", "This cannot be sent once more."),
    when=Sentence(
        "Surat sudah terkirim, atau masih menunggu giliran; state menunjukkan keadaannya.",
        "The letter was sent already, or is still waiting for its turn; state tells which.",
    ),
    remedy=Sentence("Tunggu sampai keadaannya dead atau dropped.", "Wait until its state is dead or dropped."),
)

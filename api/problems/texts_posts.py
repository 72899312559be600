"""The problems that an order about a post or a mandate can meet."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

MANDATE_NOT_FOUND = ProblemType(
    slug="mandate-not-found",
    status=404,
    title=Sentence("Penunjukan tidak ditemukan", "Mandate not found"),
    meaning=Sentence("Tidak ada penunjukan (Plt./Plh.) dengan tanda pengenal itu.", "There is no mandate of that id."),
    when=Sentence(
        "Tanda pengenal salah, atau penunjukan belum pernah diberikan.",
        "The id is wrong, or the mandate was never given.",
    ),
    remedy=Sentence("Lihat daftar penunjukan.", "Look at the list of mandates: `GET /v1/mandates`."),
)

MANDATE_OVER = ProblemType(
    slug="mandate-over",
    status=409,
    title=Sentence("Penunjukan sudah berakhir", "The mandate is over"),
    meaning=Sentence(
        "Penunjukan itu sudah berakhir menurut surat perintahnya, atau telah diakhiri.",
        "The mandate has ended by its own order, or was ended before.",
    ),
    when=Sentence(
        "Penunjukan diakhiri dua kali, atau setelah masanya lewat.",
        "A mandate is ended twice, or after its time.",
    ),
    remedy=Sentence("Tidak ada yang perlu dilakukan.", "There is nothing left to do."),
)

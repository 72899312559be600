"""The problems that whoever acts for an applicant can meet."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

AUTHORITY_OVER = ProblemType(
    slug="authority-over",
    status=403,
    title=Sentence("Kuasa Anda telah berakhir", "Your power of attorney is over"),
    meaning=Sentence(
        "Kuasa Anda atas permohonan ini telah berakhir.", "Your power of attorney on this application is over."
    ),
    when=Sentence(
        "Masa berlaku surat kuasa telah lewat, atau permohonannya telah selesai.",
        "The time that the letter names has passed, or the application is finished.",
    ),
    remedy=Sentence(
        "Mintalah pemohon memberikan kuasa baru, apabila permohonannya masih diproses.",
        "Ask the applicant for a new one, if the application is still under way.",
    ),
)

NOT_EMPOWERED = ProblemType(
    slug="not-empowered",
    status=403,
    title=Sentence("Di luar surat kuasa Anda", "Beyond your power of attorney"),
    meaning=Sentence("Surat kuasa Anda tidak mencakup tindakan ini.", "Your power of attorney does not cover this."),
    when=Sentence(
        "Tindakan ini tidak disebut dalam surat kuasa, atau hanya dapat dilakukan oleh pemohon sendiri.",
        "The letter does not name it, or only the applicant may do it.",
    ),
    remedy=Sentence(
        "Mintalah pemohon melakukannya, atau memberikan kuasa yang mencakupnya.",
        "Ask the applicant to do it, or for a power that covers it.",
    ),
)

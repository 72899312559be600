"""The problems of whoever reads the trail."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

EVENT_NOT_FOUND = ProblemType(
    slug="event-not-found",
    status=404,
    title=Sentence("Peristiwa tidak ditemukan", "No such event"),
    meaning=Sentence(
        "Jejak belum sampai pada posisi ini.",
        "The trail has not come to this position yet.",
    ),
    when=Sentence(
        "Posisi yang diminta lebih besar daripada posisi terakhir; posisi dimulai dari 1 dan tidak berlubang.",
        "The position is past the last one; positions begin at 1 and have no gaps.",
    ),
    remedy=Sentence(
        "Mulailah dari daftar peristiwa: GET /v1/events?order=desc.", "Start from the list: GET /v1/events?order=desc."
    ),
)

TOO_MANY_STREAMS = ProblemType(
    slug="too-many-streams",
    status=503,
    title=Sentence("Terlalu banyak aliran terbuka", "Too many open streams"),
    meaning=Sentence(
        "Server ini sedang melayani aliran peristiwa sebanyak yang dapat dilayaninya.",
        "This server has as many streams of events open as it can serve.",
    ),
    when=Sentence(
        "Jumlah sambungan GET /v1/events/stream yang terbuka mencapai batas.",
        "The number of open GET /v1/events/stream connections is at its limit.",
    ),
    remedy=Sentence(
        "Tutup aliran yang tidak dipakai, atau ulangi setelah jeda yang disebut Retry-After.",
        "Close streams that nobody reads, or try again after Retry-After.",
    ),
)

REVISION_NOT_FOUND = ProblemType(
    slug="revision-not-found",
    status=404,
    title=Sentence("Versi tidak ditemukan", "No such revision"),
    meaning=Sentence(
        "Permohonan ini tidak mempunyai pengajuan atau draf tersebut.",
        "The application has no such submission or draft.",
    ),
    when=Sentence(
        "Putaran, versi, urutan, atau hash yang disebut dalam from atau to tidak ada pada berkas ini.",
        "The file has no round, version, ordinal or hash such as from or to names.",
    ),
    remedy=Sentence(
        "Lihat urutan kejadian berkas pada GET /v1/applications/{id}/timeline.",
        "Look at the file's history: GET /v1/applications/{id}/timeline.",
    ),
)

"""The problems that a question about the office's calendar, or a publication, can meet."""

from api.problems.type import ProblemType
from domain.refusals import Sentence

CALENDAR_NOT_PUBLISHED = ProblemType(
    slug="calendar-not-published",
    status=404,
    title=Sentence("Kalender belum ditetapkan", "Calendar not published"),
    meaning=Sentence(
        "Kalender hari kerja tahun itu belum ditetapkan.",
        "The calendar of working days for that year is not published.",
    ),
    when=Sentence(
        "Tahun itu mendahului kalender kantor, atau keputusannya belum dimasukkan oleh Admin.",
        "The year is before the office's first calendar, or the administrator has not published its decree yet.",
    ),
    remedy=Sentence(
        "Pilih tahun yang telah ditetapkan, atau tunggu penetapannya.",
        "Choose a year that is published, or wait for its publication.",
    ),
)

CALENDAR_CHANGED = ProblemType(
    slug="calendar-changed",
    status=409,
    title=Sentence("Kalender baru saja berubah", "The calendar has just changed"),
    meaning=Sentence(
        "Kalender lain ditetapkan pada saat yang sama.", "Another calendar was published at the same time."
    ),
    when=Sentence(
        "Dua Admin menetapkan kalender bersamaan; hanya yang pertama yang berlaku.",
        "Two administrators publish at once: the first one counts, and nobody replaces what could not be seen.",
    ),
    remedy=Sentence(
        "Lihat kalender terbaru, lalu ulangi bila masih diperlukan.",
        "Look at the calendar again, then repeat if that is still needed.",
    ),
)

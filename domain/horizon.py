"""How far the office's calendar reaches: past it no due date can be told, so somebody must publish in time."""

from datetime import UTC, datetime, timedelta

from domain.calendar import BeyondCalendar, Calendar
from domain.refusals import Sentence

NOTICE = timedelta(days=60)


def horizon(calendar: Calendar) -> datetime:
    """Return the first instant for which nothing is published."""
    return datetime(calendar.years[-1].year + 1, 1, 1, tzinfo=calendar.zone).astimezone(UTC)


def horizon_warning(calendar: Calendar, now: datetime) -> Sentence | None:
    """Return what the office must be told about the end of its calendar: nothing while that is 60 days away."""
    following, left = calendar.years[-1].year + 1, horizon(calendar) - now
    if left <= timedelta(0):
        return BeyondCalendar(following).sentence
    if left < NOTICE:
        return Sentence(
            f"Kalender hari kerja tahun {following} belum ditetapkan; kalender ini berakhir {left.days} hari lagi.",
            f"The calendar of working days for {following} is not published; the present one ends in {left.days} days.",
        )
    return None

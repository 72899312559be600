"""What a new version of a calendar changes: days, due dates of open visits, verdicts of finished ones.

Pure comparison of two calendars. A visit whose days are the same in both is never computed twice.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.calendar import Calendar, CalendarYear, Span
from domain.sla import due_if_published
from domain.working_time import Standard

_ONE_DAY = timedelta(days=1)


class DayChange(StrEnum):
    OPENED = "opened"
    CLOSED = "closed"
    HOURS = "hours"


class Flip(StrEnum):
    """What becomes of the verdict on a finished visit: there is none where it was due past the published years."""

    GAINED = "gained"
    LOST = "lost"
    JUDGED = "judged"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedDay:
    """A day with other working hours than before; none where it is closed, or was not published."""

    day: date
    before: tuple[Span, ...]
    after: tuple[Span, ...]

    @property
    def change(self) -> DayChange:
        if not self.before:
            return DayChange.OPENED
        return DayChange.HOURS if self.after else DayChange.CLOSED


@dataclass(frozen=True, slots=True)
class Moved:
    """A due date before and after the change; None where the calendar is not published so far."""

    before: datetime | None
    after: datetime | None


class CalendarChange:
    """From the calendar `before` to the calendar `after`, which has every year of `before` and perhaps one more."""

    def __init__(self, before: Calendar, after: Calendar) -> None:
        self._before, self._after, self._zone = before, after, after.zone
        self.days = tuple(_changed_days(before, after))
        self._days = [each.day for each in self.days]

    def window(self, standards: Sequence[Standard]) -> tuple[datetime, datetime] | None:
        """Return when a visit must have lasted, or be due, at some instant for the change to concern it; None: never.

        Beside the changed days these are the last ones of either calendar, on which something of these `standards` can
        no longer be dated: a year more dates it, and a day less at the end may push it out.
        """
        if not self._days:
            return None
        ends = (_dated_until(each, calendar) for each in standards for calendar in (self._before, self._after))
        return self._midnight(min(self._days[0], *ends)), self._midnight(self._days[-1] + _ONE_DAY)

    def touches(self, start: datetime, end: datetime) -> bool:
        """Whether a day from that of `start` to that of `end` has other hours than before."""
        n = bisect_left(self._days, self._day(start))
        return n < len(self._days) and self._days[n] <= self._day(end)

    def moved(self, entered_at: datetime, standard: Standard) -> Moved | None:
        """Return the two due dates of a visit, None if it has the same as before."""
        before = due_if_published(entered_at, standard, calendar=self._before)
        if before is not None and not self.touches(entered_at, before):
            return None
        after = due_if_published(entered_at, standard, calendar=self._after)
        return Moved(before, after) if before != after else None

    def flip(self, entered_at: datetime, left_at: datetime, standard: Standard) -> Flip | None:
        """Return what becomes of the verdict on a finished visit, None if it stays."""
        before = due_if_published(entered_at, standard, calendar=self._before)
        if before is not None and not self.touches(entered_at, max(before, left_at)):
            return None
        after = due_if_published(entered_at, standard, calendar=self._after)
        return _FLIPS.get((_on_time(left_at, before), _on_time(left_at, after)))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone)


def _dated_until(standard: Standard, calendar: Calendar) -> date:
    """Return the last day on which a visit of this standard can be dated, if only when it comes early."""
    day = date(calendar.years[-1].year, 12, 31)
    while due_if_published(datetime.combine(day, time(), calendar.zone), standard, calendar=calendar) is None:
        day -= _ONE_DAY
        if day.year < calendar.years[0].year:
            break
    return day


_FLIPS: Mapping[tuple[bool | None, bool | None], Flip] = {
    (False, True): Flip.GAINED,
    (True, False): Flip.LOST,
    (None, True): Flip.JUDGED,
    (None, False): Flip.JUDGED,
    (True, None): Flip.UNJUDGED,
    (False, None): Flip.UNJUDGED,
}


def _on_time(left_at: datetime, due: datetime | None) -> bool | None:
    return None if due is None else left_at.replace(microsecond=0) <= due


def _changed_days(before: Calendar, after: Calendar) -> Iterator[ChangedDay]:
    known = {year.year: year for year in before.years}
    for year in after.years:
        previous = known.get(year.year)
        if year != previous:
            yield from _days_of_year(previous, year)


def _days_of_year(before: CalendarYear | None, after: CalendarYear) -> Iterator[ChangedDay]:
    day = date(after.year, 1, 1)
    while day.year == after.year:
        was, will_be = before.spans(day) if before else (), after.spans(day)
        if was != will_be:
            yield ChangedDay(day=day, before=was, after=will_be)
        day += _ONE_DAY

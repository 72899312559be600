"""The office calendar: when the office is open, year by year as published, and how much working time that makes.

Spans are kept in local time, as decrees write them; counting is done in whole UTC seconds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.refusals import Sentence

Span = tuple[time, time]
Week = tuple[tuple[Span, ...], ...]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_DAY = timedelta(days=1)


class BeyondCalendar(Exception):
    """No calendar is published for `year`, so nothing can be counted in it. Nobody guesses a working day."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.sentence = Sentence(
            f"Kalender hari kerja tahun {year} belum ditetapkan sehingga batas waktu tidak dapat dihitung.",
            f"The calendar of working days for {year} is not published, so no due date can be computed.",
        )
        super().__init__(self.sentence.id)


class YearsDoNotFit(ValueError):
    """Calendars that cannot be merged: none at all, one year twice, a year left out, or different zones."""


class ClosureKind(StrEnum):
    NATIONAL_HOLIDAY = "national_holiday"
    JOINT_LEAVE = "joint_leave"
    LOCAL_CLOSURE = "local_closure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A day on which the office is closed: libur nasional, cuti bersama, or a local order."""

    day: date
    kind: ClosureKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Days from `first` to `last`, both included, with hours of their own: Ramadan, or one short day."""

    name: str
    first: date
    last: date
    week: Week


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """One published version of one year. `week` and a season's week run from Monday to Sunday.

    `provisional` says that some date in it still waits for its decree.
    """

    year: int
    version: int
    zone: ZoneInfo
    decree: str
    decided_at: datetime
    provisional: bool
    week: Week
    seasons: tuple[Season, ...]
    closures: tuple[Closure, ...]

    @property
    def id(self) -> str:
        return f"{self.year}.{self.version}"

    def closure(self, day: date) -> Closure | None:
        return next((closure for closure in self.closures if closure.day == day), None)

    def spans(self, day: date) -> tuple[Span, ...]:
        """Return the local opening hours of a day of this year: none where it is closed."""
        return () if self.closure(day) else self.hours(day)

    def hours(self, day: date) -> tuple[Span, ...]:
        """Return the hours that its weekday and season give the day, whether or not it is closed."""
        season = next((season for season in self.seasons if season.first <= day <= season.last), self)
        return season.week[day.weekday()]


class Calendar:
    """Published years as one line of working time; it answers in O(log n).

    Between `second` and `instant` everything is whole seconds since 1970 UTC. What lies outside the
    published years raises BeyondCalendar.
    """

    def __init__(self, years: Iterable[CalendarYear]) -> None:
        self.years = tuple(sorted(years, key=lambda each: (each.year, each.version)))
        _check_fit(self.years)
        self.id = "+".join(year.id for year in self.years)
        self.zone = self.years[0].zone
        self._start = _seconds(datetime(self.years[0].year, 1, 1, tzinfo=self.zone))
        self._end = _seconds(datetime(self.years[-1].year + 1, 1, 1, tzinfo=self.zone))
        self._index()

    def second(self, at: datetime) -> int:
        """Return `at` cut to a whole second. A naive datetime is a TypeError: it is no instant."""
        second = _seconds(at)
        if self._start <= second < self._end:
            return second
        raise BeyondCalendar(self._year(at))

    def within(self, at: datetime) -> int:
        """Return `at` cut to a whole second, and moved to the nearest published one where it lies outside them."""
        return min(max(self._start, _seconds(at)), self._end)

    def instant(self, second: int) -> datetime:
        """Return the instant, in UTC."""
        return datetime.fromtimestamp(second, UTC)

    def worked(self, second: int) -> int:
        """Return the working seconds from the first published year to `second`."""
        span = bisect_right(self._opens, second) - 1
        return self._worked[span] - max(0, self._closes[span] - second)

    def reached(self, worked: int) -> int:
        """Return the first second at which so many working seconds, at least one, have passed."""
        span = bisect_left(self._worked, worked)
        if span == len(self._worked):
            raise self._beyond_last()
        return self._closes[span] - (self._worked[span] - worked)

    def opening(self, second: int) -> int:
        """Return `second` itself in working time, and otherwise the next opening."""
        span = bisect_right(self._closes, second)
        if span == len(self._closes):
            raise self._beyond_last()
        return max(second, self._opens[span])

    def closing(self, second: int, *, days: int) -> int:
        """Return the close of the `days`-th working day after that of `second`, which is in working time."""
        day = bisect_right(self._days, second) + days
        if day >= len(self._days):
            raise self._beyond_last()
        return self._days[day]

    def spans_between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the working spans from `start` to `end`, the first and the last of them cut there; none is empty."""
        if start >= end:
            return
        for span in range(bisect_right(self._closes, start), bisect_left(self._opens, end)):
            yield max(self._opens[span], start), min(self._closes[span], end)

    def _index(self) -> None:
        """Lay all spans end to end. The first entry is empty, so that each second has an entry before it."""
        self._opens, self._closes, self._worked = [self._start], [self._start], [0]
        self._days: list[int] = []
        for spans in self._open_days():
            for opens, closes in spans:
                self._opens.append(opens)
                self._closes.append(closes)
                self._worked.append(self._worked[-1] + closes - opens)
            self._days.append(self._closes[-1])

    def _open_days(self) -> Iterator[list[tuple[int, int]]]:
        for year in self.years:
            day = date(year.year, 1, 1)
            while day.year == year.year:
                spans = [(self._local(day, opens), self._local(day, closes)) for opens, closes in year.spans(day)]
                if spans:
                    yield spans
                day += _ONE_DAY

    def _local(self, day: date, clock: time) -> int:
        return _seconds(datetime.combine(day, clock, self.zone))

    def _beyond_last(self) -> BeyondCalendar:
        return BeyondCalendar(self.years[-1].year + 1)

    def _year(self, at: datetime) -> int:
        try:
            return at.astimezone(self.zone).year
        except OverflowError:  # the first or last hours that a datetime can hold
            return at.year


def _check_fit(years: tuple[CalendarYear, ...]) -> None:
    if not years:
        raise YearsDoNotFit("a calendar needs at least one published year")
    for before, after in pairwise(years):
        if after.year == before.year:
            raise YearsDoNotFit(f"{before.year} is there twice, as {before.id} and {after.id}")
        if after.year > before.year + 1:
            raise YearsDoNotFit(f"{before.year + 1} is left out between {before.year} and {after.year}")
        if after.zone != before.zone:
            raise YearsDoNotFit(f"{before.id} is in {before.zone}, {after.id} in {after.zone}")


def _seconds(at: datetime) -> int:
    since = at - _EPOCH
    return since.days * 86400 + since.seconds

"""Working time counted the slow and plain way: walk the days, clip the spans. What the fast engine must equal."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from domain.calendar import BeyondCalendar, CalendarYear
from domain.working_time import Standard
from tests.domain.office import WITA

ONE_DAY = timedelta(days=1)
Interval = tuple[datetime, datetime]


class SpanWalker:
    def __init__(self, *years: CalendarYear) -> None:
        self.years = {year.year: year for year in years}
        self._known: dict[date, list[Interval]] = {}

    def received(self, at: datetime) -> datetime:
        at = self._inside(at)
        for _, opens, closes in self._spans_from(at):
            if at < closes:
                return max(at, opens)
        raise AssertionError("the walk ends in a refusal")

    def add(self, start: datetime, seconds: int) -> datetime:
        start, left = self._inside(start), timedelta(seconds=seconds)
        if not left:
            return start
        for _, opens, closes in self._spans_from(start):
            begin = max(start, opens)
            if closes - begin >= left:
                return begin + left
            left -= max(timedelta(), closes - begin)
        raise AssertionError("the walk ends in a refusal")

    def between(self, start: datetime, end: datetime) -> int:
        start, end = self._inside(start), self._inside(end)
        if end < start:
            return -self.between(end, start)
        worked = timedelta()
        for day, opens, closes in self._spans_from(start):
            if closes >= end:
                return (worked + max(timedelta(), end - max(start, opens))) // timedelta(seconds=1)
            worked += max(timedelta(), closes - max(start, opens))
            if (day, closes) == self._last_close:
                break
        return worked // timedelta(seconds=1)

    def spans(self, start: datetime, end: datetime) -> list[Interval]:
        """The working time from `start` to `end`, span by span; outside the published years there is none."""
        start, end = (at.astimezone(UTC).replace(microsecond=0) for at in (start, end))
        first = max(start.astimezone(WITA).date(), date(min(self.years), 1, 1))
        last = min(end.astimezone(WITA).date(), date(max(self.years), 12, 31))
        days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
        parts = [(max(opens, start), min(closes, end)) for day in days for opens, closes in self._open(day)]
        return [(begin, stop) for begin, stop in parts if begin < stop]

    def due(self, start: datetime, standard: Standard) -> datetime:
        received = self.received(start)
        if not standard.days:
            return self.add(received, 60 * standard.minutes)
        closings = self._closings_after(received.astimezone(WITA).date())
        *_, closes = islice(closings, standard.days)
        return self.add(closes, 60 * standard.minutes)

    @property
    def _last_close(self) -> tuple[date, datetime]:
        day = date(max(self.years), 12, 31)
        while not self._open(day):
            day -= ONE_DAY
        return day, self._open(day)[-1][1]

    def _closings_after(self, day: date) -> Iterator[datetime]:
        while True:
            day += ONE_DAY
            if spans := self._open(day):
                yield spans[-1][1]

    def _spans_from(self, at: datetime) -> Iterator[tuple[date, datetime, datetime]]:
        day = at.astimezone(WITA).date()
        while True:
            for opens, closes in self._open(day):
                yield day, opens, closes
            day += ONE_DAY

    def _open(self, day: date) -> list[Interval]:
        if day not in self._known:
            self._known[day] = self._looked_up(day)
        return self._known[day]

    def _looked_up(self, day: date) -> list[Interval]:
        if day.year not in self.years:
            raise BeyondCalendar(day.year)
        year = self.years[day.year]
        if day in [closure.day for closure in year.closures]:
            return []
        week = year.week
        for season in year.seasons:
            if season.first <= day <= season.last:
                week = season.week
        return [
            (datetime.combine(day, opens, WITA).astimezone(UTC), datetime.combine(day, closes, WITA).astimezone(UTC))
            for opens, closes in week[day.weekday()]
        ]

    def _inside(self, at: datetime) -> datetime:
        at = at.astimezone(UTC).replace(microsecond=0)
        if (year := at.astimezone(WITA).year) not in self.years:
            raise BeyondCalendar(year)
        return at

"""A range of time cut into what is counted already: whole months, whole days, and what is left of the days between.

Days and months are the office's own. Whole months are asked of the months' rows, days at the edges of the days' rows,
and only what a range cuts out of a day is looked for among the visits themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from projections.sla.counts import DAY, MONTH

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Periods of one grain, from `first` to `last`, both included."""

    grain: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of one day of the month `month`: from `start` on, before `end`."""

    month: date
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """A range as it is asked of the counts; `months` are the first days of all months that it touches."""

    stretches: tuple[Stretch, ...]
    parts: tuple[Part, ...]
    months: tuple[date, ...]


def periods(start: datetime, end: datetime, zone: ZoneInfo) -> Periods:
    """Return the periods of the range from `start` on, before `end`, which is later."""
    first, begun = _day(start, zone)
    last, rest = _day(end, zone)
    if begun and first == last:
        return Periods(stretches=(), parts=(Part(month=_month(first), start=start, end=end),), months=(_month(first),))
    parts = [Part(month=_month(first), start=start, end=_midnight(first + _ONE_DAY, zone))] if begun else []
    parts += [Part(month=_month(last), start=_midnight(last, zone), end=end)] if rest else []
    return Periods(
        stretches=tuple(_stretches(first + _ONE_DAY if begun else first, last)),
        parts=tuple(parts),
        months=tuple(_months(first, last if rest else last - _ONE_DAY)),
    )


def _stretches(first: date, after: date) -> Iterator[Stretch]:
    """Yield whole months, and the days before and after them, of the days from `first` on, before `after`."""
    begin, stop = _next_month(first - _ONE_DAY), _month(after)
    if begin >= stop:
        begin = stop = min(begin, after)
    yield from _stretch(DAY, first, begin - _ONE_DAY)
    yield from _stretch(MONTH, begin, stop - _ONE_DAY)
    yield from _stretch(DAY, stop, after - _ONE_DAY)


def _stretch(grain: str, first: date, last: date) -> Iterator[Stretch]:
    if first <= last:
        yield Stretch(grain=grain, first=first, last=last)


def _months(first: date, last: date) -> Iterator[date]:
    month = _month(first)
    while month <= last:
        yield month
        month = _next_month(month)


def _day(at: datetime, zone: ZoneInfo) -> tuple[date, bool]:
    """Return the day, and whether any of it is over."""
    local = at.astimezone(zone)
    return local.date(), local.time() > time.min


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _month(day: date) -> date:
    return day.replace(day=1)


def _next_month(day: date) -> date:
    return _month(_month(day) + timedelta(days=31))

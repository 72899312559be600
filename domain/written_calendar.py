"""One calendar year as people write it: hours as texts, closed days with their names; and what makes it a valid one.

Files, requests and stored facts say a year in the same words, so whether it can be used is told here, once.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.calendar import CalendarYear, Closure, ClosureKind, Season, Span, Week
from domain.refusals import Fault, Sentence

EARLIEST, LATEST = 1970, 9998  # the next year must still be a year

_SPAN = re.compile(r"([0-9]{2})\.([0-9]{2})-([0-9]{2})\.([0-9]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenHours:
    """A week: each day's spans in their order, written like "07.30-12.00"; none where the office is closed."""

    monday: tuple[str, ...]
    tuesday: tuple[str, ...]
    wednesday: tuple[str, ...]
    thursday: tuple[str, ...]
    friday: tuple[str, ...]
    saturday: tuple[str, ...]
    sunday: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSeason:
    """Days from `first` to `last`, both included, with hours of their own."""

    name: str
    first: date
    last: date
    hours: WrittenHours


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDay:
    day: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenYear:
    """A year, neither numbered nor judged yet. Which zone its hours are in is the office's own matter."""

    year: int
    decree: str
    decided_at: datetime
    provisional: bool
    hours: WrittenHours
    seasons: tuple[WrittenSeason, ...]
    national_holidays: tuple[NamedDay, ...]
    joint_leave: tuple[NamedDay, ...]
    local_closures: tuple[NamedDay, ...]


WEEKDAYS = tuple(field.name for field in fields(WrittenHours))
CLOSURES = {
    "national_holidays": ClosureKind.NATIONAL_HOLIDAY,
    "joint_leave": ClosureKind.JOINT_LEAVE,
    "local_closures": ClosureKind.LOCAL_CLOSURE,
}


def faults_of(written: WrittenYear) -> Iterator[Fault]:
    """Yield whatever keeps `written` from being a calendar, each with a pointer into it."""
    if not EARLIEST <= written.year <= LATEST:
        yield Fault("/year", "out_of_range", NO_YEAR)
    yield from _unnamed("/decree", written.decree)
    yield from _hours_faults("/hours", written.hours)
    for n, season in enumerate(written.seasons):
        yield from _season_faults(f"/seasons/{n}", season, written.year)
    yield from _overlaps(written.seasons)
    yield from _closure_faults(written)


def read_year(written: WrittenYear, *, version: int, zone: ZoneInfo) -> CalendarYear:
    """Return the calendar year that `written`, which has no faults, says."""
    return CalendarYear(
        year=written.year,
        version=version,
        zone=zone,
        decree=written.decree,
        decided_at=written.decided_at,
        provisional=written.provisional,
        week=_week(written.hours),
        seasons=tuple(
            Season(name=each.name, first=each.first, last=each.last, week=_week(each.hours)) for each in written.seasons
        ),
        closures=tuple(sorted(_closures(written), key=lambda closure: closure.day)),
    )


def write_year(year: CalendarYear) -> WrittenYear:
    """Return `year` in the words from which it is read."""
    return WrittenYear(
        year=year.year,
        decree=year.decree,
        decided_at=year.decided_at,
        provisional=year.provisional,
        hours=_written_hours(year.week),
        seasons=tuple(
            WrittenSeason(name=each.name, first=each.first, last=each.last, hours=_written_hours(each.week))
            for each in year.seasons
        ),
        **{field: _named_days(year, kind) for field, kind in CLOSURES.items()},
    )


def write_spans(spans: Sequence[Span]) -> tuple[str, ...]:
    """Return "07.30-12.00" for each span."""
    return tuple(f"{opens:%H.%M}-{closes:%H.%M}" for opens, closes in spans)


def _unnamed(pointer: str, name: str) -> Iterator[Fault]:
    if not name.strip():
        yield Fault(pointer, "empty", EMPTY)


def _hours_faults(where: str, hours: WrittenHours) -> Iterator[Fault]:
    for weekday in WEEKDAYS:
        written: tuple[str, ...] = getattr(hours, weekday)
        spans = [_span(text) for text in written]
        for n, span in enumerate(spans):
            if span is None:
                yield Fault(f"{where}/{weekday}/{n}", "no_span", NO_SPAN)
        clocks = [clock for span in spans if span for clock in span]
        if None not in spans and any(later <= earlier for earlier, later in pairwise(clocks)):
            yield Fault(f"{where}/{weekday}", "not_forward", NOT_FORWARD)


def _span(text: str) -> Span | None:
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    hour, minute, to_hour, to_minute = map(int, found.groups())
    try:
        return time(hour, minute), time(to_hour, to_minute)
    except ValueError:  # a clock such as 25.00
        return None


def _season_faults(where: str, season: WrittenSeason, year: int) -> Iterator[Fault]:
    yield from _unnamed(f"{where}/name", season.name)
    yield from _hours_faults(f"{where}/hours", season.hours)
    for field, day in (("first", season.first), ("last", season.last)):
        if day.year != year:
            yield Fault(f"{where}/{field}", "outside_year", _outside(day, year))
    if season.last < season.first:
        yield Fault(f"{where}/last", "before_first", BACKWARDS)


def _overlaps(seasons: tuple[WrittenSeason, ...]) -> Iterator[Fault]:
    in_order = sorted(enumerate(seasons), key=lambda each: each[1].first)
    for (_, before), (n, after) in pairwise(in_order):
        if after.first <= before.last:
            yield Fault(f"/seasons/{n}/first", "overlap", _overlapping(before.name))


def _closure_faults(written: WrittenYear) -> Iterator[Fault]:
    closed: dict[date, str] = {}
    for field in CLOSURES:
        listed: tuple[NamedDay, ...] = getattr(written, field)
        for n, each in enumerate(listed):
            yield from _unnamed(f"/{field}/{n}/name", each.name)
            if each.day.year != written.year:
                yield Fault(f"/{field}/{n}/day", "outside_year", _outside(each.day, written.year))
            if each.day in closed:
                yield Fault(f"/{field}/{n}/day", "duplicate", _closed_already(each.day, closed[each.day]))
            closed.setdefault(each.day, each.name)


def _week(hours: WrittenHours) -> Week:
    return tuple(tuple(filter(None, map(_span, getattr(hours, weekday)))) for weekday in WEEKDAYS)


def _written_hours(week: Week) -> WrittenHours:
    return WrittenHours(**{weekday: write_spans(spans) for weekday, spans in zip(WEEKDAYS, week, strict=True)})


def _closures(written: WrittenYear) -> Iterator[Closure]:
    for field, kind in CLOSURES.items():
        listed: tuple[NamedDay, ...] = getattr(written, field)
        yield from (Closure(day=each.day, kind=kind, name=each.name) for each in listed)


def _named_days(year: CalendarYear, kind: ClosureKind) -> tuple[NamedDay, ...]:
    return tuple(NamedDay(day=each.day, name=each.name) for each in year.closures if each.kind is kind)


EMPTY = Sentence("Isian ini tidak boleh kosong.", "This must not be empty.")
NO_YEAR = Sentence(
    f"Kalender hanya untuk tahun {EARLIEST} sampai dengan {LATEST}.",
    f"A calendar is for a year from {EARLIEST} to {LATEST}.",
)
NO_SPAN = Sentence(
    'Jam kerja ditulis seperti "07.30-12.00", dari 00.00 sampai dengan 23.59.',
    'Hours are written like "07.30-12.00", from 00.00 to 23.59.',
)
NOT_FORWARD = Sentence(
    "Jam kerja sehari harus berurutan: buka sebelum tutup, dan rentang berikutnya sesudah istirahat.",
    "The hours of a day must run forward: each opening before its closing, a break after it.",
)
BACKWARDS = Sentence(
    "Hari terakhir mendahului hari pertama.",
    "The last day is before the first.",
)


def _outside(day: date, year: int) -> Sentence:
    return Sentence(f"{day} tidak terletak dalam tahun {year}.", f"{day} is not in {year}.")


def _overlapping(name: str) -> Sentence:
    return Sentence(
        f"Masa ini bertumpang tindih dengan {name}.",
        f"This season overlaps with {name}.",
    )


def _closed_already(day: date, name: str) -> Sentence:
    return Sentence(
        f"{day} sudah tercantum sebagai hari tutup: {name}.",
        f"{day} is closed already, as {name}.",
    )

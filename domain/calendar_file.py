"""A calendar file (TOML) to a validated `CalendarYear`: whatever is wrong is said with file, table and field."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.calendar import CalendarYear, Closure, ClosureKind, Season, Span, Week

Value = TypeVar("Value")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# All three must be there, if empty: a list that was forgotten looks like a year without holidays.
CLOSURES = {
    "national_holidays": ClosureKind.NATIONAL_HOLIDAY,
    "joint_leave": ClosureKind.JOINT_LEAVE,
    "local_closures": ClosureKind.LOCAL_CLOSURE,
}
FIELDS = frozenset({"year", "version", "zone", "decree", "decided_at", "provisional", "hours", "seasons", *CLOSURES})

_SPAN = re.compile(r"([0-9]{2})\.([0-9]{2})-([0-9]{2})\.([0-9]{2})")


class BadCalendar(ValueError):
    """A calendar file that cannot be used. The message names the file, the table and the field."""


def parse_calendar(text: str, file: str) -> CalendarYear:
    """Return the calendar year that `text` describes, or raise `BadCalendar`; `file` is only named in the message."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadCalendar(f"{file}: this is not TOML: {error}") from error
    return _calendar_year(_Table(file, data))


@dataclass(frozen=True, slots=True)
class _Table:
    """A TOML table that knows where it stands, so that each complaint can say so."""

    where: str
    data: Mapping[str, object]

    def get(self, field: str, kind: type[Value]) -> Value:
        value = self.data.get(field)
        if type(value) is kind:  # exactly: True is an int and a datetime is a date
            return value
        raise self.bad(field, f"must be given, as {kind.__name__}")

    def text(self, field: str) -> str:
        if value := self.get(field, str).strip():
            return value
        raise self.bad(field, "must not be empty")

    def values(self, field: str) -> list[object]:
        return [*self.get(field, list)]

    def table(self, field: str) -> "_Table":
        data: dict[str, object] = {**self.get(field, dict)}
        return _Table(f"{self.where}, {field}", data)

    def only(self, fields: Iterable[str]) -> None:
        for field in sorted(self.data.keys() - fields):
            raise self.bad(field, f"is not known here; known are {', '.join(sorted(fields))}")

    def bad(self, field: str, what: str) -> BadCalendar:
        return BadCalendar(f"{self.where}: {field} {what}")


def _calendar_year(top: _Table) -> CalendarYear:
    top.only(FIELDS)
    year = _between(top, "year", 1970, 9998)  # the next year must still be a year
    return CalendarYear(
        year=year,
        version=_between(top, "version", 1, 9999),
        zone=_zone(top),
        decree=top.text("decree"),
        decided_at=_instant(top, "decided_at"),
        provisional=top.get("provisional", bool),
        week=_week(top.table("hours")),
        seasons=_seasons(top, year),
        closures=_closures(top, year),
    )


def _between(table: _Table, field: str, low: int, high: int) -> int:
    value = table.get(field, int)
    if low <= value <= high:
        return value
    raise table.bad(field, f"is {value}, but must be from {low} to {high}")


def _zone(top: _Table) -> ZoneInfo:
    name = top.text("zone")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; no name of a zone; a folder of them
        raise top.bad("zone", f'"{name}" is no zone of the IANA database') from None


def _instant(table: _Table, field: str) -> datetime:
    value = table.get(field, datetime)
    if value.tzinfo:
        return value
    raise table.bad(field, "must have an offset, such as 2025-09-19T00:00:00+08:00")


def _week(table: _Table) -> Week:
    table.only(WEEKDAYS)
    return tuple(_spans(table, weekday) for weekday in WEEKDAYS)


def _spans(table: _Table, weekday: str) -> tuple[Span, ...]:
    spans = tuple(_span(table, weekday, each) for each in table.values(weekday))
    clocks = [clock for span in spans for clock in span]
    if any(later <= earlier for earlier, later in pairwise(clocks)):
        raise table.bad(weekday, "must run forward: each opening before its closing, a break after it")
    return spans


def _span(table: _Table, weekday: str, written: object) -> Span:
    found = _SPAN.fullmatch(written) if isinstance(written, str) else None
    try:
        if found:
            hour, minute, to_hour, to_minute = map(int, found.groups())
            return time(hour, minute), time(to_hour, to_minute)
    except ValueError:  # a clock such as 25.00: the same complaint
        pass
    raise table.bad(weekday, f'has {written!r}, but spans are written like "07.30-12.00"')


def _seasons(top: _Table, year: int) -> tuple[Season, ...]:
    listed = top.values("seasons") if "seasons" in top.data else []
    numbered = _Table(f"{top.where}, seasons", {str(n): each for n, each in enumerate(listed, 1)})
    seasons = tuple(_season(numbered.table(n), year) for n in numbered.data)
    for before, after in pairwise(sorted(seasons, key=lambda season: season.first)):
        if after.first <= before.last:
            raise top.bad("seasons", f"overlap: {before.name} and {after.name}")
    return seasons


def _season(table: _Table, year: int) -> Season:
    table.only(("name", "first", "last", "hours"))
    first, last = (_in_year(table, field, table.get(field, date), year) for field in ("first", "last"))
    if last < first:
        raise table.bad("last", f"is {last}, before first, {first}")
    return Season(name=table.text("name"), first=first, last=last, week=_week(table.table("hours")))


def _closures(top: _Table, year: int) -> tuple[Closure, ...]:
    closures: dict[date, Closure] = {}
    for field, kind in CLOSURES.items():
        table = top.table(field)
        for key in table.data:
            day = _day(table, key, year)
            if day in closures:
                raise table.bad(key, f"is closed already, as {closures[day].name}")
            closures[day] = Closure(day=day, kind=kind, name=table.text(key))
    return tuple(closures[day] for day in sorted(closures))


def _day(table: _Table, key: str, year: int) -> date:
    try:
        day = date.fromisoformat(key)
    except ValueError:
        raise table.bad(key, "is not a date; days are written like 2026-01-01") from None
    return _in_year(table, key, day, year)


def _in_year(table: _Table, field: str, day: date, year: int) -> date:
    if day.year == year:
        return day
    raise table.bad(field, f"is not in {year}: {day}")

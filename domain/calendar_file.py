"""A calendar file (TOML) to a validated `CalendarYear`: whatever is wrong is said with file, table and field."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.calendar import CalendarYear
from domain.written_calendar import (
    CLOSURES,
    WEEKDAYS,
    NamedDay,
    WrittenHours,
    WrittenSeason,
    WrittenYear,
    faults_of,
    read_year,
)

Value = TypeVar("Value")

# The lists of closures must be there, if empty: one that was forgotten looks like a year without holidays.
FIELDS = frozenset({"year", "version", "zone", "decree", "decided_at", "provisional", "hours", "seasons", *CLOSURES})


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
        return self.get(field, str).strip()

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
    version, zone, written = _version(top), _zone(top), _written(top)
    for fault in faults_of(written):
        raise BadCalendar(f"{top.where}, {_place(fault.pointer)}: {fault.message.en}")
    return read_year(written, version=version, zone=zone)


def _version(top: _Table) -> int:
    version = top.get("version", int)
    if 1 <= version <= 9999:
        return version
    raise top.bad("version", f"is {version}, but must be from 1 to 9999")


def _zone(top: _Table) -> ZoneInfo:
    name = top.text("zone")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; no name of a zone; a folder of them
        raise top.bad("zone", f'"{name}" is no zone of the IANA database') from None


def _written(top: _Table) -> WrittenYear:
    return WrittenYear(
        year=top.get("year", int),
        decree=top.text("decree"),
        decided_at=_instant(top, "decided_at"),
        provisional=top.get("provisional", bool),
        hours=_hours(top.table("hours")),
        seasons=_seasons(top),
        **{field: _days(top.table(field)) for field in CLOSURES},
    )


def _instant(table: _Table, field: str) -> datetime:
    value = table.get(field, datetime)
    if value.tzinfo:
        return value
    raise table.bad(field, "must have an offset, such as 2025-09-19T00:00:00+08:00")


def _hours(table: _Table) -> WrittenHours:
    table.only(WEEKDAYS)
    return WrittenHours(**{weekday: _spans(table, weekday) for weekday in WEEKDAYS})


def _spans(table: _Table, weekday: str) -> tuple[str, ...]:
    listed = table.values(weekday)
    numbered = _Table(f"{table.where}, {weekday}", {str(n): each for n, each in enumerate(listed, 1)})
    return tuple(numbered.get(n, str) for n in numbered.data)


def _seasons(top: _Table) -> tuple[WrittenSeason, ...]:
    listed = top.values("seasons") if "seasons" in top.data else []
    numbered = _Table(f"{top.where}, seasons", {str(n): each for n, each in enumerate(listed, 1)})
    return tuple(_season(numbered.table(n)) for n in numbered.data)


def _season(table: _Table) -> WrittenSeason:
    table.only(("name", "first", "last", "hours"))
    return WrittenSeason(
        name=table.text("name"),
        first=table.get("first", date),
        last=table.get("last", date),
        hours=_hours(table.table("hours")),
    )


def _days(table: _Table) -> tuple[NamedDay, ...]:
    return tuple(NamedDay(day=_day(table, key), name=table.text(key)) for key in table.data)


def _day(table: _Table, key: str) -> date:
    try:
        return date.fromisoformat(key)
    except ValueError:
        raise table.bad(key, "is not a date; days are written like 2026-01-01") from None


def _place(pointer: str) -> str:
    """`/seasons/0/hours/monday` to `seasons, 1, hours, monday`: people count from one."""
    steps = pointer.strip("/").split("/")
    return ", ".join(str(int(step) + 1) if step.isdigit() else step for step in steps)

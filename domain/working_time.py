"""Standard times of the SOP, counted in working time: minutes of open office, days to the close of business.

Instants are aware, cut to whole seconds, and come back in UTC. Outside the published years everything here
raises BeyondCalendar, but what has been spent: nobody can have spent working time there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.calendar import Calendar

_INDONESIAN = re.compile(
    r"(?:([0-9]{1,4}) hari(?: |$))?(?:([0-9]{1,4}) jam(?: |$))?(?:([0-9]{1,4}) menit)?", re.IGNORECASE
)

# Working days, hours and minutes only: a week, a month or half an hour of them is no standard of an SOP.
_ISO = re.compile(r"P(?:([0-9]{1,4})D)?(?:T(?=[0-9])(?:([0-9]{1,4})H)?(?:([0-9]{1,4})M)?)?")


class UnreadableStandard(ValueError):
    """A standard time that is not a positive amount of days, hours and minutes in the SOP's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A standard time (mutu baku, waktu): working days, then working minutes. One hour is 60 of these minutes."""

    days: int = 0
    minutes: int = 0

    def __post_init__(self) -> None:
        if self.days < 0 or self.minutes < 0:
            raise UnreadableStandard(f"a standard time is not negative: {self.days} days, {self.minutes} minutes")

    @classmethod
    def parse(cls, text: str) -> "Standard":
        """Return the standard of the SOP's words, such as "4 Hari 1 Jam 13 Menit"; raise UnreadableStandard."""
        found = _INDONESIAN.fullmatch(" ".join(text.split()))
        days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
        if not days + hours + minutes:
            raise UnreadableStandard(f'"{text}" is not a standard time; write it like "4 Hari 1 Jam 13 Menit"')
        return cls(days=days, minutes=60 * hours + minutes)

    @classmethod
    def from_iso(cls, text: str) -> "Standard":
        """Return the standard of a duration as `iso` writes it, such as "P4DT1H13M"; raise UnreadableStandard."""
        found = _ISO.fullmatch(text)
        days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
        if not days + hours + minutes:
            raise UnreadableStandard(f'"{text}" is not a standard time; write it like "P4D", "PT10M" or "P4DT1H13M"')
        return cls(days=days, minutes=60 * hours + minutes)

    @property
    def iso(self) -> str:
        """ISO 8601 duration: "PT10M", "P4D", "P4DT1H13M"; its days are working days."""
        hours, minutes = divmod(self.minutes, 60)
        clock = _amounts("{}{}", (hours, "H"), (minutes, "M"))
        day = _amounts("{}{}", (self.days, "D"))
        return f"P{day}T{clock}" if clock else f"P{day or 'T0M'}"

    def __str__(self) -> str:
        hours, minutes = divmod(self.minutes, 60)
        return _amounts("{} {} ", (self.days, "Hari"), (hours, "Jam"), (minutes, "Menit")).rstrip() or "0 Menit"

    def __add__(self, other: "Standard") -> "Standard":
        return Standard(days=self.days + other.days, minutes=self.minutes + other.minutes)

    def __sub__(self, other: "Standard") -> "Standard":
        """Return what is left of the days and of the minutes, at least none. No day is broken into minutes."""
        return Standard(days=max(0, self.days - other.days), minutes=max(0, self.minutes - other.minutes))


class State(StrEnum):
    """How a visit that is not over stands against its standard."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


def received(at: datetime, calendar: Calendar) -> datetime:
    """Return when a file that arrives `at` counts as received: at once in working time, or at the next opening."""
    return calendar.instant(calendar.opening(calendar.second(at)))


def add(start: datetime, seconds: int, *, calendar: Calendar) -> datetime:
    """Return the first instant, not before `start`, at which so many working seconds have passed since `start`."""
    return calendar.instant(_add(calendar.second(start), seconds, calendar))


def between(start: datetime, end: datetime, *, calendar: Calendar) -> int:
    """Return the working seconds from `start` to `end`, negative when `end` is the earlier."""
    return calendar.worked(calendar.second(end)) - calendar.worked(calendar.second(start))


def spent(start: datetime, end: datetime, *, calendar: Calendar) -> int:
    """Return the working seconds from `start` to `end` that lie in the published years."""
    return calendar.worked(calendar.within(end)) - calendar.worked(calendar.within(start))


def spans_spent(start: datetime, end: datetime, *, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield the working spans that make up `spent`, in order."""
    for opens, closes in calendar.spans_between(calendar.within(start), calendar.within(end)):
        yield calendar.instant(opens), calendar.instant(closes)


def due(start: datetime, standard: Standard, *, calendar: Calendar) -> datetime:
    """Return when a file that arrives at `start` is due; it is on time up to and including that second.

    Days come first: the day of receipt is day 0, and the n-th working day after it ends at its close. Minutes
    are working minutes from there, so that those of a mixed standard begin with the next opening.
    """
    second = calendar.opening(calendar.second(start))
    if standard.days:
        second = calendar.closing(second, days=standard.days)
    return calendar.instant(_add(second, 60 * standard.minutes, calendar))


def remaining(now: datetime, due: datetime, *, calendar: Calendar) -> int:
    """Return the working seconds left until `due`, negative when overdue (0 until the office opens again)."""
    return between(now, due, calendar=calendar)


def due_soon_at(start: datetime, due: datetime, *, calendar: Calendar) -> datetime:
    """Return the first instant at which 75 % of the working time from `start` to `due` is used."""
    return add(start, -(-between(start, due, calendar=calendar) * 3 // 4), calendar=calendar)


def state(now: datetime, *, start: datetime, due: datetime, calendar: Calendar) -> State:
    """Return how a visit that arrived at `start` and is due at `due` stands at `now`."""
    if calendar.second(now) > calendar.second(due):
        return State.OVERDUE
    if now >= due_soon_at(start, due, calendar=calendar):
        return State.DUE_SOON
    return State.ON_TIME


def _add(second: int, worked: int, calendar: Calendar) -> int:
    if worked < 0:
        raise ValueError(f"working time is added forwards, not {worked} seconds")
    return calendar.reached(calendar.worked(second) + worked) if worked else second


def _amounts(form: str, *parts: tuple[int, str]) -> str:
    return "".join(form.format(amount, unit) for amount, unit in parts if amount)

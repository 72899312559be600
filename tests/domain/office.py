"""The office's own calendars, and its clock: the time language of the domain tests."""

from datetime import datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.calendar import Calendar, CalendarYear, Span
from domain.calendar_file import parse_calendar

CALENDARS = Path(__file__).parents[2] / "domain" / "calendars"
WITA = ZoneInfo("Asia/Makassar")


@cache
def published(year: int) -> CalendarYear:
    return parse_calendar((CALENDARS / f"{year}.toml").read_text(), f"{year}.toml")


@cache
def calendar(*years: int) -> Calendar:
    return Calendar(map(published, years))


def wita(text: str) -> datetime:
    """Return the instant of a local time such as "2026-03-13 09:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


def clock(text: str) -> tuple[Span, ...]:
    """Return the spans of "07.30-12.00 13.00-16.00"."""
    opens_and_closes = [span.split("-") for span in text.split()]
    return tuple((_time(opens), _time(closes)) for opens, closes in opens_and_closes)


def _time(text: str) -> time:
    return time.fromisoformat(text.replace(".", ":"))


NORMAL, NORMAL_FRIDAY = clock("07.30-12.00 13.00-16.00"), clock("07.30-11.30 13.00-16.30")
RAMADAN, RAMADAN_FRIDAY = clock("08.00-12.00 12.30-15.00"), clock("08.00-11.30 12.30-15.30")

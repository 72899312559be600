"""The office's own calendars, and its clock: the time language of the domain tests."""

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.calendar import Calendar, CalendarYear
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

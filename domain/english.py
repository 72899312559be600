"""Dates as the office's English sentences write them: the letters' second language, for readers from elsewhere."""

from datetime import date, datetime, time, timedelta

from domain.indonesian import WITA

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def date_text(day: date) -> str:
    """Return "27 August 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_text(at: datetime) -> str:
    """Return "27 August 2026 at 09:14 WITA" for an aware `at` of any zone."""
    local = at.astimezone(WITA)
    return f"{date_text(local)} at {local:%H:%M} WITA"


def last_text(end: datetime) -> str:
    """Return "the end of 27 August 2026" for an end at midnight; else the moment."""
    local = end.astimezone(WITA)
    return f"the end of {date_text(local - timedelta(days=1))}" if local.time() == time.min else moment_text(end)


def short_text(at: datetime) -> str:
    """Return "27 Aug 2026 09:14", for a column that names the zone."""
    local = at.astimezone(WITA)
    return f"{local.day} {MONTHS[local.month - 1][:3]} {local:%Y %H:%M}"

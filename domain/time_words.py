"""Instants, amounts of working time and standards in words, as people of the office read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from domain.english import MONTHS
from domain.indonesian import date_text, day_name
from domain.refusals import Sentence
from domain.working_time import Standard


def instant_words(at: datetime, zone: ZoneInfo) -> Sentence:
    """Return "Senin, 23 November 2026 pukul 09.14.03 WITA", seconds only where there are any."""
    local = at.astimezone(zone)
    clock = f"{local:%H.%M.%S}" if local.second else f"{local:%H.%M}"
    return Sentence(
        f"{day_name(local)}, {date_text(local)} pukul {clock} {local.tzname()}",
        f"{_ENGLISH_DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year} "
        f"at {clock} {local.tzname()}",
    )


def seconds_words(seconds: int) -> Sentence:
    """Return "3 jam 12 menit 4 detik"."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    amounts = [(hours, "jam", "h"), (minutes, "menit", "min"), (rest, "detik", "s")]
    told = [each for each in amounts if each[0]] or amounts[-1:]
    return Sentence(
        " ".join(f"{amount} {unit}" for amount, unit, _ in told),
        " ".join(f"{amount} {unit}" for amount, _, unit in told),
    )


def standard_words(standard: Standard) -> Sentence:
    """Return the standard as the SOP writes it, and in English."""
    hours, minutes = divmod(standard.minutes, 60)
    amounts = (standard.days, "working day"), (hours, "hour"), (minutes, "minute")
    told = [f"{amount} {unit}{'s' * (amount > 1)}" for amount, unit in amounts if amount]
    return Sentence(str(standard), " ".join(told) or "0 minutes")


_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

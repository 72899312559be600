"""Signals that somebody may have played with the clock: each one a question for an auditor, never an answer.

The rules see times, hashes of documents and who took what. They accuse nobody: each signal has innocent explanations.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.calendar import Calendar
from domain.working_time import Standard, between, due

ENOUGH_HOLDS = 2


class SignalKind(StrEnum):
    """What an auditor may want to look at.

    A file sent back in the last stretch of its standard time; a deficiency that could have been named rounds before; a
    file taken from the queue and put back untouched, again and again or for longer than the step may take.
    """

    RETURNED_JUST_BEFORE_DUE = "returned_just_before_due"
    LATE_DEFICIENCY = "late_deficiency"
    CLAIM_AND_RELEASE = "claim_and_release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Somebody took a file and gave it back, with no act in between."""

    claimed_at: datetime
    released_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What is handed in for a requirement, by its hashes, and the round since which it has been just this."""

    hashes: tuple[str, ...]
    since: int


def last_stretch(total: int) -> int:
    """Return how many working seconds before its due time a visit of `total` working seconds is in its last stretch.

    A tenth; where that is less than two minutes (standards under twenty minutes), a fifth, but at most two minutes. So
    it is 2 minutes of 10, 1 minute of 5, and 3 hours of 30.
    """
    return max(total // 10, min(total // 5, 120))


def left_just_before_due(at: datetime, *, entered_at: datetime, due_at: datetime, calendar: Calendar) -> int | None:
    """Return the working seconds that were left when a file was sent back in the last stretch; else None.

    After the due time there is nothing left to save, so that is no signal.
    """
    if calendar.second(at) > calendar.second(due_at):
        return None
    left = between(at, due_at, calendar=calendar)
    return left if left <= last_stretch(between(entered_at, due_at, calendar=calendar)) else None


def handed_in(before: Mapping[str, Handed], documents: Mapping[str, tuple[str, ...]], round_: int) -> dict[str, Handed]:
    """Return what lies in the file after the submission of `round_`: `documents` are its hashes by requirement."""
    return {
        requirement: _unchanged(before.get(requirement), hashes) or Handed(hashes=hashes, since=round_)
        for requirement, hashes in documents.items()
    }


def late_deficiencies(
    requirements: Iterable[str], handed: Mapping[str, Handed], raised: Collection[str], round_: int
) -> tuple[str, ...]:
    """Return the `requirements` that are objected to for the first time in `round_` and were the same a round before.

    `raised` were objected to in earlier rounds: whoever repeats an objection does not raise it late.
    """
    return tuple(
        requirement
        for requirement in dict.fromkeys(requirements)
        if requirement not in raised and requirement in handed and handed[requirement].since < round_
    )


def is_claim_and_release(holds: Sequence[Hold], standard: Standard, *, calendar: Calendar) -> bool:
    """Whether one person's `holds` within one visit are a signal: two or more, or one longer than the step may take."""
    return len(holds) >= ENOUGH_HOLDS or any(_too_long(hold, standard, calendar) for hold in holds)


def held_seconds(holds: Iterable[Hold], *, calendar: Calendar) -> int:
    """Return the working seconds for which nobody else could act."""
    return sum(between(hold.claimed_at, hold.released_at, calendar=calendar) for hold in holds)


def _unchanged(before: Handed | None, hashes: tuple[str, ...]) -> Handed | None:
    return before if before and before.hashes == hashes else None


def _too_long(hold: Hold, standard: Standard, calendar: Calendar) -> bool:
    return calendar.second(hold.released_at) > calendar.second(due(hold.claimed_at, standard, calendar=calendar))

"""What happened in the office, to no permit: past tense, immutable, never renamed; and the envelope of such facts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.actor import Actor
from domain.written_calendar import NamedDay, WrittenHours, WrittenSeason


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPublished:
    """A version of one calendar year was published, whole; it is known from `decided_at`, the day of its decree."""

    year: int
    version: int
    zone: str
    decree: str
    decided_at: datetime
    provisional: bool
    hours: WrittenHours
    seasons: tuple[WrittenSeason, ...]
    national_holidays: tuple[NamedDay, ...]
    joint_leave: tuple[NamedDay, ...]
    local_closures: tuple[NamedDay, ...]


OfficeFact = CalendarPublished
OFFICE_FACTS: tuple[type[OfficeFact], ...] = (CalendarPublished,)
OFFICE_TOPICS = frozenset(fact.__name__ for fact in OFFICE_FACTS)
"""The names under which these facts are stored: whoever follows permits passes over them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeEvent:
    """A fact with its place in history. Beside a permit's it has no SOP, no step and no round."""

    originator_id: UUID
    originator_version: int
    at: datetime
    by: Actor
    command_id: UUID
    correlation: str | None
    fact: OfficeFact

"""What happened in the office, to no permit: past tense, immutable, never renamed; and the envelope of such facts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import get_args
from uuid import UUID

from domain.actor import Actor, Role
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerAppointed:
    """A person was appointed to a post from `since` on; `nip` is their civil servant's number, where they have one."""

    post: Role
    sub: str
    name: str
    nip: str | None
    order_number: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRelieved:
    """A person's term at a post ends at `until`, by an order of its own."""

    post: Role
    sub: str
    order_number: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerAbsent:
    """A holder of a post will be away (leave, duty travel): nobody loses authority by it, but others should know."""

    post: Role
    sub: str
    since: datetime
    until: datetime
    reason: str


class MandateKind(StrEnum):
    """UU 30/2014 Pasal 14: whose holder is gone for good (pelaksana tugas), or away for a time (pelaksana harian)."""

    PLT = "plt"
    PLH = "plh"


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateGiven:
    """A person acts for a post from `since` to before `until`, by an order (surat perintah) of the superior."""

    mandate: UUID
    post: Role
    kind: MandateKind
    sub: str
    name: str
    nip: str | None
    order_number: str
    order_date: date
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateEnded:
    """A mandate ended before its day. It is over from the moment of the event on."""

    mandate: UUID
    reason: str


PostFact = OfficerAppointed | OfficerRelieved | OfficerAbsent | MandateGiven | MandateEnded
OfficeFact = CalendarPublished | PostFact
OFFICE_FACTS: tuple[type[OfficeFact], ...] = get_args(OfficeFact)
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

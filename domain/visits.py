"""Where a file was, and from when to when: its visits, from its events alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.actor import Role
from domain.events import Event, Routed, Submitted

FIRST_STEP = 1
DECISION = "Signed"
ENDS = frozenset({"Delivered", "Withdrawn", "Lapsed", "Revoked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Of a `Submitted`: which round it opened, by whom, and when drafting began."""

    round: int
    role: Role
    started_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Of a `Routed`: where the file went."""

    to_step: int
    to_role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """As much of an event as time is counted from; its `fact` by name. A trail that masks all else still has it."""

    version: int
    at: datetime
    fact: str
    motion: Sent | Moved | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The stay of a file at one step. It has no `left_at` while it lasts.

    `opened_by` and `closed_by` are the versions of the events that did so.
    """

    step: int
    role: Role
    round: int
    entered_at: datetime
    left_at: datetime | None = None
    opened_by: int = field(default=0, compare=False)
    closed_by: int | None = field(default=None, compare=False)

    @property
    def is_repair(self) -> bool:
        """Whether the file is back with its applicant; drafting it belongs to the first round."""
        return self.step == FIRST_STEP and self.round > 1


def marks(events: Iterable[Event]) -> Iterator[Mark]:
    """Yield the mark of each event."""
    for event in events:
        yield Mark(
            version=event.originator_version,
            at=event.at,
            fact=type(event.fact).__name__,
            motion=_motion(event),
        )


def visits(events: Iterable[Event]) -> tuple[Visit, ...]:
    """Return the visits of one application, in order, from all its events."""
    return visits_of(marks(events))


def visits_of(history: Iterable[Mark]) -> tuple[Visit, ...]:
    """Return the visits of one application, in order.

    A visit runs from the `Routed` that brought the file to the one, or to the end, that took it away. Step 1
    begins before there is a file, at `started_at`, where that is given. A file sent back to step 1 is being
    repaired, which belongs to the coming round; there the applicant's time runs from the way back.
    """
    stays: list[Visit] = []
    present: Visit | None = None
    this_round = 0
    for mark in history:
        match mark.motion:
            case Sent() as sent:
                this_round = sent.round
                present = present or _drafting(mark, sent)
            case Moved() as moved:
                stays += _left(present, mark)
                present = Visit(
                    step=moved.to_step,
                    role=moved.to_role,
                    round=this_round + (moved.to_step == FIRST_STEP),
                    entered_at=mark.at,
                    opened_by=mark.version,
                )
            case None if mark.fact in ENDS:
                stays += _left(present, mark)
                present = None
            case _:
                pass
    return (*stays, present) if present else tuple(stays)


def _motion(event: Event) -> Sent | Moved | None:
    match event.fact:
        case Submitted() as fact:
            return Sent(round=fact.round, role=event.by.role, started_at=fact.started_at)
        case Routed() as fact:
            return Moved(to_step=fact.to_step, to_role=fact.to_role)
        case _:
            return None


def _drafting(mark: Mark, sent: Sent) -> Visit | None:
    if sent.started_at is None:
        return None
    # The applicant's own device says when drafting began; its clock may run ahead of ours.
    began = min(sent.started_at, mark.at)
    return Visit(step=FIRST_STEP, role=sent.role, round=sent.round, entered_at=began, opened_by=mark.version)


def _left(visit: Visit | None, mark: Mark) -> tuple[Visit, ...]:
    return (replace(visit, left_at=mark.at, closed_by=mark.version),) if visit else ()

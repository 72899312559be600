"""Where the time of an application went: visits and due dates, from its events, the calendar and the SOP alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.actor import Role
from domain.calendar import BeyondCalendar, Calendar
from domain.events import Delivered, Event, Lapsed, Revoked, Routed, Submitted, Withdrawn
from domain.working_time import Standard, due

FIRST_STEP = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The stay of a file at one step. It has no `left_at` while it lasts."""

    step: int
    role: Role
    round: int
    entered_at: datetime
    left_at: datetime | None = None


def visits(events: Iterable[Event]) -> tuple[Visit, ...]:
    """Return the visits of one application, in order, from all its events.

    A visit runs from the `Routed` that brought the file to the one, or to the end, that took it away. Step 1
    begins before there is a file, at `started_at`, where that is given. A file sent back to step 1 is being
    repaired, which belongs to the coming round; there the applicant's time runs from the way back.
    """
    stays: list[Visit] = []
    present: Visit | None = None
    this_round = 0
    for event in events:
        match event.fact:
            case Submitted() as fact:
                this_round = fact.round
                present = present or _drafting(event, fact)
            case Routed() as fact:
                stays += _left(present, event.at)
                present = Visit(
                    step=fact.to_step,
                    role=fact.to_role,
                    round=this_round + (fact.to_step == FIRST_STEP),
                    entered_at=event.at,
                )
            case Delivered() | Withdrawn() | Lapsed() | Revoked():
                stays += _left(present, event.at)
                present = None
            case _:
                pass
    return (*stays, present) if present else tuple(stays)


def visit_due(visit: Visit, standards: Mapping[int, Standard], *, calendar: Calendar) -> datetime | None:
    """Return when the visit is due by the standard of its step (`standards` by row number), as `due_if_published`."""
    return due_if_published(visit.entered_at, standards[visit.step], calendar=calendar)


def promise(calendar: Calendar, submitted_at: datetime, total: Standard) -> datetime | None:
    """Return the date for the receipt (tanda terima), or None where the calendar is not published so far.

    `total` is what the SOP promises (its declared total less step 1, which the applicant spends before
    submitting); it counts from the latest submission.
    """
    return due_if_published(submitted_at, total, calendar=calendar)


def due_if_published(start: datetime, standard: Standard, *, calendar: Calendar) -> datetime | None:
    """Return when a file that arrives at `start` is due, or None where the calendar is not published so far."""
    try:
        return due(start, standard, calendar=calendar)
    except BeyondCalendar:
        return None


def _drafting(event: Event, fact: Submitted) -> Visit | None:
    if fact.started_at is None:
        return None
    # The applicant's own device says when drafting began; its clock may run ahead of ours.
    began = min(fact.started_at, event.at)
    return Visit(step=FIRST_STEP, role=event.by.role, round=fact.round, entered_at=began)


def _left(visit: Visit | None, at: datetime) -> tuple[Visit, ...]:
    return (replace(visit, left_at=at),) if visit else ()

"""When the clock is to speak: the rungs that are still to come for a file as it stands, and when it would lapse.

Computed, never stored: what was fired is a fact, what will be is arithmetic on SOP and calendar. Where the calendar is
not published, nothing fires.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.actor import OFFICERS, Role
from domain.calendar import Calendar
from domain.ladder import Fired, Rung, recipients
from domain.permit import Permit, Status
from domain.repair import repair_end
from domain.sla import due_if_published
from domain.sop import Row, Sop
from domain.working_time import Standard, due_soon_at

ONE_DAY = Standard(days=1)
# A file is on time up to and including the second in which it is due.
ONE_SECOND = timedelta(seconds=1)
WITH_THE_OFFICE = frozenset({Status.SUBMITTED, Status.IN_PROCESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that the clock looks at. `fired` are the rungs of this visit, and the legal ones of this submission."""

    step: int
    status: Status
    entered_at: datetime
    submitted_at: datetime
    fired: frozenset[Fired]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A rung that is to fire `at`, because of what is due at `due_at`."""

    at: datetime
    rung: Rung
    nth: int
    to: tuple[Role, ...]
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """What is still to come while nobody acts: `alarms`, lowest first, and after all of them the end of the file."""

    alarms: tuple[Alarm, ...]
    lapses_at: datetime | None

    @property
    def next_at(self) -> datetime | None:
        return self.alarms[0].at if self.alarms else self.lapses_at


def standing_of(permit: Permit) -> Standing:
    """Return how a file that is not finished stands before the clock."""
    assert permit.step is not None, "the clock has nothing to do with a finished file"
    return Standing(
        step=permit.step,
        status=permit.status,
        entered_at=permit.entered_at,
        submitted_at=permit.submitted_at,
        fired=permit.fired,
    )


def ladder(standing: Standing, sop: Sop, calendar: Calendar) -> Ladder:
    """Return what is still to come, in order of time."""
    row = sop.row(standing.step)
    end = _end_of_repair(standing, row, sop, calendar)
    every = [
        *_of_the_desk(standing, row, sop, calendar),
        *(_of_the_repair(standing, sop, end, calendar) if end else ()),
        *_of_the_law(standing, row, sop, calendar),
    ]
    coming = (alarm for alarm in every if (alarm.rung, alarm.nth) not in standing.fired)
    return Ladder(
        alarms=tuple(sorted(coming, key=lambda alarm: alarm.at)),
        lapses_at=end + ONE_SECOND if end else None,
    )


def _of_the_desk(standing: Standing, row: Row, sop: Sop, calendar: Calendar) -> Iterator[Alarm]:
    """An officer is told before and after the file is due, the supervisor once it has been overdue for a while."""
    due_at = due_if_published(standing.entered_at, row.standard, calendar=calendar)
    if row.role not in OFFICERS or due_at is None:
        return
    yield _alarm(due_soon_at(standing.entered_at, due_at, calendar=calendar), Rung.DUE_SOON, row, due_at)
    yield _alarm(due_at + ONE_SECOND, Rung.OVERDUE, row, due_at)
    escalated_at = due_if_published(due_at, sop.escalate_after, calendar=calendar)
    if escalated_at:
        yield _alarm(escalated_at, Rung.ESCALATED, row, due_at)


def _end_of_repair(standing: Standing, row: Row, sop: Sop, calendar: Calendar) -> datetime | None:
    """Return when the file lapses, None where it lies with nobody for repair or nothing lapses."""
    if standing.status is not Status.REJECTED:
        return None
    return repair_end(standing.entered_at, row, sop, calendar)


def _of_the_repair(standing: Standing, sop: Sop, end: datetime, calendar: Calendar) -> Iterator[Alarm]:
    """The applicant is reminded as the working day opens with which so many are left: with one, on the last."""
    received = calendar.opening(calendar.second(standing.entered_at))
    row = sop.row(standing.step)
    for nth, left in enumerate(sop.repair_reminders, 1):
        day_before = calendar.closing(received, days=sop.repair_days - left)
        yield _alarm(calendar.instant(calendar.opening(day_before)), Rung.REPAIR_REMINDER, row, end, nth=nth)


def _of_the_law(standing: Standing, row: Row, sop: Sop, calendar: Calendar) -> Iterator[Alarm]:
    """A day before silence becomes consent, and when it has: told and never acted upon (UU 30/2014 Pasal 53)."""
    if standing.status not in WITH_THE_OFFICE:
        return
    due_at = due_if_published(standing.submitted_at, sop.legal_limit, calendar=calendar)
    near_at = due_if_published(standing.submitted_at, sop.legal_limit - ONE_DAY, calendar=calendar)
    if due_at and near_at:
        yield _alarm(near_at, Rung.LEGAL_NEAR, row, due_at)
        yield _alarm(due_at + ONE_SECOND, Rung.LEGAL_PASSED, row, due_at)


def _alarm(at: datetime, rung: Rung, row: Row, due_at: datetime, *, nth: int = 1) -> Alarm:
    return Alarm(at=at, rung=rung, nth=nth, to=recipients(rung, row.role), due_at=due_at)

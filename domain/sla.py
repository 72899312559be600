"""What became of an application's time: a pure function of its events, the calendar and the SOP.

The rules are those of the design, 6. Nothing here is stored: who asks again by another calendar gets another answer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile

from domain.actor import Role
from domain.calendar import BeyondCalendar, Calendar
from domain.events import Event
from domain.publications import Knowledge, Publications
from domain.sop import Sop
from domain.visits import DECISION, ENDS, Mark, Sent, Visit, marks, visits_of
from domain.working_time import Standard, due, spent

CalendarAt = Callable[[datetime | None], Calendar]
"""From the instant at which something ended, None while it lasts, to the calendar by which it is judged."""


class Verdict(StrEnum):
    """How a visit or a line stands against its due date, or stood when it was over."""

    ON_TIME = "on_time"
    LATE = "late"
    RUNNING = "running"
    RUNNING_LATE = "running_late"


class LineName(StrEnum):
    """What the SOP declares, what its steps sum to, and what the law allows: none of them corrects another."""

    DECLARED = "declared"
    SUMMED = "summed"
    LEGAL = "legal"


class Clock(StrEnum):
    """What a line is compared with: the end of the walk, the decision, the way back to the applicant, or now."""

    ENDED = "ended"
    DECIDED = "decided"
    REPAIR = "repair"
    RUNS = "runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSla:
    """A visit by the standard of its step. `until` is when it was left, or the instant of the assessment.

    `lost_seconds` are the working seconds past the due date. Outside the published years there is neither a due
    date nor a verdict.
    """

    visit: Visit
    standard: Standard
    calendar: Calendar
    until: datetime
    due_at: datetime | None
    working_seconds: int
    lost_seconds: int
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A limit on the whole application, counted from its latest submission.

    `compared_at` is what is compared with the due date, and `clock` says why: the instant of the event `compared_by`,
    or where there is none, that of the assessment.
    """

    standard: Standard
    calendar: Calendar
    submitted: Mark
    clock: Clock
    compared_at: datetime
    compared_by: Mark | None
    due_at: datetime | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSla:
    """An application's time as of an instant. Each party's working seconds add up to `total_seconds`."""

    as_of: datetime
    marks: tuple[Mark, ...]
    visits: tuple[VisitSla, ...]
    parties: Mapping[Role, int]
    lines: Mapping[LineName, Line]

    @property
    def total_seconds(self) -> int:
        return sum(self.parties.values())


def assess(events: Iterable[Event], sop: Sop, calendar: Calendar, as_of: datetime) -> CaseSla:
    """Return the time of the application with these events, at least one of them by `as_of`."""
    return assess_marks(marks(events), sop, lambda _: calendar, as_of)


def calendar_known(knowledge: Knowledge, publications: Publications) -> CalendarAt:
    """Return by which calendar each visit and line is judged; what still lasts always by the newest."""
    if knowledge is Knowledge.NOW:
        return lambda _: publications.newest
    return lambda ended: publications.known_at(ended) if ended else publications.newest


def assess_marks(history: Iterable[Mark], sop: Sop, calendar_at: CalendarAt, as_of: datetime) -> CaseSla:
    """The same from marks alone, by a calendar for each visit and line."""
    seen = tuple(takewhile(lambda mark: mark.at <= as_of, history))
    at_hand = _AtHand(seen, visits_of(seen), sop, calendar_at, as_of)
    assessed = tuple(map(at_hand.visit, at_hand.stays))
    parties = dict.fromkeys((row.role for row in sop.rows), 0)
    for each in assessed:
        parties[each.visit.role] = parties.get(each.visit.role, 0) + each.working_seconds
    lines = {name: at_hand.line(name) for name in LineName}
    return CaseSla(as_of=as_of, marks=seen, visits=assessed, parties=parties, lines=lines)


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


def judged(at: datetime, due_at: datetime | None, *, is_over: bool) -> Verdict | None:
    """Return the verdict on what was over, or still lasted, `at`; it is on time in the whole second that is due."""
    if due_at is None:
        return None
    is_late = at.replace(microsecond=0) > due_at
    if is_over:
        return Verdict.LATE if is_late else Verdict.ON_TIME
    return Verdict.RUNNING_LATE if is_late else Verdict.RUNNING


def standards_of(sop: Sop) -> Mapping[LineName, Standard]:
    """Return how long each line is."""
    return {
        LineName.DECLARED: sop.promised_total,
        LineName.SUMMED: sop.summed_promise,
        LineName.LEGAL: sop.legal_limit,
    }


@dataclass(frozen=True, slots=True)
class _AtHand:
    """What an assessment is made from."""

    seen: tuple[Mark, ...]
    stays: tuple[Visit, ...]
    sop: Sop
    calendar_at: CalendarAt
    as_of: datetime

    def visit(self, visit: Visit) -> VisitSla:
        calendar, until = self.calendar_at(visit.left_at), visit.left_at or self.as_of
        standard = self.sop.row(visit.step).standard
        due_at = due_if_published(visit.entered_at, standard, calendar=calendar)
        return VisitSla(
            visit=visit,
            standard=standard,
            calendar=calendar,
            until=until,
            due_at=due_at,
            working_seconds=spent(visit.entered_at, until, calendar=calendar),
            lost_seconds=max(0, spent(due_at, until, calendar=calendar)) if due_at else 0,
            verdict=judged(until, due_at, is_over=visit.left_at is not None),
        )

    def line(self, name: LineName) -> Line:
        submitted = [mark for mark in self.seen if isinstance(mark.motion, Sent)][-1]
        stops = ENDS | {DECISION} if name is LineName.LEGAL else ENDS
        later = (mark for mark in self.seen if mark.version > submitted.version)
        stopped_by = next((mark for mark in later if mark.fact in stops), None)
        clock, compared_by = self._clock(submitted, stopped_by)
        compared_at = compared_by.at if compared_by else self.as_of
        calendar, standard = self.calendar_at(stopped_by.at if stopped_by else None), standards_of(self.sop)[name]
        due_at = due_if_published(submitted.at, standard, calendar=calendar)
        return Line(
            standard=standard,
            calendar=calendar,
            submitted=submitted,
            clock=clock,
            compared_at=compared_at,
            compared_by=compared_by,
            due_at=due_at,
            verdict=judged(compared_at, due_at, is_over=stopped_by is not None),
        )

    def _clock(self, submitted: Mark, stopped_by: Mark | None) -> tuple[Clock, Mark | None]:
        """The office's clock stands still while the file lies with its applicant for repair, even if it ends there."""
        last = self.stays[-1] if self.stays else None
        if last and last.is_repair and last.opened_by > submitted.version:
            return Clock.REPAIR, next(mark for mark in self.seen if mark.version == last.opened_by)
        if stopped_by is None:
            return Clock.RUNS, None
        return (Clock.DECIDED if stopped_by.fact == DECISION else Clock.ENDED), stopped_by

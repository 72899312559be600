"""What in the trail of a file took longer than it may: beside the order of its steps, and of another kind."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from domain.conformance import Deviation, Finding
from domain.deeds import Deed
from domain.sla import CalendarAt, CaseSla, Clock, LineName, Verdict, assess_marks
from domain.sop import Sop
from domain.visits import Mark, Moved, Sent

_LATE = frozenset({Verdict.LATE, Verdict.RUNNING_LATE})


def lateness(deeds: Sequence[Deed], sop: Sop, calendar_at: CalendarAt, as_of: datetime) -> tuple[Finding, ...]:
    """Return the visits that were too long, and the decision that is missing after the legal limit, by `as_of`.

    A trail that its SOP cannot place is not judged by its standards: there is nothing then.
    """
    rows = {row.no for row in sop.rows}
    moved = [deed for deed in deeds if deed.fact == "Routed"]
    begins = bool(deeds) and deeds[0].fact == "Submitted" and deeds[0].at <= as_of
    if not begins or any(deed.to_step not in rows or deed.to_role is None for deed in moved):
        return ()
    case = assess_marks(_marks(deeds), sop, calendar_at, as_of)
    return (*_late_visits(case, {deed.version: deed for deed in deeds}), *_undecided(case))


def _late_visits(case: CaseSla, deeds: dict[int, Deed]) -> Iterator[Finding]:
    """A visit is told at the event that ended it, by whoever did; one that lasts at the event that began it."""
    for each in case.visits:
        if each.verdict in _LATE:
            visit = each.visit
            ended = deeds[visit.closed_by] if visit.closed_by is not None else None
            told = ended or deeds[visit.opened_by]
            yield Finding(
                deviation=Deviation.LATE,
                version=told.version,
                fact=told.fact,
                at=told.at,
                step=visit.step,
                role=visit.role,
                sub=ended.sub if ended and ended.role is visit.role and visit.step != 1 else None,
            )


def _undecided(case: CaseSla) -> Iterator[Finding]:
    legal = case.lines[LineName.LEGAL]
    if legal.clock is Clock.RUNS and legal.verdict is Verdict.RUNNING_LATE:
        yield Finding(
            deviation=Deviation.NO_DECISION,
            version=legal.submitted.version,
            fact=legal.submitted.fact,
            at=legal.submitted.at,
            step=case.visits[-1].visit.step if case.visits else None,
        )


def _marks(deeds: Iterable[Deed]) -> Iterator[Mark]:
    for deed in deeds:
        yield Mark(version=deed.version, at=deed.at, fact=deed.fact, motion=_motion(deed))


def _motion(deed: Deed) -> Sent | Moved | None:
    if deed.fact == "Submitted":
        return Sent(round=deed.round or 1, role=deed.role, started_at=None)
    if deed.to_step is not None and deed.to_role is not None:
        return Moved(to_step=deed.to_step, to_role=deed.to_role)
    return None

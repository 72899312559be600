"""Why a figure of the SLA is what it is, so that somebody with the calendar and a pencil comes to the same.

What `sla` has computed is taken apart and put into words; no figure is made here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

from domain import explanation_texts as texts
from domain.calendar import BeyondCalendar, Calendar, CalendarYear, Closure
from domain.refusals import Sentence
from domain.sla import CaseSla, Clock, Line, LineName, Verdict, VisitSla
from domain.sop import Sop
from domain.time_words import instant_words, seconds_words, standard_words
from domain.visits import FIRST_STEP, Visit
from domain.working_time import Standard, due, received, spans_spent, spent


@dataclass(frozen=True, slots=True, kw_only=True)
class DueExplained:
    """How a due date comes about: when the file counts as received (None: nothing can be counted), and the rule.

    `working_days` are those that a standard in days counts. `days_off` would have been working days, but for what
    closed them; they and the `seasons` lie between receipt and the later of due date and end.
    """

    received_at: datetime | None
    rule: Sentence
    working_days: tuple[date, ...] = ()
    days_off: tuple[Closure, ...] = ()
    seasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitExplained:
    """`spans` are those that were counted, from and to: they add up to the visit's working seconds."""

    note: Sentence | None
    due: DueExplained
    spans: tuple[tuple[datetime, datetime], ...]
    verdict: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class LineExplained:
    """`arithmetic` is where the length of the line comes from; `verdict`, what its due date is compared with."""

    arithmetic: Sentence
    due: DueExplained
    verdict: Sentence


def explain_visit(visit: VisitSla) -> VisitExplained:
    entered_at, calendar = visit.visit.entered_at, visit.calendar
    end = texts.LEFT if visit.visit.left_at else texts.NOT_LEFT
    return VisitExplained(
        note=_note(visit.visit),
        due=_due(entered_at, visit.standard, calendar, until=visit.until),
        spans=tuple(spans_spent(entered_at, visit.until, calendar=calendar)),
        verdict=_verdict(end, visit.until, visit.due_at, visit.verdict, calendar),
    )


def explain_line(name: LineName, line: Line, sop: Sop) -> LineExplained:
    end = texts.UNDECIDED if (name, line.clock) == (LineName.LEGAL, Clock.RUNS) else texts.ENDS[line.clock]
    return LineExplained(
        arithmetic=_arithmetic(name, sop),
        due=_due(line.submitted.at, line.standard, line.calendar, until=line.compared_at),
        verdict=_verdict(end, line.compared_at, line.due_at, line.verdict, line.calendar),
    )


def calendars_of(case: CaseSla) -> tuple[CalendarYear, ...]:
    """Return every published version by which something of the case was judged."""
    used = [*(each.calendar for each in case.visits), *(each.calendar for each in case.lines.values())]
    versions = {(year.year, year.version): year for calendar in used for year in calendar.years}
    return tuple(versions[each] for each in sorted(versions))


def _due(start: datetime, standard: Standard, calendar: Calendar, *, until: datetime) -> DueExplained:
    try:
        counted_from, due_at = received(start, calendar), due(start, standard, calendar=calendar)
    except BeyondCalendar as beyond:
        return DueExplained(received_at=None, rule=beyond.sentence)
    closings = tuple(_closings(counted_from, standard.days, calendar))
    first, last = (at.astimezone(calendar.zone).date() for at in (counted_from, max(due_at, until)))
    return DueExplained(
        received_at=counted_from,
        rule=_told(
            _rule(standard, at_once=counted_from <= start),
            start=instant_words(start, calendar.zone),
            counted_from=instant_words(counted_from, calendar.zone),
            standard=standard_words(standard),
            days=standard_words(Standard(days=standard.days)),
            minutes=standard_words(Standard(minutes=standard.minutes)),
            close=instant_words(max((counted_from, *closings)), calendar.zone),
            due=instant_words(due_at, calendar.zone),
        ),
        working_days=tuple(at.astimezone(calendar.zone).date() for at in closings),
        days_off=tuple(_days_off(calendar, first, last)),
        seasons=tuple(
            each.name for year in calendar.years for each in year.seasons if each.first <= last and first <= each.last
        ),
    )


def _note(visit: Visit) -> Sentence | None:
    if visit.step != FIRST_STEP:
        return None
    return texts.REPAIR if visit.is_repair else texts.DRAFTING


def _closings(start: datetime, days: int, calendar: Calendar) -> Iterator[datetime]:
    for n in range(1, days + 1):
        yield calendar.instant(calendar.closing(calendar.second(start), days=n))


def _days_off(calendar: Calendar, first: date, last: date) -> Iterator[Closure]:
    for year in calendar.years:
        for closure in year.closures:
            if first <= closure.day <= last and year.hours(closure.day):
                yield closure


def _rule(standard: Standard, *, at_once: bool) -> Sentence:
    arrival = texts.IN_TIME if at_once else texts.OUT_OF_TIME
    count = texts.COUNTS[standard.days > 0, standard.minutes > 0]
    return Sentence(f"{arrival.id} {count.id}", f"{arrival.en} {count.en}")


def _verdict(
    end: Sentence, at: datetime, due_at: datetime | None, verdict: Verdict | None, calendar: Calendar
) -> Sentence:
    clause = texts.CLAUSES[verdict]
    apart = abs(spent(due_at, at, calendar=calendar)) if due_at else 0
    return _told(
        Sentence(f"{end.id}; {clause.id}", f"{end.en}; {clause.en}"),
        at=instant_words(at, calendar.zone),
        due=instant_words(due_at or at, calendar.zone),
        apart=seconds_words(apart),
    )


def _arithmetic(name: LineName, sop: Sop) -> Sentence:
    first = standard_words(sop.rows[0].standard)
    match name:
        case LineName.DECLARED:
            whole, rest = standard_words(sop.declared_total), standard_words(sop.promised_total)
            return _told(texts.DECLARED, whole=whole, first=first, rest=rest)
        case LineName.SUMMED:
            whole, rest = standard_words(sop.summed_total), standard_words(sop.summed_promise)
            rows = [standard_words(row.standard) for row in sop.rows]
            terms = Sentence(" + ".join(each.id for each in rows), " + ".join(each.en for each in rows))
            return _told(texts.SUMMED, terms=terms, whole=whole, first=first, rest=rest)
        case LineName.LEGAL:
            return _told(texts.LEGAL, rest=standard_words(sop.legal_limit))
        case _:
            assert_never(name)


def _told(pattern: Sentence, **parts: Sentence) -> Sentence:
    return Sentence(
        pattern.id.format_map({name: part.id for name, part in parts.items()}),
        pattern.en.format_map({name: part.en for name, part in parts.items()}),
    )

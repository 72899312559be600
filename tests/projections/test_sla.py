"""The rows of the SLA are what the domain's function says of the same events."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events import Event
from domain.publications import Knowledge
from domain.rulebook import Rulebook
from domain.sla import CaseSla, LineName, Verdict, VisitSla, assess_marks, calendar_known
from domain.visits import marks
from domain.working_time import due_soon_at
from projections.engine.folding import by_permit, fold_streams
from projections.engine.recorded import Recorded
from projections.sla.case import SlaCase
from tests.book import office_rulebook
from tests.projections.histories import PLOTS, interleaved, life
from tests.projections.office import Log
from tests.projections.sla_office import changed_book, is_over, sla, slow_lives

PERMIT = UUID(int=7)
LATE = {Verdict.ON_TIME: False, Verdict.LATE: True, None: None}


async def folded(book: Rulebook, events: list[Recorded], rows: dict[UUID, SlaCase]) -> dict[UUID, SlaCase]:
    projection = sla(book)
    found = await fold_streams(projection, rows, by_permit(events, after=0, ignores=projection.ignores))
    assert () == found.poisons
    return {change.permit: change.after for change in found.changes if change.after}


async def row_of(book: Rulebook, history: Sequence[Event]) -> SlaCase:
    return (await folded(book, Log().record(history), {}))[history[0].originator_id]


def assessed(book: Rulebook, history: Sequence[Event]) -> tuple[CaseSla, CaseSla]:
    """Return what the function says by the newest calendar, and by the one known when something ended."""
    sop, as_of = book.sop(history[0].sop), history[-1].at
    now, then = (calendar_known(knowledge, book.publications) for knowledge in Knowledge)
    return assess_marks(marks(history), sop, now, as_of), assess_marks(marks(history), sop, then, as_of)


def soon(book: Rulebook, start: datetime, due_at: datetime | None) -> datetime | None:
    return due_at and due_soon_at(start, due_at, calendar=book.calendar)


def expected_visit(book: Rulebook, now: VisitSla, then: VisitSla) -> dict[str, Any]:
    visit = now.visit
    return {
        "step": visit.step,
        "role": visit.role,
        "round": visit.round,
        "entered_at": visit.entered_at,
        "left_at": visit.left_at,
        "soon_at": soon(book, visit.entered_at, now.due_at),
        "due_at": now.due_at,
        "due_then": then.due_at,
        "late": LATE[now.verdict],
        "late_then": LATE[then.verdict],
        "worked": now.working_seconds,
        "worked_then": then.working_seconds,
        "lost": now.lost_seconds,
        "lost_then": then.lost_seconds,
    }


def check(book: Rulebook, history: Sequence[Event], row: SlaCase) -> None:
    now, then = assessed(book, history)
    over = [(a, b) for a, b in zip(now.visits, then.visits, strict=True) if a.visit.left_at]
    names = list(expected_visit(book, *over[0])) if over else []

    assert list(range(1, len(over) + 1)) == [visit["n"] for visit in row["judged"]]
    assert [expected_visit(book, *each) for each in over] == [
        {name: value for name, value in visit.items() if name in names} for visit in row["judged"]
    ]
    check_present(book, now, row)
    for name in LineName:
        check_line(book, now, then, row, name)
    assert sum(each.working_seconds for each, _ in over) == row["worked"]
    assert sum(each.working_seconds for _, each in over) == row["worked_then"]


def check_present(book: Rulebook, now: CaseSla, row: SlaCase) -> None:
    last = now.visits[-1] if now.visits else None
    if last is None or last.visit.left_at:
        assert {None} == {row["step"], row["entered_at"], row["soon_at"], row["due_at"]}
        return
    visit = last.visit
    assert (visit.step, visit.role, visit.round) == (row["step"], row["role"], row["visit_round"])
    assert (visit.entered_at, last.due_at) == (row["entered_at"], row["due_at"])
    assert soon(book, visit.entered_at, last.due_at) == row["soon_at"]


def check_line(book: Rulebook, now: CaseSla, then: CaseSla, row: SlaCase, name: LineName) -> None:
    line = now.lines[name]
    stored = row["lines"][name]
    assert (line.due_at, soon(book, row["submitted_at"], line.due_at)) == (stored["due_at"], stored["soon_at"])
    if not is_over(now, line):
        assert (None, None) == (stored["late"], stored["late_then"])
        return
    assert (LATE[line.verdict], LATE[then.lines[name].verdict]) == (stored["late"], stored["late_then"])


@pytest.mark.parametrize("plot", PLOTS)
async def test_a_row_is_what_the_function_says_after_every_event(plot: str) -> None:
    book, history = office_rulebook(), life(PLOTS[plot], PERMIT)

    for length in range(1, len(history) + 1):
        check(book, history[:length], await row_of(book, history[:length]))


@given(seed=st.integers(0, 2**32))
async def test_rows_are_what_the_function_says_however_long_it_took(seed: int) -> None:
    for book in (office_rulebook(), changed_book()):
        for history in slow_lives(Random(seed), 4):
            check(book, history, await row_of(book, history))


@given(seed=st.integers(0, 2**32))
async def test_rows_are_the_same_however_the_log_is_cut(seed: int) -> None:
    random, book = Random(seed), changed_book()
    events = Log().record(interleaved(random, slow_lives(random, 4)))
    rows: dict[UUID, SlaCase] = {}
    rest = events
    while rest:
        size = random.randint(1, 12)
        rows |= await folded(book, rest[:size], rows)
        rest = rest[size:]

    assert await folded(book, events, {}) == rows

"""The queues as officers ask for them: least time first, page by page, counted without counting rows."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from domain.actor import OFFICERS, SOP_ROLES, Role
from domain.working_time import State
from projections.engine.apply import apply
from projections.engine.checkpoint import install
from projections.engine.connection import Connection
from projections.engine.page import Key
from projections.queues import Load, is_claimed, queue_loads, queue_page, state_of
from projections.sla.open_visit import OpenVisit
from projections.sla.step_loads import StepLoad, step_loads
from tests.projections.histories import PLOTS, interleaved, life, many_lives
from tests.projections.office import Log, app, inbox, live, projector
from tests.scenario import MONDAY

DESK = Role.BACK_OFFICE
PERMIT = UUID(int=7)


@pytest.fixture(scope="module")
async def desks(postgres_url_of_module: str) -> AsyncGenerator[Connection]:
    """A hundred files on all desks, some of which came in weeks ago and some today."""
    random = Random(8)
    events = Log().record(interleaved(random, many_lives(random, 100)))
    async with await projector(postgres_url_of_module)() as connection:
        await install(connection, inbox())
        await apply(connection, inbox(), await live(connection, inbox()), events)
    async with await app(postgres_url_of_module)() as connection:
        yield connection


async def whole(desks: Connection, role: Role, now: datetime, **filters: Any) -> list[OpenVisit]:
    """Return a queue read in pages of three."""
    found: list[OpenVisit] = []
    after: Key | None = None
    while True:
        page = await queue_page(desks, role, now=now, after=after, limit=3, **filters)
        found += page.items
        if page.next is None:
            return found
        assert len(page.items) == 3
        after = page.next


async def everything(desks: Connection) -> list[OpenVisit]:
    return [visit for role in SOP_ROLES for visit in await whole(desks, role, MONDAY)]


@pytest.mark.parametrize("role", SOP_ROLES)
async def test_a_queue_is_ordered_by_due_date_and_complete_in_pages(desks: Connection, role: Role) -> None:
    queue = await whole(desks, role, MONDAY)
    at_once = await queue_page(desks, role, now=MONDAY, limit=200)

    assert {role} >= {visit["role"] for visit in queue}
    assert sorted(queue, key=lambda visit: (visit["due_at"], visit["permit"])) == queue
    assert list(at_once.items) == queue


@pytest.mark.parametrize("state", State)
async def test_a_queue_can_be_asked_for_what_presses(desks: Connection, state: State) -> None:
    for days in (-40, -20, -10, -1, 0, 3):
        now = MONDAY + timedelta(days=days, seconds=0.5)
        for role in OFFICERS:
            expected = [visit for visit in await whole(desks, role, now) if state_of(visit, now) is state]

            assert expected == await whole(desks, role, now, state=state)


@pytest.mark.parametrize("q", ["pkbm", "arapa", "NUSANTARA pkb", "reg-kbm-20261123-004"])
async def test_a_queue_can_be_searched(desks: Connection, q: str) -> None:
    expected = [
        visit
        for visit in await whole(desks, DESK, MONDAY)
        if visit["number"].startswith(q.upper())
        or all(word in visit["institution"].lower() for word in q.lower().split())
    ]

    assert expected
    assert expected == await whole(desks, DESK, MONDAY, q=q)


async def test_a_question_without_a_word_finds_nothing(desks: Connection) -> None:
    assert [] == await whole(desks, DESK, MONDAY, q="--")


async def test_the_totals_are_what_one_would_count(desks: Connection) -> None:
    visits = await everything(desks)
    for days in (-70, -40, -20.3, -10, -1, 0, 3):
        now = MONDAY + timedelta(days=days, seconds=0.5)

        assert tuple(counted(visits, role, now) for role in SOP_ROLES) == await queue_loads(desks, SOP_ROLES, now=now)


def counted(visits: list[OpenVisit], role: Role, now: datetime) -> Load:
    here = [visit for visit in visits if visit["role"] == role]
    states = [state_of(visit, now) for visit in here]
    return Load(
        role=role,
        open=len(here),
        due_soon=states.count(State.DUE_SOON),
        overdue=states.count(State.OVERDUE),
        unclaimed=sum(not is_claimed(visit, now) for visit in here),
        oldest_at=min((visit["entered_at"] for visit in here), default=None),
    )


async def test_the_totals_of_the_steps_are_what_one_would_count(desks: Connection) -> None:
    visits = await everything(desks)
    for days in (-70, -40, -20.3, -10, -1, 0, 3):
        now = MONDAY + timedelta(days=days, seconds=0.5)
        expected = tuple(counted_at(visits, step, now) for step in sorted({visit["step"] for visit in visits}))

        assert expected == await step_loads(desks, now=now)
        assert expected == await step_loads(desks, now=now, sop="izin-kbm")
    assert () == await step_loads(desks, now=MONDAY, sop="izin-lain")


def counted_at(visits: list[OpenVisit], step: int, now: datetime) -> StepLoad:
    here = [visit for visit in visits if visit["step"] == step]
    states = [state_of(visit, now) for visit in here]
    return StepLoad(
        sop_code="izin-kbm",
        step=step,
        open=len(here),
        due_soon=states.count(State.DUE_SOON),
        overdue=states.count(State.OVERDUE),
        unclaimed=sum(not is_claimed(visit, now) for visit in here),
    )


async def test_an_empty_desk_has_nothing_to_count(postgres_url: str) -> None:
    async with await projector(postgres_url)() as connection:
        await install(connection, inbox())

        assert (Load(role=Role.KABID, open=0, due_soon=0, overdue=0, unclaimed=0, oldest_at=None),) == (
            await queue_loads(connection, [Role.KABID], now=MONDAY)
        )


async def test_the_totals_hold_no_days_that_are_over(postgres_url: str) -> None:
    events = Log().record(life(PLOTS["delivered"], PERMIT))
    async with await projector(postgres_url)() as connection:
        await install(connection, inbox())
        for event in events:
            await apply(connection, inbox(), await live(connection, inbox()), [event])

        cursor = await connection.execute("SELECT count(*) FROM read.inbox_load")
        assert (0,) == await cursor.fetchone()


async def test_a_file_past_the_calendar_is_undated_and_comes_last(postgres_url: str) -> None:
    late = life(PLOTS["claimed"], PERMIT, earlier=timedelta(days=-800))
    soon = life(PLOTS["claimed"], UUID(int=8))
    async with await projector(postgres_url)() as connection:
        await install(connection, inbox())
        await apply(connection, inbox(), await live(connection, inbox()), Log().record([*late, *soon]))

        first = await queue_page(connection, DESK, now=MONDAY, limit=1)
        second = await queue_page(connection, DESK, now=MONDAY, limit=1, after=first.next)
        on_time = await whole(connection, DESK, MONDAY, state=State.ON_TIME)

    assert [UUID(int=8)] == [visit["permit"] for visit in first.items]
    assert [(PERMIT, None)] == [(visit["permit"], visit["due_at"]) for visit in second.items]
    assert [UUID(int=8), PERMIT] == [visit["permit"] for visit in on_time]


def test_a_visit_is_on_time_through_the_second_in_which_it_is_due() -> None:
    due = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    visit: OpenVisit = {
        "permit": PERMIT,
        "version": 1,
        "number": "REG",
        "institution": "PKBM",
        "kind": "new",
        "step": 3,
        "role": DESK,
        "round": 1,
        "entered_at": due,
        "soon_at": due - timedelta(seconds=60),
        "due_at": due,
        "claimed_by_sub": None,
        "claimed_by_name": None,
        "claimed_at": None,
        "claim_ends_at": None,
        "sop_code": "izin-kbm",
        "sop_version": "1",
    }

    moments = [(-60.1, State.ON_TIME), (-60, State.DUE_SOON), (0.9, State.DUE_SOON), (1, State.OVERDUE)]
    assert [state for _, state in moments] == [
        state_of(visit, due + timedelta(seconds=seconds)) for seconds, _ in moments
    ]

"""The clock's agenda: always the next rung of every file, by the same ladder that the command is decided by."""

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alarms import ladder, standing_of
from domain.events import Event
from domain.permit import Permit, replay
from projections.alarms import Alarms, Entry
from projections.engine.apply import apply
from projections.engine.checkpoint import install
from projections.engine.connection import Connection
from projections.engine.folding import by_permit, fold_streams
from projections.sla.agenda import Due, due_files, next_alarm
from tests.book import office_rulebook
from tests.projections.histories import PLOTS, commands, interleaved, life, many_lives
from tests.projections.office import Log, alarms, app, live, projector
from tests.scenario import MONDAY

PERMIT = UUID(int=7)
BOOK = office_rulebook()


def state_of(history: tuple[Event, ...]) -> Permit:
    permit = replay(None, history)
    assert permit is not None
    return permit


def next_of(permit: Permit) -> datetime | None:
    return ladder(standing_of(permit), BOOK.sop(permit.sop), BOOK.calendar).next_at


async def folded(projection: Alarms, events: Any, rows: Any) -> dict[UUID, Entry | None]:
    found = await fold_streams(projection, rows, by_permit(events, after=0, ignores=frozenset()))
    assert () == found.poisons
    return {change.permit: change.after for change in found.changes}


@pytest.mark.parametrize("plot", PLOTS)
async def test_after_every_command_the_agenda_has_the_next_rung_of_the_file(plot: str) -> None:
    log, rows, history = Log(), dict[UUID, Entry | None](), tuple[Event, ...]()
    for group in commands(life(PLOTS[plot], PERMIT)):
        history += group
        rows |= await folded(alarms(), log.record(group), {k: v for k, v in rows.items() if v})

        permit, row = state_of(history), rows.get(PERMIT)
        assert (permit.step is None) == (row is None)
        if row:
            assert (permit.version, permit.step, permit.status, permit.entered_at, permit.submitted_at) == (
                row["version"],
                row["step"],
                row["status"],
                row["entered_at"],
                row["submitted_at"],
            )
            assert {f"{rung} {nth}" for rung, nth in permit.fired} == set(row["fired"])
            assert next_of(permit) == row["next_at"]


@given(seed=st.integers(0, 2**32))
async def test_the_agenda_is_the_same_however_the_log_is_cut(seed: int) -> None:
    random = Random(seed)
    events = Log().record(interleaved(random, many_lives(random, 8)))
    at_once = await folded(alarms(), events, {})

    rows: dict[UUID, Entry | None] = {}
    while events:
        size = random.randint(1, 12)
        rows |= await folded(alarms(), events[:size], {k: v for k, v in rows.items() if v})
        events = events[size:]

    assert {k: v for k, v in at_once.items() if v} == {k: v for k, v in rows.items() if v}


async def test_where_no_calendar_tells_there_is_an_entry_without_an_instant() -> None:
    rows = await folded(alarms(), Log().record(life(PLOTS["just_submitted"], PERMIT, earlier=timedelta(days=400))), {})

    entry = rows[PERMIT]
    assert entry is not None
    assert entry["next_at"] is None


def test_the_agenda_rests_on_the_calendar() -> None:
    assert BOOK.calendar.id == alarms().basis


@pytest.fixture(scope="module")
async def agenda(postgres_url_of_module: str) -> AsyncGenerator[tuple[Connection, list[Due]]]:
    """The agenda of a hundred files, and all that is due sooner or later, in order."""
    random = Random(9)
    lives = many_lives(random, 100)
    async with await projector(postgres_url_of_module)() as connection:
        await install(connection, alarms())
        events = Log().record(interleaved(random, lives))
        await apply(connection, alarms(), await live(connection, alarms()), events)
    ends = [(each[0].originator_id, state_of(each)) for each in lives]
    dues = [(permit, state, next_of(state)) for permit, state in ends if state.step]
    expected = [Due(permit=permit, version=state.version, next_at=at) for permit, state, at in dues if at]
    async with await app(postgres_url_of_module)() as connection:
        yield connection, sorted(expected, key=lambda each: (each.next_at, each.permit))


async def test_what_has_been_due_longest_comes_first_page_by_page(agenda: tuple[Connection, list[Due]]) -> None:
    connection, whole = agenda
    found: list[Due] = []
    while page := await due_files(connection, now=MONDAY, after=found[-1] if found else None, limit=7):
        found += page

    assert len(found) > 14
    assert [each for each in whole if each.next_at <= MONDAY] == found


async def test_a_file_is_due_from_its_very_second_on(agenda: tuple[Connection, list[Due]]) -> None:
    connection, (first, *_) = agenda

    assert () == await due_files(connection, now=first.next_at - timedelta(microseconds=1))
    assert first in await due_files(connection, now=first.next_at)


async def test_the_next_alarm_is_the_first_that_is_still_to_come(agenda: tuple[Connection, list[Due]]) -> None:
    connection, whole = agenda

    assert min(each.next_at for each in whole if each.next_at > MONDAY) == await next_alarm(connection, now=MONDAY)
    assert None is await next_alarm(connection, now=whole[-1].next_at)

"""A batch in the database: rows, checkpoint and what is parked, together or not at all."""

import asyncio
from dataclasses import replace
from itertools import pairwise
from random import Random
from uuid import UUID

import pytest

from application.read_side import open_state
from projections.engine.apply import apply
from projections.engine.checkpoint import CheckpointMoved, install
from projections.engine.parked import list_parked
from projections.engine.projection import AnyProjection
from projections.engine.recorded import Json, OpenState, Recorded
from projections.engine.retry import retry_parked
from tests.conftest import Databases
from tests.projections.histories import PLOTS, interleaved, life, many_lives
from tests.projections.office import (
    POISON,
    SECRET,
    Log,
    append,
    both,
    cases,
    choking,
    contents,
    live,
    projector,
)

PERMIT = UUID(int=7)
OTHER = UUID(int=8)


async def feed(url: str, projection: AnyProjection, *batches: list[Recorded]) -> None:
    async with await projector(url)() as connection:
        await install(connection, projection)
        for batch in batches:
            await apply(connection, projection, await live(connection, projection), batch)


def cut(random: Random, events: list[Recorded]) -> list[list[Recorded]]:
    cuts = sorted({0, len(events), *(random.randrange(len(events)) for _ in range(9))})
    return [events[begin:end] for begin, end in pairwise(cuts)]


async def test_tables_are_the_same_however_the_log_is_cut_and_repeated(
    fresh_database: Databases, postgres_url_of_major: str
) -> None:
    random = Random(11)
    events = Log().record(interleaved(random, many_lives(random, 40)))
    at_once = fresh_database()

    for projection in both():
        await feed(at_once, projection, events)
        batches = cut(random, events)
        repeated = [batch for n, batch in enumerate(batches) for batch in (batch, batches[max(0, n - 1)] + batch)]
        await feed(postgres_url_of_major, projection, *repeated)

    expected = contents(at_once)
    assert len(expected["cases"]) == 40
    assert expected == contents(postgres_url_of_major)


async def test_whoever_comes_second_with_a_batch_changes_nothing(postgres_url: str) -> None:
    events = Log().record(life(PLOTS["claimed"], PERMIT))
    projection = cases()
    async with await projector(postgres_url)() as connection:
        await install(connection, projection)
        before = await live(connection, projection)
        await apply(connection, projection, before, events[:2])
        rows = contents(postgres_url, projection)

        with pytest.raises(CheckpointMoved):
            await apply(connection, projection, before, events)

        assert 2 == (await live(connection, projection)).position
    assert rows == contents(postgres_url, projection)


async def test_the_checkpoint_moves_past_what_concerns_nobody(postgres_url: str) -> None:
    events = Log().record(life(PLOTS["just_submitted"], PERMIT))
    elsewhere = replace(events[1], position=3, permit=OTHER, version=1, topic="CalendarPublished")
    async with await projector(postgres_url)() as connection:
        await install(connection, *both())
        for projection in both():
            moved = await apply(connection, projection, await live(connection, projection), [*events, elsewhere])

            assert 3 == moved.position
        assert () == await list_parked(connection)


async def test_a_row_that_cannot_be_stored_parks_its_permit_only(postgres_url: str) -> None:
    unstorable = life(PLOTS["just_submitted"], PERMIT, name="PKBM\0Melati")
    others = [life(PLOTS["claimed"], UUID(int=n)) for n in range(20, 29)]
    events = Log().record(interleaved(Random(1), [unstorable, *others]))
    first = next(event.position for event in events if event.permit == PERMIT)
    for projection in both():
        await feed(postgres_url, projection, events)

    async with await projector(postgres_url)() as connection:
        parked = await list_parked(connection)

    assert [("cases", PERMIT, first), ("inbox", PERMIT, first)] == sorted(
        (each.projection, each.permit, each.from_position) for each in parked
    )
    assert {"UntranslatableCharacter"} == {each.error.split()[0] for each in parked}
    for projection in both():
        stored = {row["permit"] for row in contents(postgres_url, projection)[projection.name]}
        assert {str(UUID(int=n)) for n in range(20, 29)} == stored


async def test_a_parked_permit_stands_still_until_a_retry_folds_all_of_it(
    fresh_database: Databases, postgres_url: str
) -> None:
    poisoned = list(life(PLOTS["corrected"], PERMIT))
    poisoned[3] = replace(poisoned[3], correlation=POISON)
    events = Log().record([*poisoned, *life(PLOTS["inspected"], OTHER)])
    healthy = fresh_database()
    await feed(healthy, cases(), events)
    append(postgres_url, events)

    await feed(postgres_url, cases(), opened_by(choking, events[:6]), opened_by(choking, events[6:]))

    versions = {row["permit"]: row["version"] for row in contents(postgres_url, cases())["cases"]}
    assert {str(PERMIT): 3, str(OTHER): events[-1].version} == versions
    async with await projector(postgres_url)() as connection:
        (parked,) = await list_parked(connection)
        assert ("cases", PERMIT, 4, 1) == (parked.projection, parked.permit, parked.from_position, parked.attempts)
        assert SECRET not in parked.error

        assert (0, 1) == await retry_parked(connection, cases(), choking)
        assert [2] == [each.attempts for each in await list_parked(connection)]
        assert (1, 0) == await retry_parked(connection, cases(), open_state)
        assert () == await list_parked(connection)
    assert contents(healthy, cases()) == contents(postgres_url, cases())


async def test_a_retry_takes_no_part_in_what_the_read_model_has_not_seen(postgres_url: str) -> None:
    events = Log().record(life(PLOTS["corrected"], PERMIT))
    append(postgres_url, events)
    await feed(postgres_url, cases(), opened_by(_blind, events[:6]))

    async with await projector(postgres_url)() as connection:
        assert (1, 0) == await retry_parked(connection, cases(), open_state)
        assert [6] == [row["version"] for row in contents(postgres_url, cases())["cases"]]
        await apply(connection, cases(), await live(connection, cases()), events)

    assert [len(events)] == [row["version"] for row in contents(postgres_url, cases())["cases"]]


async def test_a_retry_waits_for_the_batch_that_is_under_way(postgres_url: str) -> None:
    events = Log().record(life(PLOTS["corrected"], PERMIT))
    append(postgres_url, events)
    await feed(postgres_url, cases(), opened_by(_blind, events[:4]))
    async with await projector(postgres_url)() as one, await projector(postgres_url)() as two:
        async with one.transaction():
            await apply(one, cases(), await live(one, cases()), events)
            trying = asyncio.create_task(retry_parked(two, cases(), open_state))
            await asyncio.sleep(0.2)
            assert not trying.done()

        assert (1, 0) == await trying
    assert [len(events)] == [row["version"] for row in contents(postgres_url, cases())["cases"]]


def opened_by(opener: OpenState, events: list[Recorded]) -> list[Recorded]:
    return [replace(event, open_state=opener) for event in events]


def _blind(topic: str, _: bytes) -> Json:
    raise LookupError(topic)

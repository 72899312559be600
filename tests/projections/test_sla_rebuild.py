"""The tables of the SLA are the log's: however it is cut, rebuilt, poisoned and retried."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from uuid import UUID

import psycopg

from application.read_side import open_state
from projections.engine.apply import apply
from projections.engine.checkpoint import install
from projections.engine.parked import list_parked
from projections.engine.rebuild import rebuild
from projections.engine.recorded import Recorded
from projections.engine.retry import retry_parked
from projections.sla.comparison import compare
from projections.sla.dashboard import Dashboard, read_measured, steps_of
from projections.sla.periods import periods
from projections.sla.scope import Scope
from tests.book import office_rulebook
from tests.conftest import Databases
from tests.domain.office import WITA, wita
from tests.projections.histories import PLOTS, interleaved, life
from tests.projections.office import (
    POISON,
    Log,
    app,
    append,
    choking,
    contents,
    live,
    projector,
    reached,
    running,
    until,
)
from tests.projections.sla_office import changed_book, sla, slow_lives

PERMIT, OTHER = UUID(int=7), UUID(int=8)


async def feed(url: str, batches: Sequence[Sequence[Recorded]]) -> None:
    projection = sla(changed_book())
    async with await projector(url)() as connection:
        await install(connection, projection)
        for batch in batches:
            await apply(connection, projection, await live(connection, projection), batch)


async def test_tables_are_the_same_however_the_log_is_cut(fresh_database: Databases) -> None:
    random = Random(12)
    events = Log().record(interleaved(random, slow_lives(random, 60)))
    cuts = sorted({0, len(events), *(random.randrange(len(events)) for _ in range(40))})
    at_once, in_parts = fresh_database(), fresh_database()

    await feed(at_once, [events])
    await feed(in_parts, [events[begin:end] for begin, end in pairwise(cuts)])

    expected = contents(at_once, sla())
    assert {60} == {len(expected["sla_cases"])}
    assert {"now", "then"} == {row["lens"] for row in expected["sla_counts"]}
    assert {"now", "then"} == {row["lens"] for row in expected["sla_histogram"]}
    assert expected == contents(in_parts, sla())


async def test_without_late_decrees_there_is_nothing_to_correct(postgres_url: str) -> None:
    async with await projector(postgres_url)() as connection:
        await install(connection, sla())
        events = Log().record(event for n in range(5) for event in life(PLOTS["delivered"], UUID(int=n)))
        await apply(connection, sla(), await live(connection, sla()), events)

    found = contents(postgres_url, sla())
    assert {"now"} == {row["lens"] for row in (*found["sla_counts"], *found["sla_histogram"])}
    assert [] == found["sla_load"]


async def test_a_rebuild_equals_what_grew_beside_the_log(postgres_url_of_major: str) -> None:
    url, random = postgres_url_of_major, Random(4)
    events = Log().record(interleaved(random, slow_lives(random, 40)))
    projection = sla(changed_book())
    append(url, events)
    async with running(url, projection, batch=23):
        assert await reached(url, len(events), projection)

    found = await compare(projector(url), projection, open_state)

    assert () == found.differences
    assert found.rows > 500


async def test_a_poisoned_permit_parks_itself_and_is_counted_once_when_it_goes_on(fresh_database: Databases) -> None:
    poisoned = list(life(PLOTS["delivered"], PERMIT))
    poisoned[6] = replace(poisoned[6], correlation=POISON)
    events = Log().record([*poisoned, *life(PLOTS["delivered"], OTHER)])
    as_usual, url = fresh_database(), fresh_database()
    append(as_usual, events)
    append(url, events)
    async with running(as_usual, sla()), running(url, sla(), opener=choking, batch=3):
        assert await reached(as_usual, len(events), sla())
        assert await reached(url, len(events), sla())

    async with await projector(url)() as connection:
        assert [PERMIT] == [each.permit for each in await list_parked(connection)]
        stuck = contents(url, sla())
        assert {str(OTHER)} == {row["permit"] for row in stuck["sla_visits"] if row["step"] == 9}
        assert {str(PERMIT), str(OTHER)} == {row["permit"] for row in stuck["sla_visits"]}

        assert (1, 0) == await retry_parked(connection, sla(), open_state)
    assert contents(as_usual, sla()) == contents(url, sla())


async def test_a_visit_that_ends_before_it_began_parks_its_permit_only(postgres_url: str) -> None:
    history = life(PLOTS["claimed"], PERMIT)
    backwards = [*history[:2], *(replace(event, at=history[0].at.replace(year=2025)) for event in history[2:])]
    events = Log().record([*backwards, *life(PLOTS["claimed"], OTHER)])
    async with await projector(postgres_url)() as connection:
        await install(connection, sla())
        await apply(connection, sla(), await live(connection, sla()), events)

        (parked,) = await list_parked(connection)
    assert PERMIT == parked.permit
    assert parked.error.startswith("Backwards in judging.py:")
    assert {str(OTHER)} == {row["permit"] for row in contents(postgres_url, sla())["sla_cases"]}


async def test_another_decree_builds_the_figures_anew(postgres_url: str) -> None:
    books = [office_rulebook()]
    projection = replace(sla(), book=lambda: books[-1])
    events = Log().record(event for history in slow_lives(Random(4), 10) for event in history)
    append(postgres_url, events)
    async with running(postgres_url, projection):
        assert await reached(postgres_url, len(events), projection)
        before = contents(postgres_url, projection)
        books.append(changed_book())
        await until(lambda: {"sla_cases_2"} == cases_tables(postgres_url))
    after = contents(postgres_url, projection)

    assert before != after
    await rebuild(projector(postgres_url), projection, open_state)
    assert after == contents(postgres_url, projection)


async def test_no_figure_is_wrong_while_the_read_model_is_switched(postgres_url: str) -> None:
    projection, events = sla(), Log().record(event for life in slow_lives(Random(6), 20) for event in life)
    append(postgres_url, events)
    async with running(postgres_url, projection):
        assert await reached(postgres_url, len(events), projection)
    scope = Scope(periods=periods(wita("2025-01-01 00:00"), wita("2028-12-31 00:00"), WITA))
    steps = steps_of(office_rulebook(), wita("2026-11-23 00:00").date())
    stop = asyncio.Event()
    seen: list[Dashboard] = []

    async def read() -> None:
        async with await app(postgres_url)() as connection:
            while not stop.is_set():
                seen.append(await read_measured(connection, scope, steps))

    async with asyncio.TaskGroup() as tasks:
        readers = [tasks.create_task(read()) for _ in range(2)]
        for _ in range(4):
            await rebuild(projector(postgres_url), projection, open_state)
        stop.set()
        await asyncio.gather(*readers)

    assert len(seen) > 10
    assert all(each == seen[0] for each in seen)
    assert seen[0].ended(steps.all).completed > 50


def cases_tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'sla_cases_%'")
        return {name for (name,) in found.fetchall()}

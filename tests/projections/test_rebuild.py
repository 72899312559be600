"""Blue and green: built anew beside the live one, proved equal to it, and switched without a reader noticing."""

import asyncio
from dataclasses import replace
from random import Random
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from application.postgres.database import PROJECTOR, as_role
from application.read_side import Unsealer, open_state
from projections.cases import Cases
from projections.engine.checkpoint import Checkpoint, OutdatedProgram, install
from projections.engine.parked import list_parked
from projections.engine.rebuild import AlreadyRebuilding, building, rebuild
from projections.engine.recorded import Recorded
from projections.sla.comparison import Comparison, Difference, compare
from tests.projections.histories import PLOTS, interleaved, life, many_lives
from tests.projections.office import (
    POISON,
    VAULT,
    Log,
    app,
    append,
    both,
    cases,
    choking,
    contents,
    inbox,
    live,
    projector,
    reached,
    running,
    until,
)

PERMIT = UUID(int=7)


def history(permits: int = 30) -> list[Recorded]:
    random = Random(4)
    return Log().record(interleaved(random, many_lives(random, permits)))


async def ready(url: str, events: list[Recorded]) -> None:
    append(url, events)
    async with running(url):
        assert await reached(url, events[-1].position)


async def test_what_was_built_anew_is_what_was_there(postgres_url_of_major: str) -> None:
    url, events = postgres_url_of_major, history()
    await ready(url, events)
    before = contents(url)
    told: list[tuple[int, int]] = []

    for projection in both():
        built = await rebuild(projector(url), projection, open_state, watch=lambda *step: told.append(step))

        assert (
            Checkpoint(
                projection=projection.name,
                version=2,
                revision=projection.revision,
                basis=projection.basis,
                position=len(events),
            )
            == built
        )

    assert before == contents(url)
    assert (len(events), len(events)) == told[-1]
    assert tables(url) == {
        "checkpoints", "parked", "cases_2", "cases_words_2", "inbox_2", "inbox_words_2", "inbox_load_2"
    }  # fmt: skip


async def test_everything_can_be_dropped_and_comes_back_from_the_log(postgres_url: str) -> None:
    events = history()
    await ready(postgres_url, events)
    before = contents(postgres_url)

    with psycopg.connect(as_role(postgres_url, PROJECTOR)) as connection:
        for table in tables(postgres_url):
            connection.execute(f"DROP TABLE read.{table} CASCADE".encode())
    async with running(postgres_url):
        assert await reached(postgres_url, events[-1].position)

    assert before == contents(postgres_url)


async def test_no_read_fails_and_none_goes_back_while_read_models_are_switched(postgres_url: str) -> None:
    events = history(permits=60)
    await ready(postgres_url, events[:300])
    stop = asyncio.Event()
    seen: list[int] = []

    async def read() -> None:
        async with await app(postgres_url)() as connection:
            while not stop.is_set():
                cursor = await connection.execute("SELECT max(position) FROM read.cases")
                seen.append((await cursor.fetchone() or (0,))[0])
                await connection.execute("SELECT * FROM read.inbox ORDER BY permit LIMIT 50")

    async with asyncio.TaskGroup() as tasks, running(postgres_url):
        readers = [tasks.create_task(read()) for _ in range(4)]
        for n in range(5):
            append(postgres_url, events[300 + 40 * n : 340 + 40 * n])
            await asyncio.gather(*(rebuild(projector(postgres_url), each, open_state) for each in both()))
        assert await reached(postgres_url, 500)
        stop.set()
        await asyncio.gather(*readers)

    assert len(seen) > 50
    assert (300, 500) == (min(seen), max(seen))
    async with await projector(postgres_url)() as connection:
        assert 6 == (await live(connection, cases())).version


async def test_a_rebuild_that_equals_the_live_rows_is_proved_and_leaves_no_trace(postgres_url: str) -> None:
    events = history()
    await ready(postgres_url, events)
    before = tables(postgres_url)
    rows = {projection.name: sum(map(len, contents(postgres_url, projection).values())) for projection in both()}

    for projection in both():
        found = await compare(projector(postgres_url), projection, open_state)

        assert (
            Comparison(projection=projection.name, position=len(events), rows=rows[projection.name], differences=())
            == found
        )
    assert before == tables(postgres_url)


async def test_the_proof_holds_while_the_runner_goes_on(postgres_url: str) -> None:
    events = history(permits=60)
    await ready(postgres_url, events[:100])

    async with running(postgres_url, batch=3):
        for begin in range(100, 500, 100):
            append(postgres_url, events[begin : begin + 100])
            for projection in both():
                found = await compare(projector(postgres_url), projection, open_state)
                assert () == found.differences


async def test_what_was_tampered_with_is_named_without_its_contents(postgres_url: str) -> None:
    log = Log()
    await ready(postgres_url, log.record([*life(PLOTS["claimed"], PERMIT), *life(PLOTS["signed"], UUID(int=8))]))
    with psycopg.connect(as_role(postgres_url, PROJECTOR)) as connection:
        connection.execute("UPDATE read.cases SET applicant_sub = 'budi', round = 2 WHERE permit = %s", (PERMIT,))
        connection.execute("DELETE FROM read.inbox WHERE permit = %s", (PERMIT,))
        connection.execute("UPDATE read.inbox_load SET n = 5 WHERE step = 3 AND measure = 'open'")
        connection.execute("INSERT INTO read.inbox_words VALUES (%s, '')", (UUID(int=9),))

    in_cases = await compare(projector(postgres_url), cases(), open_state)
    in_inbox = await compare(projector(postgres_url), inbox(), open_state)

    where = str(PERMIT)
    assert (
        Difference(table="cases", key=(where,), live=True, rebuilt=True, columns=("applicant_sub", "round")),
    ) == in_cases.differences
    assert (
        Difference(table="inbox", key=(where,), live=False, rebuilt=True, columns=()),
        Difference(table="inbox_words", key=(str(UUID(int=9)),), live=True, rebuilt=False, columns=()),
        Difference(
            table="inbox_load",
            key=("back_office", "izin-kbm", "3", "open", "0001-01-01"),
            live=True,
            rebuilt=True,
            columns=("n",),
        ),
    ) == in_inbox.differences


async def test_a_rebuild_by_a_newer_program_frees_what_was_parked(postgres_url: str) -> None:
    poisoned = [replace(event, correlation=POISON) for event in life(PLOTS["claimed"], PERMIT)]
    append(postgres_url, events := Log().record(poisoned))
    async with running(postgres_url, opener=choking):
        assert await reached(postgres_url, len(events))
    async with await projector(postgres_url)() as connection:
        assert 2 == len(await list_parked(connection))

        for projection in both():
            await rebuild(projector(postgres_url), projection, open_state)

        assert () == await list_parked(connection)
    assert [len(events)] == [row["version"] for row in contents(postgres_url)["cases"]]


async def test_two_rebuilds_of_one_read_model_do_not_meet(postgres_url: str) -> None:
    connect = projector(postgres_url)
    async with building(connect, cases()):
        with pytest.raises(AlreadyRebuilding):
            await rebuild(connect, cases(), open_state)

        await rebuild(connect, inbox(), open_state)


async def test_an_abandoned_rebuild_is_cleared_away_by_the_next(postgres_url: str) -> None:
    await ready(postgres_url, history(permits=2))
    async with building(projector(postgres_url), cases()) as (connection, _):
        await connection.close()
    assert "cases_2" in tables(postgres_url)

    await rebuild(projector(postgres_url), cases(), open_state)

    assert not {"cases_1", "cases_words_1"} & tables(postgres_url)
    assert len(contents(postgres_url)["cases"]) == 2


async def test_a_projection_of_another_shape_is_built_anew_by_its_runner(postgres_url: str) -> None:
    events = history(permits=5)
    await ready(postgres_url, events)
    newer = _WithRemark(unseal=Unsealer(VAULT))

    async with running(postgres_url, newer) as runner:
        await until(lambda: bool(runner.leading))

    assert {None} == {row["remark"] for row in contents(postgres_url, newer)["cases"]}
    async with await projector(postgres_url)() as connection:
        built = Checkpoint(projection="cases", version=2, revision=3, basis="", position=len(events))
        assert built == await live(connection, newer)


async def test_when_the_calendar_changes_a_runner_builds_anew_what_depends_on_it(postgres_url: str) -> None:
    events = history(permits=5)
    named = ["2026.1"]
    dated = replace(inbox(), calendar=lambda: named[0])

    async with running(postgres_url, dated, cases()):
        append(postgres_url, events[:20])
        assert await reached(postgres_url, 20, dated, cases())
        named[0] = "2026.2"
        append(postgres_url, events[20:])
        await until(lambda: "inbox_2" in tables(postgres_url) and "inbox_1" not in tables(postgres_url))
        assert await reached(postgres_url, len(events), dated, cases())

    async with await projector(postgres_url)() as connection:
        assert "2026.2" == (await live(connection, dated)).basis
        assert 1 == (await live(connection, cases())).version


async def test_an_older_program_leaves_a_newer_read_model_alone(postgres_url: str) -> None:
    events = history(permits=5)
    await ready(postgres_url, events[:20])
    newer = _WithRemark(unseal=Unsealer(VAULT))
    async with running(postgres_url, cases()) as older:
        await until(lambda: bool(older.leading))
        await rebuild(projector(postgres_url), newer, open_state)
        await until(lambda: not older.leading)
        append(postgres_url, events[20:])

        async with running(postgres_url, newer):
            assert await reached(postgres_url, len(events), newer)
        with pytest.raises(OutdatedProgram):
            await rebuild(projector(postgres_url), cases(), open_state)
        with pytest.raises(OutdatedProgram):
            await compare(projector(postgres_url), cases(), open_state)

    rows = contents(postgres_url, newer)["cases"]
    assert (5, {None}) == (len(rows), {row["remark"] for row in rows})


class _WithRemark(Cases):
    revision = 3
    definition = sql.SQL("""
        CREATE TABLE {cases} (remark text, LIKE read.cases_1 INCLUDING ALL);
        CREATE TABLE {cases_words} (LIKE read.cases_words_1 INCLUDING ALL);
        """)


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'read'")
        return {name for (name,) in found.fetchall()}


async def test_install_can_be_asked_for_by_several_at_once(postgres_url: str) -> None:
    async def one() -> None:
        async with await projector(postgres_url)() as connection:
            await install(connection, *both())

    await asyncio.gather(*(one() for _ in range(8)))

    assert {"cases_1", "inbox_1"} < tables(postgres_url)

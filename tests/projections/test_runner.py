"""The runner: follows the log through lost connections, hands over to another process, and sees everything once."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest

from application.postgres.database import PROJECTOR
from application.postgres.embedded import EmbeddedPostgres
from application.postgres.migrations import migrate
from application.read_side import open_state
from projections.engine.parked import list_parked
from projections.engine.recorded import Recorded
from projections.engine.retry import retry_parked
from projections.engine.status import Progress, read_progress
from tests.conftest import NEWEST, SETTINGS, Databases
from tests.projections.histories import PLOTS, interleaved, life, many_lives
from tests.projections.office import (
    POISON,
    Log,
    app,
    append,
    both,
    cases,
    choking,
    contents,
    projector,
    reached,
    running,
    until,
)

PERMIT = UUID(int=7)
ROOT = Path(__file__).parents[2]


def history(seed: int = 1, permits: int = 20) -> list[Recorded]:
    random = Random(seed)
    return Log().record(interleaved(random, many_lives(random, permits)))


async def expected(url: str, events: list[Recorded]) -> dict[str, list[dict[str, Any]]]:
    """Return what the tables hold after an undisturbed run."""
    append(url, events)
    async with running(url, batch=10_000):
        assert await reached(url, events[-1].position)
    return contents(url)


async def test_what_is_in_the_log_comes_into_the_read_models(postgres_url_of_major: str) -> None:
    events = history()
    append(postgres_url_of_major, events)

    async with running(postgres_url_of_major, batch=7):
        assert await reached(postgres_url_of_major, events[-1].position)

    found = contents(postgres_url_of_major)
    assert len(found["cases"]) == 20
    assert found["inbox"]


async def test_a_ring_is_heard_long_before_the_next_look(postgres_url: str) -> None:
    events = history(permits=1)
    async with running(postgres_url, idle=60) as runner:
        await until(lambda: len(runner.leading) == 2)

        for event in events:
            append(postgres_url, [event])
            assert await reached(postgres_url, event.position, within=5)


async def test_what_is_not_rung_for_is_found_by_looking(postgres_url: str) -> None:
    events = history(permits=1)
    async with running(postgres_url, idle=0.05):
        assert await reached(postgres_url, 0)

        append(postgres_url, events, ring=False)

        assert await reached(postgres_url, len(events))


async def test_killed_connections_lose_and_repeat_nothing(fresh_database: Databases, postgres_url: str) -> None:
    events = history(permits=60)
    undisturbed = await expected(fresh_database(), events)
    random = Random(3)

    async with running(postgres_url, batch=20):
        for piece in pieces(random, events):
            append(postgres_url, piece)
            await asyncio.sleep(random.uniform(0, 0.05))
            kill_projectors(postgres_url)
        assert await reached(postgres_url, events[-1].position)

    assert undisturbed == contents(postgres_url)


async def test_a_crash_of_the_database_loses_and_repeats_nothing(
    fresh_database: Databases, own_server: EmbeddedPostgres
) -> None:
    events = history(permits=40)
    undisturbed = await expected(fresh_database(), events)

    async with running(own_server.url, batch=20):
        for piece in (events[:150], events[150:300]):
            append(own_server.url, piece)
            await asyncio.sleep(0.1)
            crash(own_server)
        append(own_server.url, events[300:])
        assert await reached(own_server.url, events[-1].position)

    assert undisturbed == contents(own_server.url)


async def test_a_killed_process_is_succeeded(fresh_database: Databases, postgres_url: str) -> None:
    events = history(permits=60)
    undisturbed = await expected(fresh_database(), events)
    append(postgres_url, events[:-1])

    with other_process(postgres_url) as other:
        assert await reached(postgres_url, len(events) // 3)
        other.send_signal(signal.SIGKILL)
    append(postgres_url, events[-1:])
    async with running(postgres_url):
        assert await reached(postgres_url, events[-1].position)

    assert undisturbed == contents(postgres_url)


async def test_of_two_runners_one_works_and_the_other_takes_over(fresh_database: Databases, postgres_url: str) -> None:
    events = history(permits=40)
    undisturbed = await expected(fresh_database(), events)
    names = frozenset(projection.name for projection in both())

    async with running(postgres_url) as standby_soon:
        async with running(postgres_url) as other:
            await until(lambda: standby_soon.leading | other.leading == names)
            append(postgres_url, events[:100])
            assert await reached(postgres_url, 100)
            assert not standby_soon.leading & other.leading
        await until(lambda: standby_soon.leading == names)
        append(postgres_url, events[100:])
        assert await reached(postgres_url, events[-1].position)

    assert undisturbed == contents(postgres_url)


async def test_a_leader_that_loses_its_lock_stops_leading(postgres_url: str) -> None:
    async with running(postgres_url, cases()) as runner:
        await until(lambda: bool(runner.leading))
        async with await projector(postgres_url)() as thief:
            kill_projectors(postgres_url, but=thief.info.backend_pid)
            await thief.execute("SELECT pg_advisory_lock(hashtextextended('izin.projection.cases', 0))")

            await until(lambda: not runner.leading)
        await until(lambda: bool(runner.leading))


@pytest.mark.parametrize(("steady", "pauses"), [(10.0, [1, 2, 3, 4]), (0.0, [1, 1, 1, 1])])
async def test_what_fails_as_soon_as_it_leads_is_tried_ever_more_rarely(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, steady: float, pauses: list[int]
) -> None:
    failures: list[int] = []

    def at_once(failed: int) -> float:
        failures.append(failed)
        return 0.0

    async with running(postgres_url, cases()):
        assert await reached(postgres_url, 0, cases())
    with psycopg.connect(postgres_url) as connection:  # as a newer program would leave it
        connection.execute("UPDATE read.checkpoints SET revision = revision + 1")
    monkeypatch.setattr("projections.leadership.backoff", at_once)
    monkeypatch.setattr("projections.leadership._STEADY", steady)

    async with running(postgres_url, cases()):
        await until(lambda: len(failures) >= len(pauses))

    assert pauses == failures[: len(pauses)]


async def test_a_poisoned_permit_is_seen_and_holds_nobody_up(postgres_url: str) -> None:
    poisoned = list(life(PLOTS["delivered"], PERMIT))
    poisoned[5] = replace(poisoned[5], correlation=POISON)
    log = Log()
    random = Random(2)
    events = log.record([*poisoned[:8], *interleaved(random, many_lives(random, 10)), *poisoned[8:]])
    append(postgres_url, events)

    async with running(postgres_url, opener=choking, batch=5):
        assert await reached(postgres_url, events[-1].position)
        async with await app(postgres_url)() as connection:
            progress = await read_progress(connection)
            parked = await list_parked(connection)
        async with await projector(postgres_url)() as connection:
            assert (1, 0) == await retry_parked(connection, cases(), open_state)

    assert {"cases": 1, "inbox": 0} == {each.projection: each.parked for each in progress}
    assert [(PERMIT, 6)] == [(each.permit, each.from_position) for each in parked]
    versions = {row["permit"]: row["version"] for row in contents(postgres_url, cases())["cases"]}
    assert len(poisoned) == versions[str(PERMIT)]


async def test_lag_is_told_in_events_and_seconds(postgres_url: str) -> None:
    events = history(permits=3)
    append(postgres_url, events[:5])
    async with running(postgres_url):
        assert await reached(postgres_url, 5)
    append(postgres_url, events[5:])
    await asyncio.sleep(0.05)

    async with await app(postgres_url)() as connection:
        progress = await read_progress(connection)

    for each in progress:
        assert 0.05 < each.lag_seconds < 30
        assert (
            Progress(
                projection=each.projection,
                version=1,
                position=5,
                lag_events=len(events) - 5,
                lag_seconds=each.lag_seconds,
                parked=0,
            )
            == each
        )
    assert ["cases", "inbox"] == [each.projection for each in progress]


@pytest.fixture
def own_server(tmp_path: Path) -> Generator[EmbeddedPostgres]:
    """A server that a test may treat badly."""
    with EmbeddedPostgres(tmp_path, major=NEWEST, settings=SETTINGS) as server:
        migrate(server.url)
        yield server


@contextmanager
def other_process(url: str) -> Generator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "tests.projections.worker", url], cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def crash(server: EmbeddedPostgres) -> None:
    """Stop at once, without a checkpoint, and start again: what was not yet on disk is lost."""
    assert server._server is not None
    server._server.send_signal(signal.SIGQUIT)
    server._server.wait()
    server.stop()
    server.start()


def kill_projectors(url: str, *, but: int = 0) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            """
            SELECT pg_terminate_backend(pid)
              FROM pg_stat_activity
             WHERE application_name = %s
               AND datname = current_database()
               AND pid <> %s
            """,
            (PROJECTOR, but),
        )


def pieces(random: Random, events: list[Recorded]) -> Generator[list[Recorded]]:
    while events:
        size = random.randint(20, 120)
        yield events[:size]
        events = events[size:]

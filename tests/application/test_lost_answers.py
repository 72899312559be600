"""Connections that break at the worst moment: nothing acknowledged is lost, nothing is written twice."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import uuid4

import psycopg
import pytest

from application.permits import Permits
from application.permits_on_postgres import open_permits
from application.postgres.database import APP, Timeouts
from application.store import Busy
from application.writer import Limits
from tests.application.desk import submit, vault
from tests.application.wire import Loses, Wire, wire_to
from tests.book import office_rulebook

QUICK = Timeouts(statement=1000, lock=500)


@asynccontextmanager
async def office(url: str, timeouts: Timeouts = QUICK, patience_s: float = 5.0) -> AsyncGenerator[Permits]:
    limits = Limits(patience_s=patience_s)
    async with open_permits(url, vault=vault(), book=office_rulebook, timeouts=timeouts, limits=limits) as permits:
        yield permits


@asynccontextmanager
async def wired_office(url: str) -> AsyncGenerator[tuple[Permits, Wire]]:
    async with wire_to(url) as wire, office(wire.url) as permits:
        await submit(permits)  # the connection is made, the statement prepared
        yield permits, wire


def stored(url: str) -> tuple[int, int, int]:
    """How many files, events and commands there are."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(DISTINCT originator_id), count(*), (SELECT count(*) FROM ledger.commands) FROM ledger.events"
        ).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize("loses", [Loses.REQUEST, Loses.ANSWER])
async def test_a_command_whose_answer_was_lost_is_done_once_and_no_replay(postgres_url: str, loses: Loses) -> None:
    async with wired_office(postgres_url) as (permits, wire):
        wire.next = loses
        done = await submit(permits)

        assert ("REG-KBM-20261123-0002", 2, 4, False) == (
            done.permit.number, done.permit.version, done.position, done.replayed,
        )  # fmt: skip
        assert [event.command_id for event in done.events] == [done.events[0].command_id] * 2
        assert wire.lost.is_set()
        assert 1 == permits.counts.lost_connections
    assert (2, 4, 2) == stored(postgres_url)


async def test_all_commands_of_a_lost_transaction_are_answered_as_done(postgres_url: str) -> None:
    async with wired_office(postgres_url) as (permits, wire):
        wire.next = Loses.ANSWER
        all_done = await asyncio.gather(*(submit(permits) for _ in range(30)))

        assert {f"REG-KBM-20261123-{n:04}" for n in range(2, 32)} == {done.permit.number for done in all_done}
        assert not any(done.replayed for done in all_done)
    assert (31, 62, 31) == stored(postgres_url)


async def test_a_caller_who_asks_again_after_a_lost_answer_is_told_it_is_a_replay(postgres_url: str) -> None:
    command = uuid4()
    async with wired_office(postgres_url) as (permits, wire):
        wire.next = Loses.ANSWER
        first, second = await asyncio.gather(submit(permits, command=command), submit(permits, command=command))
        third = await submit(permits, command=command)

        assert [False, True, True] == [done.replayed for done in (first, second, third)]
        assert (first.permit, first.position, first.events) == (third.permit, third.position, third.events)
        assert first.permit == second.permit
    assert (2, 4, 2) == stored(postgres_url)


async def test_a_network_that_says_nothing_does_not_stop_the_writer(postgres_url: str) -> None:
    async with wired_office(postgres_url) as (permits, wire):
        wire.next = Loses.SILENTLY
        done = await submit(permits)

        assert not done.replayed
    assert (2, 4, 2) == stored(postgres_url)


async def test_a_killed_backend_costs_nothing_but_time(postgres_url: str) -> None:
    async with office(postgres_url, Timeouts(statement=5000, lock=5000)) as permits:
        await submit(permits)
        with psycopg.connect(postgres_url) as blocker:
            blocker.execute("SELECT FROM ledger.order_lock FOR UPDATE")
            waiting = asyncio.create_task(submit(permits))
            killed = await kill_who_waits(postgres_url)
            blocker.rollback()
        done = await waiting

        assert 1 == killed
        assert not done.replayed
    assert (2, 4, 2) == stored(postgres_url)


@pytest.mark.parametrize("timeouts", [Timeouts(lock=200), Timeouts(statement=200, lock=0)])
async def test_whoever_waits_too_long_for_the_ledger_is_told_to_come_again(
    postgres_url: str, timeouts: Timeouts
) -> None:
    command = uuid4()
    async with office(postgres_url, timeouts) as permits:
        with psycopg.connect(postgres_url) as blocker:
            blocker.execute("SELECT FROM ledger.order_lock FOR UPDATE")
            with pytest.raises(Busy):
                await submit(permits, command=command)
        done = await submit(permits, command=command)

        assert not done.replayed
    assert (1, 2, 1) == stored(postgres_url)


async def test_without_a_database_everybody_is_told_to_come_again(postgres_url: str) -> None:
    async with wire_to(postgres_url) as wire, office(wire.url, patience_s=0.3) as permits:
        await submit(permits)
        wire.next = Loses.ANSWER
        first = asyncio.create_task(submit(permits, command=(command := uuid4())))
        await wire.lost.wait()
        wire.cut()
        with pytest.raises(Busy):
            await first
        wire.mend()
        again = await submit(permits, command=command)

        assert again.replayed
    assert (2, 4, 2) == stored(postgres_url)


async def kill_who_waits(url: str) -> int:
    """Kill the application's backend that waits for a lock."""
    statement = """
        SELECT pg_terminate_backend(pid)
          FROM pg_stat_activity
         WHERE wait_event_type = 'Lock'
           AND application_name = %s
           AND datname = current_database()
    """
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        async with asyncio.timeout(5):
            while True:
                if killed := await (await connection.execute(statement, (APP,))).fetchall():
                    return len(killed)

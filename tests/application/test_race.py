"""Sixteen officers in four processes want the same fifty files, while backends are killed and transactions given up.

Large with CAMPAIGN=nightly (scripts/nightly).
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest

from application.append_call import APPEND, arguments
from application.permits_on_postgres import open_permits
from application.postgres.database import APP, PROJECTOR, as_role
from domain.refusals import ClaimedByColleague, NotThisStep, OutOfOrder
from tests.application.desk import submit, vault
from tests.application.ledgers import write
from tests.book import office_rulebook
from tests.campaign import times

OFFICES, OFFICERS, FILES = 4, 4, 50
ROUNDS = times(6, 400)
ROOT = Path(__file__).parents[2]


@dataclass
class Tail:
    """A reader that follows the log and is never more than a batch behind."""

    seen: int = 0
    batches: int = 0
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self, url: str) -> None:
        statement = "SELECT notification_id FROM ledger.events WHERE notification_id > %s ORDER BY 1 LIMIT 20"
        async with await psycopg.AsyncConnection.connect(as_role(url, PROJECTOR), autocommit=True) as connection:
            while True:
                found = [row[0] for row in await (await connection.execute(statement, (self.seen,))).fetchall()]
                assert found == [*range(self.seen + 1, self.seen + 1 + len(found))], "missed, or seen twice"
                self.seen += len(found)
                self.batches += bool(found)
                self.moved.set()
                await asyncio.sleep(0.002)


@pytest.mark.timeout(times(120, 7200))
async def test_sixteen_officers_want_the_same_fifty_files(postgres_url_of_major: str) -> None:
    url, tails = postgres_url_of_major, [Tail(), Tail()]
    async with open_permits(url, vault=vault(), book=office_rulebook) as permits:
        files = [str((await submit(permits)).permit.id) for _ in range(FILES)]
    async with trouble(url, tails) as troubles:
        async with asyncio.TaskGroup() as group:  # where one office fails, the others are stopped
            racing = [group.create_task(office(url, seed, files)) for seed in range(OFFICES)]
        offices = [each.result() for each in racing]
        await until_seen(url, tails)

    acks = [tuple(ack) for each in offices for ack in each["acks"]]
    refused = {name for each in offices for name in each["refused"]}
    commands = await rows(url, "SELECT command::text, permit::text, version, position FROM ledger.commands")
    submitted = FILES  # before the race

    assert {ClaimedByColleague.__name__, NotThisStep.__name__, OutOfOrder.__name__} >= refused
    assert 0 == sum(each["wrong_replays"] for each in offices)
    # Nothing acknowledged is lost, nothing else was written, and no position was given twice.
    assert len(commands) == len(acks) + submitted
    assert set(acks) <= set(commands)
    assert len(acks) == len({(permit, version) for _, permit, version, _ in acks})
    assert await rows(url, GAPS) == [(True, True)]
    assert await rows(url, BACKWARDS) == [(0,)]
    assert await rows(url, UNEVEN_STREAMS) == []
    assert await rows(url, REGISTRATIONS) == [(True,)]
    # One winner: each file was verified once, and claimed only when it was free.
    assert await rows(url, VERIFIED) == [(FILES, FILES)]
    assert await rows(url, CLAIMED_TWICE) == [(0,)]
    [(last,)] = await rows(url, "SELECT position FROM ledger.head")
    assert [last, last] == [tail.seen for tail in tails]
    assert all(tail.batches > 10 for tail in tails)
    assert troubles["killed"] > 0
    assert troubles["given up"] > 0


async def office(url: str, seed: int, files: list[str]) -> dict[str, Any]:
    """Run one process of the race to its end."""
    arguments = ("-m", "tests.application.race_office", url, str(seed), str(OFFICERS), str(ROUNDS))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        said, _ = await process.communicate("\n".join(files).encode())
    finally:
        if process.returncode is None:  # somebody else failed: nobody will read what this one says
            process.kill()
            await process.wait()
    assert 0 == process.returncode
    answers: dict[str, Any] = json.loads(said)
    return answers


@asynccontextmanager
async def trouble(url: str, tails: list[Tail]) -> AsyncGenerator[dict[str, int]]:
    """Readers, killed backends and transactions that are given up, as long as the race lasts."""
    troubles = {"killed": 0, "given up": 0}
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(tail.follow(url)) for tail in tails]
        tasks += [group.create_task(kill(url, troubles)), group.create_task(give_up(url, troubles))]
        yield troubles
        for task in tasks:
            task.cancel()


async def kill(url: str, troubles: dict[str, int]) -> None:
    """Kill a backend of the application now and then, whatever it is doing."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        while True:
            await asyncio.sleep(0.15)
            troubles["killed"] += len(await (await connection.execute(KILL, (APP,))).fetchall())


async def give_up(url: str, troubles: dict[str, int]) -> None:
    """Append, hold the order for a moment, and roll back; sometimes leave the transaction to its timeout."""
    random = Random(7)
    while True:
        async with await psycopg.AsyncConnection.connect(as_role(url, APP), application_name="quitter") as connection:
            await connection.execute(APPEND, arguments([write(uuid4(), facts=3, register="REG-KBM-20261123")]))
            await asyncio.sleep(random.choice([0.0, 0.01, 0.05]))
            await connection.rollback()
        troubles["given up"] += 1
        await asyncio.sleep(0.02)


async def until_seen(url: str, tails: list[Tail]) -> None:
    [(last,)] = await rows(url, "SELECT position FROM ledger.head")
    async with asyncio.timeout(10):
        for tail in tails:
            while tail.seen < last:
                tail.moved.clear()
                await tail.moved.wait()


async def rows(url: str, statement: LiteralString) -> list[Any]:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        return await (await connection.execute(statement)).fetchall()


KILL: LiteralString = """
SELECT pg_terminate_backend(pid)
  FROM pg_stat_activity
 WHERE datname = current_database()
   AND application_name = %s
 ORDER BY random()
 LIMIT 1
"""
GAPS: LiteralString = """
SELECT count(*) = max(notification_id), count(*) = (SELECT max(position) FROM ledger.commands)
  FROM ledger.events
"""
BACKWARDS: LiteralString = """
SELECT count(*)
  FROM (SELECT recorded_at < lag(recorded_at) OVER (ORDER BY notification_id) AS backwards FROM ledger.events) e
 WHERE backwards
"""
UNEVEN_STREAMS: LiteralString = """
SELECT originator_id
  FROM ledger.events
 GROUP BY originator_id
HAVING min(originator_version) <> 1
    OR max(originator_version) <> count(*)
"""
REGISTRATIONS: LiteralString = """
SELECT count(*) = max(seq) AND count(*) = (SELECT count(DISTINCT originator_id) FROM ledger.events)
  FROM ledger.registrations
"""
VERIFIED: LiteralString = """
SELECT count(*), count(DISTINCT originator_id)
  FROM ledger.events
 WHERE topic = 'Verified'
"""
CLAIMED_TWICE: LiteralString = """
SELECT count(*)
  FROM (SELECT topic, actor, lag(topic) OVER stream AS before, lag(actor) OVER stream AS claimer
          FROM ledger.events
        WINDOW stream AS (PARTITION BY originator_id ORDER BY originator_version)) e
 WHERE (topic = 'Claimed' AND before = 'Claimed')
    OR (topic = 'Released' AND (before <> 'Claimed' OR actor <> claimer))
    OR (topic = 'Verified' AND before = 'Claimed' AND actor <> claimer)
"""

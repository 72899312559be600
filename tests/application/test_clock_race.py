"""Two processes wind the clock at once after a long standstill, while backends are killed and one file is spoiled.

Large with CAMPAIGN=nightly (scripts/nightly).
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest

from api.clockwork import wind
from application.clockwork import Clockwork
from application.permits import Permits
from application.permits_on_postgres import open_permits
from application.postgres.database import APP, as_role
from domain.alarms import ladder, standing_of
from domain.commands import Claim, Withdraw
from domain.events import Alerted, Event, Lapsed
from domain.permit import Permit
from tests.application.desk import submit, vault, walk
from tests.book import office_rulebook
from tests.campaign import times
from tests.papers import REJECT, RESUBMIT, VERIFY
from tests.people import BAYU, FAJAR, SITI
from tests.projections.office import alarms, running, until
from tests.scenario import MONDAY, Step
from tests.walk import FORWARDED, VERIFIED

ROOT = Path(__file__).parents[2]
NOW = MONDAY + timedelta(days=40)
ROADS: tuple[tuple[Step, ...], ...] = (
    (),
    VERIFIED[1:],
    FORWARDED[1:],
    ((FAJAR, REJECT),),
    ((FAJAR, REJECT), (SITI, RESUBMIT)),
    ((FAJAR, REJECT), (SITI, RESUBMIT), (FAJAR, VERIFY), (BAYU, Claim())),
    ((SITI, Withdraw(reason="Batal.")),),
)
FILES = times(280, 1400)  # the race must last long enough for both to run, and to be killed, on a fast machine too


@pytest.mark.timeout(times(120, 1800))
async def test_after_a_standstill_two_processes_fire_every_missed_rung_once_and_in_order(postgres_url: str) -> None:
    async with open_permits(postgres_url, vault=vault(), book=office_rulebook) as permits:
        files = [await a_file(permits, ROADS[n % len(ROADS)]) for n in range(FILES)]
    await spoil(postgres_url, files[0].id)
    async with running(postgres_url, alarms()), killing(postgres_url) as killed:
        said = await race(postgres_url)
    async with open_permits(postgres_url, vault=vault(), book=office_rulebook) as permits:
        after = {file.id: await history(permits, file.id) for file in files[1:]}

    assert {file.id: expected(file) for file in files[1:]} == {
        permit: [said_by_the_clock(event) for event in events if said_by_the_clock(event)]
        for permit, events in after.items()
    }
    assert all(each["alerts"] for each in said), "each has had its share"
    assert len(killed) > 3


async def test_one_clockwork_leads_and_the_other_takes_over(postgres_url: str) -> None:
    """The lock is only there to spare work: what both do is done once all the same."""
    now = {"is": MONDAY}
    async with open_permits(postgres_url, vault=vault(), book=office_rulebook) as permits:
        both = [Clockwork(permits=permits, book=office_rulebook, clock=lambda: now["is"], every=0.05) for _ in range(2)]
        async with running(postgres_url, alarms()), asyncio.TaskGroup() as group:
            tasks = [group.create_task(wind(each, as_role(postgres_url, APP), standby=0.05)) for each in both]
            await submit(permits)
            now["is"] = NOW
            await until(lambda: sum(each.counts.alerts for each in both) == 5)
            leader = both[0] if both[0].counts.alerts else both[1]
            tasks[both.index(leader)].cancel()
            await submit(permits)
            await until(lambda: sum(each.counts.alerts for each in both) == 10)
            for task in tasks:
                task.cancel()

    assert [5, 5] == [each.counts.alerts for each in both]


async def a_file(permits: Permits, road: tuple[Step, ...]) -> Permit:
    permit = (await submit(permits)).permit
    done = await walk(permits, permit.id, *road)
    return done[-1].permit if done else permit


async def spoil(url: str, permit: UUID) -> None:
    """Let a newer program have written something that this one does not know."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(SPOIL, (permit,))


async def history(permits: Permits, permit: UUID) -> list[Event]:
    filed = await permits.get(permit)
    assert filed is not None
    return [event for _, event in filed.history]


def expected(file: Permit) -> list[str]:
    """What the clock has to say while nobody else does anything to this file."""
    if file.step is None:
        return []
    book = office_rulebook()
    coming = ladder(standing_of(file), book.sop(file.sop), book.calendar)
    alerts = [f"{alarm.rung} {alarm.nth}" for alarm in coming.alarms]
    return [*alerts, "lapsed"] if coming.lapses_at else alerts


def said_by_the_clock(event: Event) -> str | None:
    match event.fact:
        case Alerted(rung=rung, nth=nth):
            return f"{rung} {nth}"
        case Lapsed():
            return "lapsed"
        case _:
            return None


async def race(url: str) -> list[dict[str, Any]]:
    """Let two processes, both ready before either begins, run to their end; return what each has done."""
    arguments = ("-m", "tests.application.clock_office", url, NOW.isoformat(), "1")
    offices = [
        await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT, stdin=PIPE, stdout=PIPE)
        for _ in range(2)
    ]
    try:
        for each in offices:
            assert each.stdout is not None
            assert b"ready\n" == await each.stdout.readline()
        said = [out for out, _ in await asyncio.gather(*(each.communicate(b"go\n") for each in offices))]
    finally:
        for each in offices:
            if each.returncode is None:
                each.kill()
            await each.wait()
    return [json.loads(out.splitlines()[-1]) for out in said]  # after the log


@asynccontextmanager
async def killing(url: str) -> AsyncGenerator[list[int]]:
    """Kill a backend of the application every now and then, whatever it is doing."""
    killed: list[int] = []

    async def kill() -> None:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            while True:
                await asyncio.sleep(0.1)
                killed.extend(pid for pid, _ in await (await connection.execute(KILL, (APP,))).fetchall())

    async with asyncio.TaskGroup() as group:
        task = group.create_task(kill())
        yield killed
        task.cancel()


KILL: LiteralString = """
SELECT pid, pg_terminate_backend(pid)
  FROM pg_stat_activity
 WHERE datname = current_database()
   AND application_name = %s
 ORDER BY random()
 LIMIT 1
"""
SPOIL: LiteralString = """
INSERT INTO ledger.events
SELECT (SELECT max(notification_id) FROM ledger.events) + 1,
       originator_id, max(originator_version) + 1, 'Archived', '{"v":1}', now(), '-', '-', ''
  FROM ledger.events
 WHERE originator_id = %s
 GROUP BY originator_id
"""

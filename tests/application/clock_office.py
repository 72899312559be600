"""One process whose clockwork runs without asking who leads, until only the spoiled files are still due.

`python -m tests.application.clock_office URL NOW SPOILED` says that it is ready, waits for a line, and prints
what it has done, as JSON.
"""

import asyncio
import json
import sys
from dataclasses import asdict
from datetime import datetime
from math import inf

import psycopg
import uvloop

from api.clockwork import Agenda
from application.clockwork import Clockwork
from application.permits_on_postgres import open_permits
from application.postgres.database import APP, Timeouts, as_role
from projections.engine.connection import connector
from projections.sla.agenda import read_backlog
from tests.application.desk import vault
from tests.book import office_rulebook

TIMEOUTS = Timeouts(statement=2000, lock=1000)


async def wind(url: str, now: datetime, spoiled: int) -> None:
    async with open_permits(url, vault=vault(), book=office_rulebook, timeouts=TIMEOUTS) as permits:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.readline)
        clockwork = Clockwork(permits=permits, book=office_rulebook, clock=lambda: now, rest=0.02)
        while await go_round(url, clockwork, now) > spoiled:  # noqa: ASYNC110  what is waited for is another process
            await asyncio.sleep(0.01)
        lost = permits.counts.lost_connections
    json.dump({**asdict(clockwork.counts), "lost_connections": lost}, sys.stdout)


async def go_round(url: str, clockwork: Clockwork, now: datetime) -> float:
    """Return how many files are still due, as far as is known: endlessly many, where the session was killed."""
    try:
        async with await connector(as_role(url, APP))() as connection:
            await clockwork.go_round(Agenda(connection), now)
            return (await read_backlog(connection, now=now)).files
    except psycopg.OperationalError:
        return inf


if __name__ == "__main__":
    uvloop.run(wind(sys.argv[1], datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])))

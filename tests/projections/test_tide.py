"""Read-your-writes: whoever waits for a position is woken when it is reached, and asks the database for no more."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, OperationalError

from application.postgres.database import APP, as_role
from projections.engine.checkpoint import install
from projections.engine.connection import Connection
from projections.engine.tide import Tide
from tests.projections.histories import PLOTS, life
from tests.projections.office import (
    Connections,
    Log,
    app,
    append,
    both,
    cancelled_at_once,
    projector,
    running,
    until,
)

PERMIT = UUID(int=7)


async def nowhere() -> Connection:
    raise OperationalError("no database")


async def test_what_is_reached_is_not_waited_for() -> None:
    tide = Tide(nowhere)
    tide.rise("cases", 10)

    assert await tide.reached("cases", 10, within=0)


async def test_who_waits_is_woken_by_the_runner_of_this_process() -> None:
    tide = Tide(nowhere)
    waiting = [asyncio.create_task(tide.reached("cases", n, within=5)) for n in (1, 2, 3)]
    await asyncio.sleep(0.01)

    tide.rise("inbox", 9)
    tide.rise("cases", 2)
    await asyncio.sleep(0.01)

    assert [True, True, False] == [task.done() for task in waiting]
    tide.rise("cases", 3)
    assert [True, True, True] == await asyncio.gather(*waiting)
    await tide.close()


async def test_who_waits_in_vain_is_told_in_time() -> None:
    tide = Tide(nowhere)
    began = monotonic()

    assert not await tide.reached("cases", 1, within=0.1)

    assert 0.09 < monotonic() - began < 5  # the loop's clock counts whole milliseconds
    await tide.close()


async def test_who_waits_learns_of_a_runner_in_another_process(postgres_url: str) -> None:
    events = Log().record(life(PLOTS["delivered"], PERMIT))
    tide = Tide(app(postgres_url))
    async with running(postgres_url):
        append(postgres_url, events)

        assert await tide.reached("cases", len(events), within=20)
        assert await tide.reached("inbox", len(events), within=20)

    assert not await tide.reached("cases", len(events) + 1, within=0.05)
    await tide.close()


async def test_a_runner_tells_its_own_process(postgres_url: str) -> None:
    events = Log().record(life(PLOTS["delivered"], PERMIT))
    tide = Tide(nowhere)
    async with running(postgres_url, tide=tide):
        append(postgres_url, events)

        assert await tide.reached("cases", len(events), within=20)
    await tide.close()


async def test_a_thousand_who_wait_ask_as_often_as_one(postgres_url: str) -> None:
    async with counted(postgres_url) as (tide, connection):
        waiting = [tide.reached("cases", 1 + n % 7, within=0.5) for n in range(1_000)]

        assert {False} == set(await asyncio.gather(*waiting))
        assert 0 < connection.asked < 60


async def test_nobody_asks_while_nobody_waits(postgres_url: str) -> None:
    async with counted(postgres_url) as (tide, connection):
        await tide.reached("cases", 1, within=0.02)
        await asyncio.sleep(0.05)
        before = connection.asked

        await asyncio.sleep(0.1)

        assert before == connection.asked


async def test_a_tide_that_is_cancelled_as_it_closes_leaves_no_connection_open(postgres_url: str) -> None:
    connections = Connections(app(postgres_url))
    tide = Tide(connections)
    waiting = asyncio.create_task(tide.reached("cases", 1, within=20))
    await until(lambda: bool(connections.made))

    await cancelled_at_once(tide.close())
    waiting.cancel()

    assert [True] == [connection.closed for connection in connections.made]


class Counted(AsyncConnection[Any]):
    """A connection that counts what is asked of it."""

    asked = 0

    async def execute(self, *given: Any, **named: Any) -> Any:
        self.asked += 1
        return await super().execute(*given, **named)


@asynccontextmanager
async def counted(url: str) -> AsyncGenerator[tuple[Tide, Counted]]:
    async with await projector(url)() as connection:
        await install(connection, *both())
    async with await Counted.connect(as_role(url, APP), autocommit=True) as counting:

        async def connect() -> Connection:
            return counting

        tide = Tide(connect, every=0.01)
        yield tide, counting
        await tide.close()

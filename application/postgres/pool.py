"""A pool that gives only connections that answer, and gives them at once."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import monotonic

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from application.store import ConnectionLost


class Pool(AsyncConnectionPool[AsyncConnection[TupleRow]]):
    """After a restart of the server the connections in the pool are dead: found out here, not by whoever asks.

    The driver's own `check` pauses 0, 1, 2, 4 s between one dead connection and the next, and the oldest come first:
    four of them outlast the patience of most who wait, and where some die each second nobody is ever served.
    """

    async def getconn(self, timeout: float | None = None) -> AsyncConnection[TupleRow]:  # noqa: ASYNC109  the driver's
        deadline = monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            connection = await super().getconn(deadline - monotonic())
            if await self._answers(connection):
                return connection
            await self.putconn(connection)  # which sees that it is dead, and has another one made

    async def _answers(self, connection: AsyncConnection[TupleRow]) -> bool:
        try:
            await self.check_connection(connection)
        except psycopg.Error:
            return False
        except BaseException:  # cancelled: nobody else knows of this connection yet
            await self.putconn(connection)
            raise
        return True


def small_pool(url: str) -> Pool:
    """Return a pool, not open yet, for what is no command: a few connections, each statement a transaction."""
    return Pool(
        url,
        min_size=1,
        max_size=4,
        open=False,
        timeout=5,
        reconnect_timeout=1,  # then whoever asks next tries anew: a longer back-off outlasts the database's absence
        kwargs={"autocommit": True},
    )


@asynccontextmanager
async def connected(pool: Pool) -> AsyncGenerator[AsyncConnection[TupleRow]]:
    """Yield a connection; raise `ConnectionLost` where the database does not answer."""
    try:
        async with pool.connection() as connection:
            yield connection
    except (psycopg.OperationalError, PoolTimeout, OSError) as error:
        raise ConnectionLost(type(error).__name__) from error

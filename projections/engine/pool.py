"""A pool that gives only connections that answer, and gives them at once: `application.postgres.pool` for this room."""

from time import monotonic

import psycopg
from psycopg_pool import AsyncConnectionPool

from projections.engine.connection import Connection


class Pool(AsyncConnectionPool[Connection]):
    """After a restart of the server the connections in the pool are dead: found out here, not by whoever asks.

    The driver's own `check` pauses 0, 1, 2, 4 s between one dead connection and the next.
    """

    async def getconn(self, timeout: float | None = None) -> Connection:  # noqa: ASYNC109  the driver's
        deadline = monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            connection = await super().getconn(deadline - monotonic())
            if await self._answers(connection):
                return connection
            await self.putconn(connection)  # which sees that it is dead, and has another one made

    async def _answers(self, connection: Connection) -> bool:
        try:
            await self.check_connection(connection)
        except psycopg.Error:
            return False
        except BaseException:  # cancelled: nobody else knows of this connection yet
            await self.putconn(connection)
            raise
        return True

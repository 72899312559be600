"""How the projector connects: a statement is a transaction unless it says otherwise, and a dead line is noticed."""

from collections.abc import Awaitable, Callable
from typing import Any, LiteralString

from psycopg import AsyncConnection

Connection = AsyncConnection[Any]  # rows are what the cursor's row factory makes of them
Connect = Callable[[], Awaitable[Connection]]

# A batch may take longer than any request. A read model and its checkpoint are lost together or not at all, so
# waiting for the disk buys nothing. The keepalives end a session whose host has vanished, and with it the session's
# lock, within about 10 s.
_SETTINGS = b"""
SET statement_timeout = '60s';
SET synchronous_commit = off;
SET tcp_keepalives_idle = 4;
SET tcp_keepalives_interval = 2;
SET tcp_keepalives_count = 3;
"""
_LONG_ROW: LiteralString = "SELECT repeat(' ', 1048576)"


def connector(url: str) -> Connect:
    """Return a function that opens a connection to `url`, which names the role to act in."""

    async def connect() -> Connection:
        connection: Connection = await AsyncConnection.connect(
            url,
            autocommit=True,
            connect_timeout=5,
            keepalives_idle=4,
            keepalives_interval=2,
            keepalives_count=3,
        )
        try:
            await connection.execute(_SETTINGS)
            await widen(connection)
        except BaseException:  # also when cancelled: nobody else knows of this connection yet
            await connection.close()
            raise
        return connection

    return connect


async def widen(connection: Connection) -> None:
    """Let long answers come in at once: libpq's input buffer of 16 KiB grows to the largest row and never shrinks.

    Else a batch takes as many turns of the event loop as it has pieces: a projector beside a busy API fell behind
    without end.
    """
    await connection.execute(_LONG_ROW)

"""The ledger in PostgreSQL, asynchronously: few statements, prepared, binary, each a transaction of its own."""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from datetime import date
from typing import LiteralString
from uuid import UUID

import psycopg
from eventsourcing.persistence import Notification
from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import TupleRow, class_row

from application.append_call import APPEND, arguments, outcomes
from application.postgres.database import widen
from application.store import Busy, ConnectionLost, Kind, Known, Loaded, Outcome, Reservation, Stream, Write

Connections = Callable[[], AbstractAsyncContextManager[AsyncConnection[TupleRow]]]
Row = tuple[UUID, int, int, str | None, bytes | None, UUID | None]

# Events, then number and key of each permit, then known commands. OFFSET 0 keeps each look-up one descent of an index,
# whatever the statistics say.
LOAD: LiteralString = """
SELECT e.*
  FROM unnest(%b::uuid[]) p(id)
 CROSS JOIN LATERAL (
       SELECT originator_id, originator_version, notification_id, topic, state, NULL::uuid
         FROM ledger.events
        WHERE originator_id = p.id
        ORDER BY originator_version
       OFFSET 0) e
 UNION ALL
SELECT p.id, 0, 0, r.number, k.wrapped, NULL
  FROM unnest(%b::uuid[]) p(id)
  LEFT JOIN LATERAL (SELECT number FROM ledger.registrations WHERE permit = p.id OFFSET 0) r ON true
  LEFT JOIN LATERAL (SELECT wrapped FROM ledger.keys WHERE permit = p.id OFFSET 0) k ON true
 UNION ALL
SELECT k.*
  FROM unnest(%b::uuid[]) c(id)
 CROSS JOIN LATERAL (
       SELECT l.permit, l.version, l.position, r.number, l.fingerprint, l.command
         FROM ledger.commands l
         LEFT JOIN ledger.registrations r ON r.permit = l.permit
        WHERE l.command = c.id
       OFFSET 0) k
"""

TAKEN: LiteralString = """
SELECT c.space
  FROM unnest(%b::text[], %b::text[]) WITH ORDINALITY c(space, value, n)
  JOIN ledger.uniques u USING (space, value)
 WHERE u.permit <> %b::uuid
 ORDER BY c.n
 LIMIT 1
"""

TAIL: LiteralString = """
SELECT originator_id, originator_version, topic, state, notification_id
  FROM ledger.events
 WHERE originator_id = %b
   AND originator_version > %b
 ORDER BY originator_version
"""

RESERVE: LiteralString = """
SELECT register, year, seq, permit, draft_sha256, issued_on, reserved_at
  FROM ledger.reserve_decree_number(%b::text, %b::uuid, %b::text, %b::date)
"""

_SILENCE_S = 1.0  # past the server's own statement timeout: a cut network says nothing for ever
_CONNECT_S = 5


class OneConnection:
    """One connection, made when it is wanted and made anew after any trouble. For one user at a time."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: AsyncConnection[TupleRow] | None = None

    @asynccontextmanager
    async def __call__(self) -> AsyncGenerator[AsyncConnection[TupleRow]]:
        is_new = self._connection is None
        if self._connection is None:
            self._connection = await AsyncConnection.connect(
                self._url, autocommit=True, prepare_threshold=0, connect_timeout=_CONNECT_S
            )
        try:
            if is_new:
                with _watched(self._connection, _CONNECT_S):
                    await widen(self._connection)
            yield self._connection
        except BaseException:  # also a cancelled task: what is half done must not meet the next statement
            await self.close()
            raise

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


class PostgresStore:
    """A store over `connections`: a `OneConnection` for the writer, a pool's `connection` (autocommit) for readers."""

    def __init__(self, connections: Connections, *, statement_timeout_s: float = 10.0) -> None:
        self._connections = connections
        self._patience_s = statement_timeout_s + _SILENCE_S

    async def load(self, permits: Sequence[UUID], commands: Sequence[UUID] = ()) -> Loaded:
        wanted = list(permits)
        async with self._connected() as connection:
            cursor: AsyncCursor[Row] = connection.cursor(binary=True)
            await cursor.execute(LOAD, (wanted, wanted, list(commands)))
            return _loaded(await cursor.fetchall())

    async def tail(self, permit: UUID, version: int) -> Sequence[Notification]:
        async with self._connected() as connection:
            cursor = connection.cursor(binary=True)
            await cursor.execute(TAIL, (permit, version))
            return [Notification(*row) for row in await cursor.fetchall()]

    async def append(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        async with self._connected() as connection:
            cursor = connection.cursor(binary=True)
            await cursor.execute(APPEND, arguments(writes))
            return outcomes(await cursor.fetchall())

    async def taken(self, permit: UUID, uniques: Sequence[tuple[str, str]]) -> str | None:
        async with self._connected() as connection:
            cursor: AsyncCursor[tuple[str]] = connection.cursor(binary=True)
            await cursor.execute(TAKEN, ([space for space, _ in uniques], [value for _, value in uniques], permit))
            row = await cursor.fetchone()
            return row[0] if row else None

    async def reserve(self, register: str, permit: UUID, draft_sha256: str, issued_on: date) -> Reservation:
        async with self._connected() as connection:
            cursor = connection.cursor(binary=True, row_factory=class_row(Reservation))
            await cursor.execute(RESERVE, (register, permit, draft_sha256, issued_on))
            reservation = await cursor.fetchone()
            assert reservation is not None, "a reservation is always answered"
            return reservation

    async def close(self) -> None:
        """Close the one connection; a pool is closed by whoever opened it."""
        if isinstance(self._connections, OneConnection):
            await self._connections.close()

    @asynccontextmanager
    async def _connected(self) -> AsyncGenerator[AsyncConnection[TupleRow]]:
        try:
            async with self._connections() as connection:
                with _watched(connection, self._patience_s):
                    yield connection
        except psycopg.Error as error:
            raise _named(error) from error


@contextmanager
def _watched(connection: AsyncConnection[TupleRow], patience_s: float) -> Generator[None]:
    watch = asyncio.get_running_loop().call_later(patience_s, _hang_up, connection)
    try:
        yield
    finally:
        watch.cancel()


def _hang_up(connection: AsyncConnection[TupleRow]) -> None:
    """End a connection that says nothing. Cancelling would first ask the silent server to cancel (measured: 5 s)."""
    with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def _named(error: psycopg.Error) -> Exception:
    """Return what an error of the driver means to us, or itself."""
    state = error.sqlstate
    if state in _REFUSED or (state and state[:2] in _REFUSED_CLASSES):
        return Busy(str(error))
    from_the_wire = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    if from_the_wire and (state is None or state[:2] in _ENDED_CLASSES):
        return ConnectionLost(str(error))
    return error


# What the server refused and rolled back (PostgreSQL manual, appendix A): a lock or statement timeout, not the primary;
# transaction rollbacks (40), no resources (53). Then what ends a session: connection exceptions (08), shutdown (57P0x).
_REFUSED = frozenset({"55P03", "57014", "25006"})
_REFUSED_CLASSES = frozenset({"40", "53"})
_ENDED_CLASSES = frozenset({"08", "57"})


def _loaded(rows: Iterable[Row]) -> Loaded:
    events: dict[UUID, list[Notification]] = {}
    streams: dict[UUID, Stream] = {}
    commands: dict[UUID, Known] = {}
    for permit, version, position, text, data, command in rows:
        if command is not None:
            assert data is not None, "a command has a fingerprint"
            commands[command] = Known(data, Outcome(Kind.REPLAY, permit, version, position, text))
        elif position:
            assert text is not None, "an event has a topic"
            assert data is not None, "an event has a state"
            events.setdefault(permit, []).append(Notification(permit, version, text, data, position))
        elif permit in events:
            streams[permit] = Stream(permit, tuple(events[permit]), data, text)
    return Loaded(streams, commands)

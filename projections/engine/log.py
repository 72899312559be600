"""Reading the log: batches in position order for whoever follows it, one stream for whoever folds a permit again.

Positions have no gaps and commit in order, so "everything after n" never misses what a slower writer commits later.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString
from uuid import UUID

from projections.engine.connection import Connect, Connection
from projections.engine.recorded import OpenState, Recorded

_SELECT: LiteralString = """
SELECT e.notification_id, e.originator_id, e.originator_version, e.topic, e.state, r.number, k.wrapped
  FROM ledger.events e
  LEFT JOIN ledger.registrations r
    ON r.permit = e.originator_id
   AND e.topic = 'Submitted'
  LEFT JOIN ledger.keys k
    ON k.permit = e.originator_id
   AND e.topic IN ('Submitted', 'AuthorityGiven')
"""
_BATCH: LiteralString = (
    _SELECT
    + """
 WHERE e.notification_id > %s
 ORDER BY e.notification_id
 LIMIT %s
"""
)
_STREAM: LiteralString = (
    _SELECT
    + """
 WHERE e.originator_id = %s
   AND e.notification_id <= %s
 ORDER BY e.originator_version
"""
)
_STREAMS: LiteralString = (
    _SELECT
    + """
 WHERE e.originator_id = ANY (%s)
 ORDER BY e.originator_id, e.originator_version
"""
)


async def read_batch(connection: Connection, open_state: OpenState, *, after: int, limit: int) -> tuple[Recorded, ...]:
    """Return up to `limit` events after position `after`, in order."""
    return await _read(connection, open_state, _BATCH, (after, limit))


async def read_stream(
    connection: Connection, open_state: OpenState, permit: UUID, *, until: int
) -> tuple[Recorded, ...]:
    """Return a permit's events up to position `until`, in order."""
    return await _read(connection, open_state, _STREAM, (permit, until))


async def read_streams(
    connection: Connection, open_state: OpenState, permits: Sequence[UUID]
) -> Mapping[UUID, Sequence[Recorded]]:
    """Return the events of each of these permits, in order."""
    streams: dict[UUID, list[Recorded]] = {}
    for event in await _read(connection, open_state, _STREAMS, (permits,)):
        streams.setdefault(event.permit, []).append(event)
    return streams


async def read_head(connection: Connection) -> int:
    """Return the last position, 0 in an empty log."""
    cursor = await connection.execute("SELECT position FROM ledger.head")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


class Tape:
    """Batches of the log for several followers in one process: each is read once, and the next one ahead of time.

    Followers are rarely more than a batch apart; one that is reads for itself.
    """

    def __init__(self, connect: Connect, open_state: OpenState, *, batch: int, keep: int = 2) -> None:
        self._connect = connect
        self._open_state = open_state
        self._batch = batch
        self._keep = keep
        self._kept: OrderedDict[int, tuple[Recorded, ...]] = OrderedDict()
        self._ahead: dict[int, asyncio.Task[tuple[Recorded, ...]]] = {}
        self._reading = asyncio.Lock()
        self._connecting = asyncio.Lock()
        self._connection: Connection | None = None

    async def after(self, position: int) -> tuple[Recorded, ...]:
        """Return events after `position`, none at the head; raise psycopg.Error when the database is away."""
        async with self._reading:
            if position in self._kept:
                return self._kept[position]
            events = await (self._ahead.pop(position, None) or self._read(position))
            if events:
                self._remember(position, events)
            if len(events) == self._batch:
                await self._read_ahead(events[-1].position)
            return events

    async def close(self) -> None:
        try:
            await self._drop_ahead()
        finally:  # also when whoever closes is cancelled meanwhile
            if self._connection is not None:
                await self._connection.close()

    async def _read(self, position: int) -> tuple[Recorded, ...]:
        return await read_batch(await self._connected(), self._open_state, after=position, limit=self._batch)

    async def _connected(self) -> Connection:
        # Who reads ahead and who reads must not make one each: nobody would close the first.
        async with self._connecting:
            if self._connection is None or self._connection.closed:
                self._connection = await self._connect()
            return self._connection

    async def _read_ahead(self, position: int) -> None:
        """A full batch is followed by another one, most likely: read it while this one is applied."""
        if position not in self._ahead:
            await self._drop_ahead()
            self._ahead[position] = asyncio.create_task(self._read(position))

    async def _drop_ahead(self) -> None:
        waste = list(self._ahead.values())
        self._ahead.clear()
        for task in waste:
            task.cancel()
        await asyncio.gather(*waste, return_exceptions=True)

    def _remember(self, position: int, events: tuple[Recorded, ...]) -> None:
        self._kept[position] = events
        while len(self._kept) > self._keep:
            self._kept.popitem(last=False)


async def _read(
    connection: Connection, open_state: OpenState, query: LiteralString, parameters: Sequence[object]
) -> tuple[Recorded, ...]:
    async with connection.cursor(binary=True) as cursor:
        await cursor.execute(query, parameters)
        rows: Iterable[tuple[Any, ...]] = await cursor.fetchall()  # the columns of _SELECT
    return tuple(Recorded(open_state, *row) for row in rows)

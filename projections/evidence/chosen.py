"""The part of the ledger that somebody asks for, piece by piece: in the order of positions, or file by file.

What is written stays and positions have no gaps, so that "up to this position" is a snapshot by itself: each piece is
a short query with a connection of its own. Whoever reads slowly, or never again, holds neither a connection nor a
transaction that keeps the database from tidying up.
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing
from datetime import datetime
from enum import Enum
from typing import LiteralString, NamedTuple, TypeVar
from uuid import UUID

from psycopg import sql
from psycopg.rows import args_row

from projections.engine.connection import Connection
from projections.trail_page import kinds_of
from projections.trail_sought import Sought
from projections.trail_windows import Window, bounds_of

Connected = Callable[[], AbstractAsyncContextManager[Connection]]
PIECE = 1000
Row = TypeVar("Row")


class Order(Enum):
    """In which order events come: as they were written, or each file's together."""

    POSITION = 1
    FILE = 2


class Stored(NamedTuple):
    """An event as it is stored; `number` is its file's registration number."""

    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes
    recorded_at: datetime
    actor: str
    role: str
    leaf: bytes
    number: str | None


class Piece(NamedTuple):
    """Events that were chosen, and how many were looked at to find them."""

    events: list[Stored]
    looked_at: int


async def read_chosen(connected: Connected, chosen: Sought, *, order: Order, head: int) -> AsyncGenerator[Piece]:
    """Yield what is sought of the events up to position `head`."""
    async with connected() as connection:
        bounds = await bounds_of(connection, chosen, head=head)
        kinds = await kinds_of(connection, chosen) if chosen.is_of_a_kind else None
    if kinds == [] or bounds.after + 1 >= bounds.before:
        return
    reading = _Reading(connected, chosen, kinds, bounds)
    by_file = chosen.stream is not None or order is Order.FILE
    async with aclosing(reading.by_file(head) if by_file else reading.by_position()) as pieces:
        async for piece in pieces:
            yield piece


class _Reading:
    """One export on its way. What is not filtered by the trail's index is read past it: nothing there can hide it."""

    def __init__(self, connected: Connected, chosen: Sought, kinds: list[int] | None, bounds: Window) -> None:
        self._connected, self._chosen, self._bounds = connected, chosen, bounds
        indexed = kinds is not None or chosen.is_of_a_time or chosen.correlation is not None
        self._parts = {"index": sql.SQL(_INDEX if indexed else ""), "fits": sql.SQL(_FITS if indexed else "")}
        self._asked: dict[str, object] = {
            "kinds": kinds,
            "since": chosen.since,
            "until": chosen.until,
            "correlation": chosen.correlation,
        }

    async def by_position(self) -> AsyncGenerator[Piece]:
        """However few events fit, no query looks at more than a piece of the ledger."""
        last = self._bounds.before - 1
        for low in range(self._bounds.after, last, PIECE):
            high = min(low + PIECE, last)
            yield Piece(await self._rows(_POSITIONS, Stored, {"low": low, "high": high}), high - low)

    async def by_file(self, head: int) -> AsyncGenerator[Piece]:
        """The index of streams and versions is walked along; events that do not fit come without their state."""
        stream, version = self._chosen.stream or _FIRST, 0
        walk = {
            "after": self._bounds.after,
            "before": self._bounds.before,
            "head": head,
            "end": self._chosen.stream or _LAST,
            "limit": PIECE,
        }
        while True:
            seen = await self._rows(_FILES, _Seen, {**walk, "stream": stream, "version": version})
            yield Piece([Stored(*each[1:]) for each in seen if each.fits], len(seen))
            if len(seen) < PIECE:
                return
            stream, version = seen[-1].stream, seen[-1].version

    async def _rows(self, query: LiteralString, kind: type[Row], place: Mapping[str, object]) -> list[Row]:
        async with self._connected() as connection, connection.cursor(row_factory=args_row(kind), binary=True) as rows:
            await rows.execute(sql.SQL(query).format(**self._parts), {**self._asked, **place})
            return await rows.fetchall()


class _Seen(NamedTuple):
    """An event that was looked at; what is after `fits` is a `Stored`, its state empty where it does not fit."""

    fits: bool
    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes
    recorded_at: datetime
    actor: str
    role: str
    leaf: bytes
    number: str | None


_FIRST, _LAST = UUID(int=0), UUID(int=2**128 - 1)
_INDEX: LiteralString = "LEFT JOIN ledger.trail_index i ON i.position = e.notification_id"
_FITS: LiteralString = """
   AND (%(kinds)s::integer[] IS NULL OR i.kind = ANY (%(kinds)s))
   AND (%(since)s::timestamptz IS NULL OR i.at >= %(since)s)
   AND (%(until)s::timestamptz IS NULL OR i.at < %(until)s)
   AND (%(correlation)s::text IS NULL OR i.correlation = md5(%(correlation)s)::uuid)
"""
_POSITIONS: LiteralString = """
SELECT e.notification_id, e.originator_id, e.originator_version, e.topic, e.state, e.recorded_at, e.actor, e.role,
       e.leaf,
       (SELECT r.number FROM ledger.registrations r WHERE r.permit = e.originator_id)
  FROM ledger.events e
  {index}
 WHERE e.notification_id > %(low)s
   AND e.notification_id <= %(high)s
   {fits}
 ORDER BY e.notification_id
"""
_FILES: LiteralString = """
SELECT coalesce(s.fits, false), s.position, s.stream, s.version, s.topic,
       CASE WHEN s.fits THEN s.state ELSE '' END,
       s.recorded_at, s.actor, s.role, s.leaf,
       CASE WHEN s.fits THEN (SELECT r.number FROM ledger.registrations r WHERE r.permit = s.stream) END
  FROM (SELECT e.notification_id > %(after)s
               AND e.notification_id < %(before)s
               {fits} AS fits,
               e.notification_id AS position,
               e.originator_id AS stream,
               e.originator_version AS version,
               e.topic, e.state, e.recorded_at, e.actor, e.role, e.leaf
          FROM ledger.events e
          {index}
         WHERE e.notification_id <= %(head)s
           AND (e.originator_id, e.originator_version) > (%(stream)s, %(version)s::bigint)
           AND e.originator_id <= %(end)s
         ORDER BY e.originator_id, e.originator_version
         LIMIT %(limit)s) s
 ORDER BY s.stream, s.version
"""

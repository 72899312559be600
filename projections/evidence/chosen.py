"""The part of the ledger that somebody asks for, piece by piece: in the order of positions, or file by file.

What is written stays and positions have no gaps, so that "up to this position" is a snapshot by itself: each piece is
a short query with a connection of its own. Whoever reads slowly, or never again, holds neither a connection nor a
transaction that keeps the database from tidying up.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import LiteralString, NamedTuple
from uuid import UUID

from psycopg.rows import args_row

from projections.engine.connection import Connection

Connected = Callable[[], AbstractAsyncContextManager[Connection]]
PIECE = 1000


class Order(Enum):
    """In which order events come: as they were written, or each file's together."""

    POSITION = 1
    FILE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The contract's filters. `since` and `until` are of the hour in the state: whoever opens it looks at them."""

    application: UUID | None = None
    fact: str | None = None
    actor: str | None = None
    role: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: int = 0
    before: int | None = None

    def last(self, head: int) -> int:
        """Return the last position that may be read in a ledger that ends at `head`."""
        return head if self.before is None else min(head, self.before - 1)


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


async def read_chosen(connected: Connected, chosen: Chosen, *, order: Order, head: int) -> AsyncGenerator[Piece]:
    """Yield what `chosen` names of the events up to position `head`."""
    if chosen.application or order is Order.FILE:
        pieces = _by_file(connected, chosen, head)
    else:
        pieces = _by_position(connected, chosen, head)
    async with aclosing(pieces):
        async for piece in pieces:
            yield piece


async def _by_position(connected: Connected, chosen: Chosen, head: int) -> AsyncGenerator[Piece]:
    """However few events fit, no query looks at more than a piece of the ledger."""
    last = chosen.last(head)
    for low in range(chosen.after, last, PIECE):
        high = min(low + PIECE, last)
        async with connected() as connection, connection.cursor(row_factory=args_row(Stored), binary=True) as cursor:
            await cursor.execute(_POSITIONS, {**_filters(chosen), "low": low, "high": high})
            events = await cursor.fetchall()
        yield Piece(events, high - low)


async def _by_file(connected: Connected, chosen: Chosen, head: int) -> AsyncGenerator[Piece]:
    """The index of streams and versions is walked along; events that do not fit come without their state."""
    stream, version = chosen.application or _FIRST, 0
    bounds = {
        **_filters(chosen),
        "after": chosen.after,
        "last": chosen.last(head),
        "head": head,
        "end": chosen.application or _LAST,
        "limit": PIECE,
    }
    while True:
        async with connected() as connection, connection.cursor(row_factory=args_row(_Seen), binary=True) as cursor:
            await cursor.execute(_FILES, {**bounds, "stream": stream, "version": version})
            seen = await cursor.fetchall()
        yield Piece([Stored(*each[1:]) for each in seen if each.fits], len(seen))
        if len(seen) < PIECE:
            return
        stream, version = seen[-1].stream, seen[-1].version


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


def _filters(chosen: Chosen) -> dict[str, object]:
    return {"fact": chosen.fact, "actor": chosen.actor, "role": chosen.role}


_FIRST, _LAST = UUID(int=0), UUID(int=2**128 - 1)
_POSITIONS: LiteralString = """
SELECT e.notification_id, e.originator_id, e.originator_version, e.topic, e.state, e.recorded_at, e.actor, e.role,
       e.leaf,
       (SELECT r.number FROM ledger.registrations r WHERE r.permit = e.originator_id)
  FROM ledger.events e
 WHERE e.notification_id > %(low)s
   AND e.notification_id <= %(high)s
   AND (%(fact)s::text IS NULL OR e.topic = %(fact)s)
   AND (%(actor)s::text IS NULL OR e.actor = %(actor)s)
   AND (%(role)s::text IS NULL OR e.role = %(role)s)
 ORDER BY e.notification_id
"""
_FILES: LiteralString = """
SELECT s.fits, s.position, s.stream, s.version, s.topic,
       CASE WHEN s.fits THEN s.state ELSE '' END,
       s.recorded_at, s.actor, s.role, s.leaf,
       CASE WHEN s.fits THEN (SELECT r.number FROM ledger.registrations r WHERE r.permit = s.stream) END
  FROM (SELECT e.notification_id > %(after)s
               AND e.notification_id <= %(last)s
               AND (%(fact)s::text IS NULL OR e.topic = %(fact)s)
               AND (%(actor)s::text IS NULL OR e.actor = %(actor)s)
               AND (%(role)s::text IS NULL OR e.role = %(role)s) AS fits,
               e.notification_id AS position,
               e.originator_id AS stream,
               e.originator_version AS version,
               e.topic, e.state, e.recorded_at, e.actor, e.role, e.leaf
          FROM ledger.events e
         WHERE e.notification_id <= %(head)s
           AND (e.originator_id, e.originator_version) > (%(stream)s, %(version)s::bigint)
           AND e.originator_id <= %(end)s
         ORDER BY e.originator_id, e.originator_version
         LIMIT %(limit)s) s
 ORDER BY s.stream, s.version
"""

"""One event of the trail with what stands around it: in the log, in its stream, and in its own command."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from projections.engine.connection import Connection
from projections.trail import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """An event in few words."""

    position: int
    version: int
    fact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The positions before and after, in the log and in the stream, and all events of the same command, in order."""

    previous: int | None
    next: int | None
    previous_in_stream: int | None
    next_in_stream: int | None
    command: tuple[Neighbour, ...]


async def event_at(connection: Connection, position: int) -> tuple[Entry, Surroundings] | None:
    """Return the event at this position, None past the end."""
    async with connection.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(_EVENT, {"position": position})
        entry = await cursor.fetchone()
    return (entry, await _surroundings(connection, entry)) if entry else None


async def stream_with_number(connection: Connection, number: str, decree_number: str) -> UUID | None:
    """Return whose registration number, or whose decree's number, this is."""
    cursor = await connection.execute(_NUMBERED, {"number": number, "decree": decree_number})
    row = await cursor.fetchone()
    return row[0] if row else None


async def numbers_of(connection: Connection, streams: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return the registration numbers of these applications; other streams have none."""
    cursor = await connection.execute(_NUMBERS, {"streams": list(set(streams))})
    return dict(await cursor.fetchall())


async def _surroundings(connection: Connection, entry: Entry) -> Surroundings:
    cursor = await connection.execute(_AROUND, {"stream": entry.stream, "version": entry.version})
    around = {version: (position, fact, same) for version, position, fact, same in await cursor.fetchall()}
    cursor = await connection.execute(_IS_LAST, {"position": entry.position})
    is_last = await cursor.fetchone() is None
    before, after = around.get(entry.version - 1), around.get(entry.version + 1)
    return Surroundings(
        previous=entry.position - 1 or None,
        next=None if is_last else entry.position + 1,
        previous_in_stream=before and before[0],
        next_in_stream=after and after[0],
        command=tuple(
            Neighbour(position=position, version=version, fact=fact)
            for version, (position, fact, same) in around.items()
            if same
        ),
    )


_EVENT: LiteralString = """
SELECT notification_id AS position,
       originator_id AS stream,
       originator_version AS version,
       topic, state, recorded_at, leaf
  FROM ledger.events
 WHERE notification_id = %(position)s
"""
_IS_LAST: LiteralString = "SELECT FROM ledger.events WHERE notification_id = %(position)s + 1"
# A command brings about two or three facts.
_AROUND: LiteralString = """
SELECT e.originator_version, e.notification_id, e.topic,
       (ledger.trail_head(e.state) ->> 'command') = (ledger.trail_head(o.state) ->> 'command')
  FROM ledger.events o
  JOIN ledger.events e
    ON e.originator_id = o.originator_id
   AND e.originator_version BETWEEN o.originator_version - 8 AND o.originator_version + 8
 WHERE o.originator_id = %(stream)s
   AND o.originator_version = %(version)s
 ORDER BY e.originator_version
"""
_NUMBERS: LiteralString = "SELECT permit, number FROM ledger.registrations WHERE permit = ANY (%(streams)s)"
_NUMBERED: LiteralString = """
SELECT permit
  FROM ((SELECT permit
           FROM ledger.registrations
          WHERE number = %(number)s)
        UNION ALL
        (SELECT permit
           FROM ledger.uniques
          WHERE space = 'decree'
            AND value = %(decree)s)) n
 LIMIT 1
"""

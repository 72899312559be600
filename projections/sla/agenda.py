"""Questions to the clock's agenda: which files it is to speak for now, and when it is to speak next."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from projections.engine.connection import Connection

COUNTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A file for which the clock is to speak since `next_at`, as of this version of the file."""

    permit: UUID
    version: int
    next_at: datetime


async def due_files(
    connection: Connection, *, now: datetime, after: Due | None = None, limit: int = 100
) -> tuple[Due, ...]:
    """Return files that are due by `now`, the longest due first; `after` is the last of the page before."""
    async with connection.cursor(row_factory=class_row(Due)) as cursor:
        since, permit = (after.next_at, after.permit) if after else ("-infinity", UUID(int=0))
        await cursor.execute(_DUE, {"now": now, "since": since, "permit": permit, "limit": limit})
        return tuple(await cursor.fetchall())


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many files wait for the clock (at most `COUNTED` are counted), and for how long the first of them has."""

    files: int
    seconds: float


async def read_backlog(connection: Connection, *, now: datetime) -> Backlog:
    """Return what the clock has not done although it is due: nothing, while one is running."""
    async with connection.cursor(row_factory=class_row(Backlog)) as cursor:
        await cursor.execute(_BACKLOG, {"now": now, "counted": COUNTED})
        found = await cursor.fetchone()
    assert found is not None, "an aggregate has a row"
    return found


async def next_alarm(connection: Connection, *, now: datetime) -> datetime | None:
    """Return the first instant after `now` at which the clock is to speak; None while nothing is to come."""
    cursor = await connection.execute(_NEXT, {"now": now})
    row = await cursor.fetchone()
    return row[0] if row else None


_DUE: LiteralString = """
SELECT permit, version, next_at
  FROM read.alarms
 WHERE next_at <= %(now)s
   AND (next_at, permit) > (%(since)s::timestamptz, %(permit)s::uuid)
 ORDER BY next_at, permit
 LIMIT %(limit)s
"""
_BACKLOG: LiteralString = """
SELECT count(*) AS files,
       coalesce(extract(epoch FROM %(now)s - min(next_at)), 0)::float8 AS seconds
  FROM (SELECT next_at
          FROM read.alarms
         WHERE next_at <= %(now)s
         ORDER BY next_at
         LIMIT %(counted)s) waiting
"""
_NEXT: LiteralString = """
SELECT min(next_at)
  FROM read.alarms
 WHERE next_at > %(now)s
"""

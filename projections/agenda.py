"""Questions to the clock's agenda: which files it is to speak for now, and when it is to speak next."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from projections.connection import Connection


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
_NEXT: LiteralString = """
SELECT min(next_at)
  FROM read.alarms
 WHERE next_at > %(now)s
"""

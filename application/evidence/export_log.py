"""Who took the trail away, when and how much of it: noted before the first byte leaves, and again at the end.

Rows are only added. Whoever finds an export without an end knows that it runs, or that its process died.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from application.postgres.pool import Pool, connected, small_pool

Key = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Who takes the trail away, and, where the law asks for one, the reason."""

    sub: str
    name: str
    role: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was sent: events, the first and last of their positions, the bytes and their SHA-256."""

    events: int
    first: int | None
    last: int | None
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export as it was noted; what follows `reason` is None until its end was noted."""

    export: UUID
    started_at: datetime
    sub: str
    name: str
    role: str
    format: str
    filters: Mapping[str, Any]
    head: int
    reason: str | None
    ended_at: datetime | None
    outcome: str | None
    events: int | None
    first_position: int | None
    last_position: int | None
    bytes: int | None
    sha256: str | None


@asynccontextmanager
async def export_log(url: str) -> "AsyncGenerator[ExportLog]":
    """Yield the log in the database at `url`, which must be the primary."""
    async with small_pool(url) as pool:
        yield ExportLog(pool)


class ExportLog:
    """Every method raises `ConnectionLost` where the database does not answer."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def begin(self, export: UUID, by: Taker, *, form: str, filters: Mapping[str, Any], head: int) -> None:
        """Note that `by` is about to take what `filters` choose of the events up to `head`."""
        row = (export, by.sub, by.name, by.role, form, Jsonb(filters), head, by.reason)
        async with connected(self._pool) as connection:
            await connection.execute(_BEGIN, row)

    async def end(self, export: UUID, tally: Tally, *, complete: bool) -> None:
        """Note what was sent; the first end of an export counts."""
        outcome = "complete" if complete else "cut"
        row = (export, outcome, tally.events, tally.first, tally.last, tally.size, tally.sha256)
        async with connected(self._pool) as connection:
            await connection.execute(_END, row)

    async def find(self, export: UUID) -> Export | None:
        async with connected(self._pool) as connection, connection.cursor(row_factory=class_row(Export)) as cursor:
            await cursor.execute(_ONE, (export,))
            return await cursor.fetchone()

    async def newest(self, *, after: Key | None, limit: int) -> list[Export]:
        """Return up to `limit` exports, the newest first, from those that began before `after`."""
        at, export = after or ("infinity", _LAST)
        async with connected(self._pool) as connection, connection.cursor(row_factory=class_row(Export)) as cursor:
            await cursor.execute(_PAGE, (at, export, limit))
            return await cursor.fetchall()


_LAST = str(UUID(int=2**128 - 1))
_BEGIN: LiteralString = """
INSERT INTO ledger.exports (export, sub, name, role, format, filters, head, reason)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_END: LiteralString = """
INSERT INTO ledger.export_ends (export, outcome, events, first_position, last_position, bytes, sha256)
VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""
_SELECT: LiteralString = """
SELECT e.export, e.started_at, e.sub, e.name, e.role, e.format, e.filters, e.head, e.reason,
       d.ended_at, d.outcome, d.events, d.first_position, d.last_position, d.bytes, d.sha256
  FROM ledger.exports e
  LEFT JOIN ledger.export_ends d USING (export)
"""
_ONE: LiteralString = _SELECT + " WHERE e.export = %s"
_PAGE: LiteralString = (
    _SELECT
    + """
 WHERE (e.started_at, e.export) < (%s::timestamptz, %s::uuid)
 ORDER BY e.started_at DESC, e.export DESC
 LIMIT %s
"""
)

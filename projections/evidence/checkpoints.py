"""Checkpoints as they were signed: the newest, one of a size, and all of them page by page, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from projections.engine.connection import Connection

_SELECT: LiteralString = """
SELECT c.size, c.root, c.note, c.key_id, c.sealed_at, t.token, t.stamped_at
  FROM ledger.checkpoints c
  LEFT JOIN ledger.timestamps t
 USING (origin, size)
 WHERE c.origin = %(origin)s
"""
_PAGE: LiteralString = """
   AND (%(below)s::bigint IS NULL OR c.size < %(below)s)
   AND (%(since)s::timestamptz IS NULL OR c.sealed_at >= %(since)s)
   AND (%(until)s::timestamptz IS NULL OR c.sealed_at < %(until)s)
 ORDER BY c.size DESC
 LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A checkpoint; `token` is a time stamp over its note, where there is one."""

    size: int
    root: bytes
    note: str
    key_id: bytes
    sealed_at: datetime
    token: bytes | None
    stamped_at: datetime | None


async def checkpoint_of(connection: Connection, origin: str, size: int) -> Sealed | None:
    """Return the checkpoint of exactly this size."""
    async with connection.cursor(row_factory=class_row(Sealed)) as cursor:
        await cursor.execute(_SELECT + " AND c.size = %(size)s", {"origin": origin, "size": size})
        return await cursor.fetchone()


async def newest_checkpoint(connection: Connection, origin: str) -> Sealed | None:
    page = await checkpoints(connection, origin, below=None, since=None, until=None, limit=1)
    return page[0] if page else None


async def checkpoints(
    connection: Connection,
    origin: str,
    *,
    below: int | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
) -> Sequence[Sealed]:
    """Return checkpoints of fewer than `below` events that were sealed in this time."""
    async with connection.cursor(row_factory=class_row(Sealed)) as cursor:
        asked = {"origin": origin, "below": below, "since": since, "until": until, "limit": limit}
        await cursor.execute(_SELECT + _PAGE, asked)
        return await cursor.fetchall()

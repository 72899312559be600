"""How much was recorded in a stretch of time, and a digest of it: straight from the log, never from a read model.

Nothing is kept of an answer: a digest that was kept would still be right after somebody changed what it is of.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from projections.engine.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What was recorded in a period: `digest` is the SHA-256 of the leaves (32 bytes each) in the order of positions.

    `expected` is how many positions there are from the first one to the last: more than `count` where some are missing.
    """

    first: int | None
    last: int | None
    count: int
    expected: int
    digest: bytes


async def recorded_within(connection: Connection, begins: datetime, ends: datetime) -> Recorded:
    """Return what was recorded from `begins` on and before `ends`."""
    cursor = await connection.execute(_BOUNDS, (begins, ends))
    row = await cursor.fetchone()
    assert row is not None, "two calls make a row"
    first, past = row
    cursor = await connection.execute(_DIGEST, (first, past))
    row = await cursor.fetchone()
    assert row is not None, "an aggregate makes a row"
    count, digest = row
    some = past > first
    return Recorded(
        first=first if some else None,
        last=past - 1 if some else None,
        count=count,
        expected=past - first,
        digest=digest,
    )


async def first_recorded(connection: Connection) -> tuple[datetime | None, datetime]:
    """Return when the first event was recorded, None without any, and what time it is by the same clock."""
    cursor = await connection.execute(_FIRST)
    row = await cursor.fetchone()
    assert row is not None, "two scalars make a row"
    return row[0], row[1]


_BOUNDS: LiteralString = "SELECT ledger.position_since(%s), ledger.position_since(%s)"
# Within brackets, so that the rows come in the order of the index and are not sorted again.
_DIGEST: LiteralString = """
SELECT count(*), sha256(coalesce(string_agg(e.leaf, ''::bytea), ''))
  FROM (SELECT leaf
          FROM ledger.events
         WHERE notification_id >= %s
           AND notification_id < %s
         ORDER BY notification_id) e
"""
_FIRST: LiteralString = """
SELECT (SELECT recorded_at FROM ledger.events ORDER BY notification_id LIMIT 1), clock_timestamp()
"""

"""From instants to positions: where in the log the events of a time can stand, so that no other part of it is read.

Positions are recorded in the order of time. When something happened is told by whoever acts, and by a clock that may
be wrong: there each block of 1024 positions knows its first and last instant, and blocks side by side make a window.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from projections.engine.connection import Connection
from projections.trail_sought import Sought


@dataclass(frozen=True, slots=True)
class Window:
    """Positions strictly between two."""

    after: int
    before: int


async def bounds_of(connection: Connection, sought: Sought, *, head: int) -> Window:
    """Return where all that is sought stands, up to position `head`, as far as the order of the log tells."""
    after, before = sought.after, min(sought.before or head + 1, head + 1)
    if sought.recorded_since is not None:
        after = max(after, await _recorded_from(connection, sought.recorded_since, head) - 1)
    if sought.recorded_until is not None:
        before = min(before, await _recorded_from(connection, sought.recorded_until, head))
    return Window(after, before)


async def windows_of(connection: Connection, sought: Sought, bounds: Window, *, newest_first: bool) -> Sequence[Window]:
    """Return every window within bounds where something sought may stand, the first to look into first."""
    if bounds.after + 1 >= bounds.before:
        return ()
    if not sought.is_of_a_time:
        return (bounds,)
    cursor = await connection.execute(
        _HAPPENED,
        {
            "since": sought.since,
            "until": sought.until,
            "first": bounds.after // BLOCK,
            "last": (bounds.before - 2) // BLOCK,
        },
    )
    found = [
        Window(max(bounds.after, first * BLOCK), min(bounds.before, (last + 1) * BLOCK + 1))
        for first, last in await cursor.fetchall()
    ]
    return found[::-1] if newest_first else found


def growing(windows: Sequence[Window]) -> Iterator[Sequence[Window]]:
    """Yield the first window, then the next two, then four: mostly one is enough, and many are soon looked through."""
    start, size = 0, 1
    while start < len(windows):
        yield windows[start : start + size]
        start, size = start + size, 2 * size


async def _recorded_from(connection: Connection, since: datetime, head: int) -> int:
    """Return the first position recorded from this instant on, past `head` where there is none."""
    cursor = await connection.execute(_RECORDED, {"since": since})
    row = await cursor.fetchone()
    return int(row[0]) if row else head + 1


BLOCK = 1024  # as in application/sql/0010_trail.sql

_RECORDED: LiteralString = """
SELECT e.notification_id
  FROM ledger.events e
 WHERE e.notification_id > 1024 * coalesce(
           (SELECT b.block
              FROM ledger.trail_blocks b
             WHERE b.recorded_to >= %(since)s
             ORDER BY b.recorded_to, b.block
             LIMIT 1),
           (SELECT max(b.block) + 1
              FROM ledger.trail_blocks b),
           0)
   AND e.recorded_at >= %(since)s
 ORDER BY e.notification_id
 LIMIT 1
"""
# Full blocks with such an instant in them, and those that are not full yet; then runs of neighbours.
_HAPPENED: LiteralString = """
SELECT min(b.block), max(b.block)
  FROM (SELECT block, block - row_number() OVER (ORDER BY block) AS run
          FROM (SELECT block
                  FROM ledger.trail_blocks
                 WHERE block BETWEEN %(first)s AND %(last)s
                   AND (%(since)s::timestamptz IS NULL OR at_to >= %(since)s)
                   AND (%(until)s::timestamptz IS NULL OR at_from < %(until)s)
                 UNION ALL
                SELECT generate_series(greatest(%(first)s::bigint, (SELECT coalesce(max(block) + 1, 0)
                                                                     FROM ledger.trail_blocks)),
                                       %(last)s::bigint)) possible (block)) b
 GROUP BY b.run
 ORDER BY 1
"""

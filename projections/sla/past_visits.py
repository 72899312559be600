"""Visits that are over, in portions: as many as there are, for whoever judges them anew; none is kept here."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from domain.what_if import Flip, Late, Open, Past
from projections.engine.connection import Connection

TABLES = "sla_visits", "inbox"
# Each portion is judged between two turns of the event loop, in a millisecond or two.
_PORTION = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which visits are meant: those under one SOP that ended from `since` to before `until`.

    Of them only what may be judged differently is read: visits to `steps`, and those that the days `touched` concern.
    """

    sop_code: str
    since: datetime | None
    until: datetime | None
    steps: Collection[int]
    touched: tuple[datetime, datetime] | None

    @property
    def parameters(self) -> dict[str, Any]:
        begin, end = self.touched or ("infinity", "-infinity")
        return {
            "sop": self.sop_code,
            "since": self.since or "-infinity",
            "until": self.until or "infinity",
            "steps": list(self.steps),
            "begin": begin,
            "end": end,
        }


async def count_visits(connection: Connection, asked: Asked, *, most: int) -> Mapping[int, Mapping[Late, int]]:
    """Return how many visits of each step were late, on time and undated; of more than `most` only so many and one."""
    cursor = await connection.execute(_COUNTS, {**asked.parameters, "limit": most + 1})
    counts: dict[int, Counter[Late]] = {}
    for step, late, n in await cursor.fetchall():
        counts.setdefault(step, Counter())[late] = n
    return counts


async def past_visits(connection: Connection, asked: Asked) -> AsyncIterator[Iterable[Past]]:
    """Yield the visits that are over, portion by portion, in the caller's transaction."""
    async for rows in _portions(connection, _PAST, asked):
        yield rows


async def open_visits(connection: Connection, asked: Asked) -> AsyncIterator[Iterable[Open]]:
    """Yield the visits that last, whatever the range, portion by portion, in the caller's transaction."""
    async for rows in _portions(connection, _OPEN, asked):
        yield rows


async def numbers_of(connection: Connection, flips: Collection[Flip]) -> Mapping[bytes, str]:
    """Return the registration numbers of these visits' applications, by permit."""
    cursor = await connection.execute(_NUMBERS, ([UUID(bytes=flip.permit) for flip in flips],))
    return {permit.bytes: number for permit, number in await cursor.fetchall()}


async def _portions(connection: Connection, query: LiteralString, asked: Asked) -> AsyncIterator[list[Any]]:
    await connection.execute("SET LOCAL cursor_tuple_fraction = 1")  # all of it will be read
    async with connection.cursor(name="portions", binary=True) as cursor:
        await cursor.execute(query, asked.parameters)
        while rows := await cursor.fetchmany(_PORTION):
            yield rows


_COUNTS: LiteralString = """
SELECT step, late, count(*)
  FROM (SELECT step, late
          FROM read.sla_visits
         WHERE sop_code = %(sop)s
           AND left_at >= %(since)s::timestamptz
           AND left_at < %(until)s::timestamptz
         LIMIT %(limit)s) v
 GROUP BY step, late
"""
_PAST: LiteralString = """
SELECT uuid_send(permit), n, sop_version, step, entered_at, left_at, due_at, late
  FROM read.sla_visits
 WHERE sop_code = %(sop)s
   AND left_at >= %(since)s::timestamptz
   AND left_at < %(until)s::timestamptz
   AND (step = ANY (%(steps)s::integer[])
        OR (entered_at < %(end)s::timestamptz AND coalesce(due_at, 'infinity') >= %(begin)s::timestamptz))
"""
_OPEN: LiteralString = """
SELECT sop_version, step, entered_at, due_at
  FROM read.inbox
 WHERE sop_code = %(sop)s
   AND (step = ANY (%(steps)s::integer[])
        OR (entered_at < %(end)s::timestamptz AND coalesce(due_at, 'infinity') >= %(begin)s::timestamptz))
"""
_NUMBERS: LiteralString = """
SELECT DISTINCT permit, number
  FROM read.sla_visits
 WHERE permit = ANY (%s)
"""

"""Visits that a change of the calendar may concern, open and finished, streamed: they may be very many."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from domain.events import SopRef
from projections.engine.connection import Connection

# As many as are folded before somebody else gets a turn.
_AT_ONCE = 500

_OPEN: LiteralString = """
SELECT number, sop_code, sop_version, step, entered_at, NULL::timestamptz AS left_at
  FROM read.inbox
 WHERE entered_at < %(until)s
   AND coalesce(due_at, 'infinity') >= %(since)s
 ORDER BY entered_at, number
"""
# A visit that was over at once (step 1, where the applicant's own clock runs ahead) has an empty range.
_FINISHED: LiteralString = """
SELECT number, sop_code, sop_version, step, entered_at, left_at
  FROM read.sla_visits
 WHERE during && tstzrange(%(since)s, %(until)s)
 UNION ALL
SELECT number, sop_code, sop_version, step, entered_at, left_at
  FROM read.sla_visits
 WHERE left_at >= %(since)s
   AND left_at < %(until)s
   AND isempty(during)
"""


@dataclass(slots=True)
class DatedVisit:
    """Not frozen: there may be a million, and a frozen one takes ten times as long to make."""

    number: str
    sop_code: str
    sop_version: str
    step: int
    entered_at: datetime
    left_at: datetime | None

    @property
    def sop(self) -> SopRef:
        return SopRef(code=self.sop_code, version=self.sop_version)


def open_visits(connection: Connection, *, since: datetime, until: datetime) -> AsyncGenerator[DatedVisit]:
    """Yield the open visits that began before `until` and are due at `since` or later, or not dated, oldest first."""
    return _streamed(connection, _OPEN, since, until)


def finished_visits(connection: Connection, *, since: datetime, until: datetime) -> AsyncGenerator[DatedVisit]:
    """Yield the finished visits that lasted at some instant from `since` to `until`, in no order."""
    return _streamed(connection, _FINISHED, since, until)


async def _streamed(
    connection: Connection, query: LiteralString, since: datetime, until: datetime
) -> AsyncGenerator[DatedVisit]:
    async with connection.transaction(), connection.cursor("dated", row_factory=class_row(DatedVisit)) as cursor:
        cursor.itersize = _AT_ONCE
        await cursor.execute(query, {"since": since, "until": until}, binary=True)
        async for visit in cursor:
            yield visit

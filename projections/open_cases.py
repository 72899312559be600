"""Open files whose declared line is not broken yet, the next one first; and how long recent visits have taken."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from projections.engine.connection import Connection
from projections.queues import whole_second


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A file on somebody's desk, with the lines that it may break."""

    permit: UUID
    version: int
    number: str
    sop_code: str
    sop_version: str
    step: int
    role: str
    round: int
    entered_at: datetime
    declared_due_at: datetime
    summed_due_at: datetime | None
    legal_due_at: datetime | None
    legal_late: bool | None


async def open_cases(connection: Connection, sops: Collection[str], *, now: datetime, most: int) -> Sequence[OpenCase]:
    """Return up to `most` files under these SOPs that lie in the office and can still keep what is declared."""
    async with connection.cursor(row_factory=class_row(OpenCase)) as cursor:
        await cursor.execute(_OPEN, {"sops": list(sops), "now": whole_second(now), "most": most})
        return await cursor.fetchall()


async def recent_visits(
    connection: Connection, sop: str, steps: Collection[int], *, most: int
) -> Mapping[int, Sequence[int]]:
    """Return the working seconds of the latest `most` finished visits to each of these steps, the shortest first."""
    cursor = await connection.execute(_RECENT, {"sop": sop, "steps": list(steps), "most": most})
    return dict(await cursor.fetchall())


_OPEN: LiteralString = """
SELECT permit, version, number, sop_code, sop_version, step, role, visit_round AS round, entered_at,
       declared_due_at, summed_due_at, legal_due_at, legal_late
  FROM read.sla_cases
 WHERE ended_at IS NULL
   AND repair_at IS NULL
   AND step > 1
   AND declared_due_at >= %(now)s
   AND sop_code = ANY (%(sops)s)
 ORDER BY declared_due_at, permit
 LIMIT %(most)s
"""
_RECENT: LiteralString = """
SELECT s.step, array_agg(v.worked ORDER BY v.worked)
  FROM unnest(%(steps)s::integer[]) AS s (step)
 CROSS JOIN LATERAL (
       SELECT worked
         FROM read.sla_visits
        WHERE step = s.step
          AND sop_code = %(sop)s
        ORDER BY left_at DESC
        LIMIT %(most)s) v
 GROUP BY s.step
"""

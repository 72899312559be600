"""How much lies at each step of each permit type: what the desks' totals say, by the paper's rows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

from psycopg.rows import class_row

from domain.actor import SOP_ROLES
from projections.engine.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLoad:
    """The open visits to one step: all of them, those that are due soon, those that are overdue, those of nobody."""

    sop_code: str
    step: int
    open: int
    due_soon: int
    overdue: int
    unclaimed: int


async def step_loads(connection: Connection, *, now: datetime, sop: str | None = None) -> tuple[StepLoad, ...]:
    """Return what lies at each step where anything does, of one permit type or of all."""
    now = now.astimezone(UTC).replace(microsecond=0)
    midnight = now.replace(hour=0, minute=0, second=0)
    async with connection.cursor(row_factory=class_row(StepLoad)) as cursor:
        await cursor.execute(
            _LOADS,
            {"sop": sop, "roles": list(SOP_ROLES), "now": now, "midnight": midnight, "today": midnight.date()},
        )
        return tuple(await cursor.fetchall())


# As for the desks: the days before today are added up, and today's are counted in the queues themselves.
_LOADS: LiteralString = """
WITH counted AS (
    SELECT sop_code, step, measure, n
      FROM read.inbox_load
     WHERE measure IN ('open', 'unclaimed') OR day < %(today)s
     UNION ALL
    SELECT sop_code, step, 'due', 1
      FROM read.inbox
     WHERE role = ANY (%(roles)s)
       AND coalesce(due_at, 'infinity') >= %(midnight)s
       AND coalesce(due_at, 'infinity') < %(now)s
     UNION ALL
    SELECT sop_code, step, 'soon', 1
      FROM read.inbox
     WHERE role = ANY (%(roles)s)
       AND soon_at >= %(midnight)s
       AND soon_at <= %(now)s
     UNION ALL
    SELECT sop_code, step, 'claim_ends', 1
      FROM read.inbox
     WHERE role = ANY (%(roles)s)
       AND claim_ends_at >= %(midnight)s
       AND claim_ends_at <= %(now)s
)
SELECT sop_code,
       step,
       coalesce(sum(n) FILTER (WHERE measure = 'open'), 0)::bigint AS open,
       coalesce(sum(n) FILTER (WHERE measure = 'due'), 0)::bigint AS overdue,
       (coalesce(sum(n) FILTER (WHERE measure = 'soon'), 0)
        - coalesce(sum(n) FILTER (WHERE measure = 'due'), 0))::bigint AS due_soon,
       coalesce(sum(n) FILTER (WHERE measure IN ('unclaimed', 'claim_ends')), 0)::bigint AS unclaimed
  FROM counted
 WHERE %(sop)s::text IS NULL OR sop_code = %(sop)s
 GROUP BY sop_code, step
 ORDER BY sop_code, step
"""

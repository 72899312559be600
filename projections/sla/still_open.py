"""How the open applications stand against their lines, at the present moment: totals, and today's remainder."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

from domain.sla import LineName
from projections.engine.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many are open, and of these due soon and overdue."""

    open: int = 0
    due_soon: int = 0
    overdue: int = 0

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(
            open=self.open + other.open,
            due_soon=self.due_soon + other.due_soon,
            overdue=self.overdue + other.overdue,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCases:
    """Applications that have not ended, and how each of their lines stands that can still be met or missed.

    With its applicant for repair an application is open, never due soon, and overdue only if it was so before.
    """

    open: int
    lines: Mapping[LineName, Standing]


NOTHING_OPEN = OpenCases(open=0, lines=dict.fromkeys(LineName, Standing()))


async def open_cases(connection: Connection, *, now: datetime, sop_code: str | None = None) -> OpenCases:
    """Return how the open applications stand `now`, of one permit type or of all."""
    now = now.astimezone(UTC).replace(microsecond=0)
    midnight = now.replace(hour=0, minute=0, second=0)
    cursor = await connection.execute(
        _OPEN, {"sop": sop_code, "now": now, "midnight": midnight, "today": midnight.date()}
    )
    found = {line: Standing(open=n, due_soon=soon, overdue=due) for line, n, soon, due in await cursor.fetchall()}
    cases = found.pop("", Standing())
    return OpenCases(open=cases.open, lines={name: found.get(name, Standing()) for name in LineName})


_OPEN: LiteralString = """
WITH running AS NOT MATERIALIZED (
    SELECT * FROM read.sla_cases WHERE ended_at IS NULL AND repair_at IS NULL
),
counted AS (
    SELECT sop_code, line, measure, n
      FROM read.sla_load
     WHERE measure IN ('open', 'overdue') OR day < %(today)s
     UNION ALL
    SELECT sop_code, 'declared', 'due', 1
      FROM running
     WHERE declared_due_at >= %(midnight)s AND declared_due_at < %(now)s
     UNION ALL
    SELECT sop_code, 'declared', 'soon', 1
      FROM running
     WHERE declared_soon_at >= %(midnight)s AND declared_soon_at <= %(now)s
     UNION ALL
    SELECT sop_code, 'summed', 'due', 1
      FROM running
     WHERE summed_due_at >= %(midnight)s AND summed_due_at < %(now)s
     UNION ALL
    SELECT sop_code, 'summed', 'soon', 1
      FROM running
     WHERE summed_soon_at >= %(midnight)s AND summed_soon_at <= %(now)s
     UNION ALL
    SELECT sop_code, 'legal', 'due', 1
      FROM running
     WHERE legal_due_at >= %(midnight)s AND legal_due_at < %(now)s AND decided_at IS NULL
     UNION ALL
    SELECT sop_code, 'legal', 'soon', 1
      FROM running
     WHERE legal_soon_at >= %(midnight)s AND legal_soon_at <= %(now)s AND decided_at IS NULL
)
SELECT line,
       coalesce(sum(n) FILTER (WHERE measure = 'open'), 0)::bigint AS open,
       (coalesce(sum(n) FILTER (WHERE measure = 'soon'), 0)
        - coalesce(sum(n) FILTER (WHERE measure = 'due'), 0))::bigint AS due_soon,
       coalesce(sum(n) FILTER (WHERE measure IN ('due', 'overdue')), 0)::bigint AS overdue
  FROM counted
 WHERE %(sop)s::text IS NULL OR sop_code = %(sop)s
 GROUP BY line
"""

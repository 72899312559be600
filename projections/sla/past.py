"""What was open at an instant of the past: counted among what lasted then, at the cost of as much as that was.

Only what had happened by then counts, and dates are those of the newest calendar.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

from domain.sla import LineName
from domain.visits import FIRST_STEP
from projections.engine.connection import Connection
from projections.sla.still_open import OpenCases, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How everything stood: each step of each permit type, and the open applications."""

    steps: Mapping[tuple[str, int], Standing]
    cases: OpenCases


async def past(connection: Connection, *, at: datetime, sop_code: str | None = None) -> Past:
    """Return how the office stood `at`, of one permit type or of all."""
    parameters = {"at": at, "now": at.astimezone(UTC).replace(microsecond=0), "sop": sop_code, "first": FIRST_STEP}
    # How much lasted depends on the instant: a plan fit for any is fit for none.
    cursor = await connection.execute(_PAST, parameters, prepare=False)
    steps: dict[tuple[str, int], Standing] = {}
    lines = dict.fromkeys(LineName, Standing())
    for code, step, *counts in await cursor.fetchall():
        visits, *each_line = (Standing(open=n, due_soon=soon, overdue=due) for n, soon, due in _threes(counts))
        steps[code, step] = visits
        lines = {name: lines[name] + line for name, line in zip(LineName, each_line, strict=True)}
    return Past(steps=steps, cases=OpenCases(open=sum(each.open for each in steps.values()), lines=lines))


def _threes(counts: list[int]) -> list[tuple[int, int, int]]:
    return list(zip(counts[::3], counts[1::3], counts[2::3], strict=True))


# Drafting, before there was a file at all, was nobody's visit then. The lines of a visit that is over counted from the
# last submission of all, or from that of a round which another one has ended since. With the applicant for repair they
# stood still, at the way back. Each visit looks up its application by itself (OFFSET 0): else all of them are read.
_PAST: LiteralString = """
WITH lasting AS (
    SELECT v.sop_code, v.step, v.entered_at, v.soon_at, v.due_at, c.decided_at, d.*
      FROM read.sla_visits v
     CROSS JOIN LATERAL (SELECT * FROM read.sla_cases k WHERE k.permit = v.permit OFFSET 0) c
     CROSS JOIN LATERAL (
           SELECT declared_due_at, declared_soon_at, summed_due_at, summed_soon_at, legal_due_at, legal_soon_at
             FROM read.sla_rounds r
            WHERE r.permit = v.permit
              AND r.submitted_at = v.submitted_at
            UNION ALL
           SELECT c.declared_due_at, c.declared_soon_at, c.summed_due_at, c.summed_soon_at, c.legal_due_at,
                  c.legal_soon_at
            WHERE c.submitted_at = v.submitted_at
            LIMIT 1) d
     WHERE v.during @> %(at)s::timestamptz
       AND (v.step, v.round) <> (%(first)s, 1)
     UNION ALL
    SELECT sop_code, step, entered_at, soon_at, due_at, decided_at, declared_due_at, declared_soon_at, summed_due_at,
           summed_soon_at, legal_due_at, legal_soon_at
      FROM read.sla_cases
     WHERE role IS NOT NULL
       AND entered_at <= %(at)s
       AND (step, visit_round) <> (%(first)s, 1)
),
dated AS (
    SELECT *,
           due_at < %(now)s AS late,
           soon_at <= %(at)s AS soon,
           step <> %(first)s AS runs,
           CASE step WHEN %(first)s THEN date_trunc('second', entered_at) ELSE %(now)s END AS compared,
           coalesce(decided_at <= %(at)s, false) AS decided
      FROM lasting
     WHERE %(sop)s::text IS NULL OR sop_code = %(sop)s
)
SELECT sop_code,
       step,
       count(*),
       count(*) FILTER (WHERE soon AND NOT late),
       count(*) FILTER (WHERE late),
       count(*),
       count(*) FILTER (WHERE runs AND declared_soon_at <= %(at)s AND declared_due_at >= compared),
       count(*) FILTER (WHERE declared_due_at < compared),
       count(*),
       count(*) FILTER (WHERE runs AND summed_soon_at <= %(at)s AND summed_due_at >= compared),
       count(*) FILTER (WHERE summed_due_at < compared),
       count(*) FILTER (WHERE NOT decided),
       count(*) FILTER (WHERE NOT decided AND runs AND legal_soon_at <= %(at)s AND legal_due_at >= compared),
       count(*) FILTER (WHERE NOT decided AND legal_due_at < compared)
  FROM dated
 GROUP BY sop_code, step
"""

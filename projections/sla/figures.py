"""How much has ended in a range of time, and how much of it in time: sums of the counts, whatever lies behind them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from psycopg import sql

from projections.engine.connection import Connection
from projections.sla.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is counted: a step, or a line of the whole application (`WHOLE`); in one month, or (None) in all."""

    sop_code: str
    step: int
    line: str
    month: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many ended in time, late and undated; working seconds lost past the due date, and in all."""

    on_time: int = 0
    late: int = 0
    undated: int = 0
    lost: int = 0
    worked: int = 0

    @property
    def completed(self) -> int:
        return self.on_time + self.late + self.undated

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            on_time=self.on_time + other.on_time,
            late=self.late + other.late,
            undated=self.undated + other.undated,
            lost=self.lost + other.lost,
            worked=self.worked + other.worked,
        )


async def figures(connection: Connection, scope: Scope) -> Mapping[Place, Figures]:
    """Return what ended in the range; places where nothing did are left out."""
    measured: dict[Place, dict[str, int]] = defaultdict(dict)
    columns = "late", "lost", "worked", "declared_late", "summed_late", "legal_late"
    judged = {name: sql.Identifier(scope.column(name)) for name in columns}
    cursor = await connection.execute(sql.SQL(_FIGURES).format(**judged), scope.parameters)
    for code, step, line, month, measure, n in await cursor.fetchall():
        measured[Place(sop_code=code, step=step, line=line, month=month)][measure] = n
    return {place: Figures(**measures) for place, measures in measured.items()}


_FIGURES: LiteralString = """
WITH parts AS (
    SELECT * FROM unnest(%(part_months)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
                  AS p (month, start, stop)
),
counted AS (
    SELECT c.sop_code, c.step, c.line, date_trunc('month', c.period::timestamp)::date AS month, c.measure, c.n
      FROM unnest(%(grains)s::text[], %(firsts)s::date[], %(lasts)s::date[]) AS s (grain, first, last)
     CROSS JOIN LATERAL (
           SELECT *
             FROM read.sla_counts k
            WHERE k.grain = s.grain
              AND k.period BETWEEN s.first AND s.last
              AND k.lens = ANY (%(lenses)s)
           OFFSET 0) c
     UNION ALL
    SELECT v.sop_code, v.step, v.line, v.month, m.measure, m.n
      FROM (SELECT sop_code, step, '' AS line, p.month, {late} AS late, {lost} AS lost, {worked} AS worked
              FROM parts p
              JOIN read.sla_visits ON left_at >= p.start AND left_at < p.stop
             UNION ALL
            SELECT sop_code, 0, 'declared', p.month, {declared_late}, {lost}, {worked}
              FROM parts p
              JOIN read.sla_cases ON ended_at >= p.start AND ended_at < p.stop
             UNION ALL
            SELECT sop_code, 0, 'summed', p.month, {summed_late}, 0, 0
              FROM parts p
              JOIN read.sla_cases ON ended_at >= p.start AND ended_at < p.stop
             UNION ALL
            SELECT sop_code, 0, 'legal', p.month, {legal_late}, 0, 0
              FROM parts p
              JOIN read.sla_cases
                ON coalesce(decided_at, ended_at) >= p.start
               AND coalesce(decided_at, ended_at) < p.stop
           ) v
     CROSS JOIN LATERAL (
           VALUES (CASE WHEN late THEN 'late' WHEN NOT late THEN 'on_time' ELSE 'undated' END, 1),
                  ('lost', v.lost),
                  ('worked', v.worked)) AS m (measure, n)
)
SELECT sop_code, step, line, month, measure, sum(n)::bigint
  FROM counted
 WHERE %(sop)s::text IS NULL OR sop_code = %(sop)s
 GROUP BY sop_code, step, line, month, measure
"""

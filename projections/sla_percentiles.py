"""Exact percentiles over any range of time: four looks into the histograms, whatever has been counted there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import add
from typing import LiteralString

from psycopg import sql

from projections.connection import Connection
from projections.histogram import FANOUT, LEVELS, below, path, tenths
from projections.sla_scope import Scope

Member = tuple[str, int]
"""A permit type and a step of it, or the whole application."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is looked at together: some steps, in one month of the range or (None) in all of it."""

    members: tuple[Member, ...]
    month: date | None = None


Sought = Mapping[Group, Sequence[int]]
"""The percentages that are sought of each group; 100 is the longest."""

Nodes = dict[tuple[Member, int], dict[date, list[int]]]
"""The counts of one level, by member, prefix and month."""

Loose = Sequence[tuple[Member, date, int, int]]
"""Member, month, value and how often, of the days that the range cuts through."""


@dataclass(slots=True)
class _Seeker:
    """On its way down to one value: how far it has come, and which it is below there."""

    group: Group
    percent: int
    prefix: int = 0
    rank: int = 0


async def percentiles(connection: Connection, scope: Scope, sought: Sought) -> Mapping[tuple[Group, int], int]:
    """Return the nearest-rank percentiles in tenths of working minutes; there is none where nothing ended."""
    loose = await _loose(connection, scope)
    seekers = [_Seeker(group, percent) for group, percents in sought.items() for percent in percents]
    for level in range(LEVELS):
        wanted = {(member, seeker.prefix) for seeker in seekers for member in seeker.group.members}
        nodes = await _nodes(connection, scope, level, sorted(wanted))
        _add(nodes, loose, level)
        seekers = _descended(seekers, nodes, level)
    return {(seeker.group, seeker.percent): seeker.prefix for seeker in seekers}


def _descended(seekers: Iterable[_Seeker], nodes: Nodes, level: int) -> list[_Seeker]:
    """Return the seekers a level further down, but those who have nothing to seek."""
    sums: dict[tuple[Group, int], list[int]] = {}
    going: list[_Seeker] = []
    for seeker in seekers:
        node = seeker.group, seeker.prefix
        counts = sums[node] = sums.get(node) or _sum(nodes, *node)
        if level == 0:
            seeker.rank = -(-seeker.percent * sum(counts) // 100)
        if seeker.rank:
            child, seeker.rank = below(counts, seeker.rank)
            seeker.prefix = seeker.prefix * FANOUT + child
            going.append(seeker)
    return going


def _sum(nodes: Nodes, group: Group, prefix: int) -> list[int]:
    total = [0] * FANOUT
    for member in group.members:
        for month, counts in nodes.get((member, prefix), {}).items():
            if group.month in {None, month}:
                total = list(map(add, total, counts))
    return total


async def _nodes(connection: Connection, scope: Scope, level: int, wanted: Sequence[tuple[Member, int]]) -> Nodes:
    nodes: Nodes = defaultdict(lambda: defaultdict(lambda: [0] * FANOUT))
    async with connection.cursor(binary=True) as cursor:
        await cursor.execute(
            _NODES,
            {
                "codes": [code for (code, _), _ in wanted],
                "steps": [step for (_, step), _ in wanted],
                "prefixes": [prefix for _, prefix in wanted],
                "level": level,
                **scope.parameters,
            },
        )
        for code, step, prefix, month, counts in await cursor.fetchall():
            months = nodes[(code, step), prefix]
            months[month] = list(map(add, months[month], counts))
    return nodes


def _add(nodes: Nodes, loose: Loose, level: int) -> None:
    for member, month, value, n in loose:
        _, prefix, child = path(value)[level]
        nodes[member, prefix][month][child] += n


async def _loose(connection: Connection, scope: Scope) -> Loose:
    """Return the values of the days that the range cuts through, from the visits and applications themselves."""
    if not scope.periods.parts:
        return ()
    worked = sql.Identifier(scope.column("worked"))
    cursor = await connection.execute(sql.SQL(_LOOSE).format(worked=worked), scope.parameters)
    return tuple(((code, step), month, tenths(worked), n) for code, step, month, worked, n in await cursor.fetchall())


_NODES: LiteralString = """
SELECT h.sop_code, h.step, h.prefix, date_trunc('month', h.period::timestamp)::date AS month, h.counts
  FROM unnest(%(codes)s::text[], %(steps)s::integer[], %(prefixes)s::integer[]) AS w (sop_code, step, prefix)
 CROSS JOIN unnest(%(grains)s::text[], %(firsts)s::date[], %(lasts)s::date[]) AS s (grain, first, last)
 CROSS JOIN LATERAL (
       SELECT *
         FROM read.sla_histogram k
        WHERE k.sop_code = w.sop_code
          AND k.step = w.step
          AND k.level = %(level)s
          AND k.prefix = w.prefix
          AND k.grain = s.grain
          AND k.period BETWEEN s.first AND s.last
          AND k.lens = ANY (%(lenses)s)
       OFFSET 0) h
"""
_LOOSE: LiteralString = """
WITH parts AS (
    SELECT * FROM unnest(%(part_months)s::date[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
                  AS p (month, start, stop)
)
SELECT sop_code, step, month, worked, count(*)
  FROM (SELECT sop_code, step, p.month, {worked} AS worked
          FROM parts p
          JOIN read.sla_visits ON left_at >= p.start AND left_at < p.stop
         UNION ALL
        SELECT sop_code, 0, p.month, {worked}
          FROM parts p
          JOIN read.sla_cases ON ended_at >= p.start AND ended_at < p.stop) ended
 GROUP BY sop_code, step, month, worked
"""

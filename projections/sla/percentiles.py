"""Exact percentiles over any range of time: four looks into the histograms, whatever has been counted there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from operator import add
from typing import LiteralString

from psycopg import sql

from projections.engine.connection import Connection
from projections.sla.histogram import FANOUT, LEVELS, below, path, tenths
from projections.sla.scope import Scope

Member = tuple[str, int]
"""A permit type and a step of it, or the whole application."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is looked at together: some steps, in one month of the range or (None) in all of it."""

    members: tuple[Member, ...]
    month: date | None = None


Sought = Mapping[Group, Sequence[int]]
"""The percentages that are sought of each group; 100 is the longest."""

Node = tuple[Member, date | None, int]
"""Member, month (None for all of the range) and prefix."""

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
    searches = [[_Seeker(group, percent) for percent in percents] for group, percents in sought.items()]
    for level in range(LEVELS):
        wanted = {(*member, each.prefix) for seekers in searches for each in seekers for member in each.group.members}
        nodes = await _nodes(connection, scope, level, sorted(wanted))
        for member, month, value, n in loose:
            _, prefix, child = path(value)[level]
            _add(nodes, member, month, prefix, [n * (child == each) for each in range(FANOUT)])
        searches = [_descended(seekers, nodes, level) for seekers in searches]
    return {(each.group, each.percent): each.prefix for seekers in searches for each in seekers}


def _descended(seekers: Sequence[_Seeker], nodes: Mapping[Node, Sequence[int]], level: int) -> list[_Seeker]:
    """Return the seekers of one group a level further down, but those who have nothing to seek."""
    running: dict[int, list[int]] = {}
    going: list[_Seeker] = []
    for seeker in seekers:
        if seeker.prefix not in running:
            running[seeker.prefix] = _running(nodes, seeker.group, seeker.prefix)
        counts = running[seeker.prefix]
        if level == 0:
            seeker.rank = -(-seeker.percent * counts[-1] // 100)
        if seeker.rank:
            child, seeker.rank = below(counts, seeker.rank)
            seeker.prefix = seeker.prefix * FANOUT + child
            going.append(seeker)
    return going


def _running(nodes: Mapping[Node, Sequence[int]], group: Group, prefix: int) -> list[int]:
    """Return how many values of the group lie below each child of the node and those before it."""
    each = (nodes.get((member, group.month, prefix)) for member in group.members)
    first, *others = [found for found in each if found] or [_NOTHING]
    return list(accumulate(map(sum, zip(first, *others, strict=True)) if others else first))


async def _nodes(
    connection: Connection, scope: Scope, level: int, wanted: Sequence[tuple[str, int, int]]
) -> dict[Node, Sequence[int]]:
    """Return the counts of the nodes of one level, by month and in all."""
    nodes: dict[Node, Sequence[int]] = {}
    codes, steps, prefixes = zip(*wanted, strict=True) if wanted else ((), (), ())
    parameters = {"codes": list(codes), "steps": list(steps), "prefixes": list(prefixes), "level": level}
    async with connection.cursor(binary=True) as cursor:
        await cursor.execute(_NODES, {**parameters, **scope.parameters})
        for code, step, prefix, month, counts in await cursor.fetchall():
            _add(nodes, (code, step), month, prefix, counts)
    return nodes


def _add(nodes: dict[Node, Sequence[int]], member: Member, month: date, prefix: int, counts: Sequence[int]) -> None:
    for node in ((member, month, prefix), (member, None, prefix)):
        before = nodes.get(node)
        nodes[node] = list(map(add, before, counts)) if before else counts


async def _loose(connection: Connection, scope: Scope) -> Loose:
    """Return the values of the days that the range cuts through, from the visits and applications themselves."""
    if not scope.periods.parts:
        return ()
    worked = sql.Identifier(scope.column("worked"))
    cursor = await connection.execute(sql.SQL(_LOOSE).format(worked=worked), scope.parameters)
    return tuple(((code, step), month, tenths(worked), n) for code, step, month, worked, n in await cursor.fetchall())


_NOTHING = (0,) * FANOUT
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

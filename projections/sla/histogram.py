"""Exact percentiles from counts that stay as small at a million values as at a thousand.

A value is a number of tenths of a working minute. Its four digits in base 64 lead from the root of a tree to its leaf,
and each node is one row: how many values went on to each of its 64 children. Whoever seeks the n-th smallest value of
many trees together adds up their roots, sees below which child it lies, adds up those nodes only, and so on: four
looks, whatever has been counted.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import LiteralString

from projections.engine.connection import Connection
from projections.engine.tables import Tables, as_json, on_table

LEVELS = 4
FANOUT = 64
_BITS = 6
_MOST = (1 << LEVELS * _BITS) - 1  # some fifteen years of working time: what took longer took that long

Shelf = tuple[str, int, str, date, str]
"""Where a tree stands: permit type, step, grain, period, lens."""

Node = tuple[str, int, int, int, str, date, str]
"""The key of a row: permit type, step, level, prefix (the digits above), grain, period, lens."""


def tenths(seconds: int) -> int:
    """Return the value of so many working seconds, rounded half up: minutes with one decimal are exact."""
    return min((seconds + 3) // 6, _MOST)


def path(value: int) -> tuple[tuple[int, int, int], ...]:
    """Return level, prefix and child of the nodes in which a value is counted, from the root on."""
    shifts = range(_BITS * (LEVELS - 1), -1, -_BITS)
    return tuple((level, value >> shift + _BITS, value >> shift & FANOUT - 1) for level, shift in enumerate(shifts))


def below(running: Sequence[int], rank: int) -> tuple[int, int]:
    """Return the child below which the value of this rank lies, and its rank there, by the running totals of a node."""
    child = bisect_left(running, rank)
    if child == len(running):
        raise IndexError("there are fewer values")
    return child, rank - running[child - 1] if child else rank


async def add_values(
    connection: Connection, tables: Tables, name: str, values: Mapping[tuple[Shelf, int], int]
) -> None:
    """Count each value on its shelf so many times more, or less."""
    nodes = _nodes(values)
    if not nodes:
        return
    rows = as_json([_row(node, counts) for node, counts in sorted(nodes.items())])
    await connection.execute(on_table(tables, name, _ADD), (rows,))
    if any(n < 0 for n in values.values()):
        await connection.execute(on_table(tables, name, _TIDY), (rows,))


def _nodes(values: Mapping[tuple[Shelf, int], int]) -> dict[Node, list[int]]:
    nodes: dict[Node, list[int]] = defaultdict(lambda: [0] * FANOUT)
    for ((sop, step, grain, period, lens), value), n in values.items():
        for level, prefix, child in path(value):
            nodes[sop, step, level, prefix, grain, period, lens][child] += n
    return {node: counts for node, counts in nodes.items() if any(counts)}


def _row(node: Node, counts: Sequence[int]) -> dict[str, object]:
    sop, step, level, prefix, grain, period, lens = node
    return {
        "sop_code": sop,
        "step": step,
        "level": level,
        "prefix": prefix,
        "grain": grain,
        "period": period,
        "lens": lens,
        "counts": counts,
    }


_ADD: LiteralString = """
INSERT INTO {table} AS kept
SELECT * FROM json_populate_recordset(NULL::{table}, %s)
    ON CONFLICT (sop_code, step, level, prefix, grain, period, lens) DO UPDATE
   SET counts = ARRAY(SELECT a + b
                        FROM unnest(kept.counts, excluded.counts) WITH ORDINALITY AS child (a, b, n)
                       ORDER BY n)
"""
_TIDY: LiteralString = """
DELETE FROM {table} kept
 USING json_populate_recordset(NULL::{table}, %s) touched
 WHERE (kept.sop_code, kept.step, kept.level, kept.prefix, kept.grain, kept.period, kept.lens)
     = (touched.sop_code, touched.step, touched.level, touched.prefix, touched.grain, touched.period, touched.lens)
   AND 0 = ALL (kept.counts)
"""

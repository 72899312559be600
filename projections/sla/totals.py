"""Totals kept beside a read model: numbers by key, added to with every batch, so that asking costs always the same."""

from collections import Counter
from typing import Any, LiteralString

from projections.engine.connection import Connection
from projections.engine.tables import Tables, as_json, on_table

Key = tuple[Any, ...]  # the values of the key columns, of whatever types these have


async def add_totals(
    connection: Connection, tables: Tables, name: str, columns: tuple[str, ...], delta: Counter[Key]
) -> None:
    """Add to the column `n` of each key, which `columns` names; a total that comes to nothing has no row."""
    moved = [dict(zip(columns, key, strict=True), n=n) for key, n in sorted(delta.items()) if n]
    if not moved:
        return
    await connection.execute(on_table(tables, name, _ADD, columns), (as_json(moved),))
    if any(row["n"] < 0 for row in moved):
        await connection.execute(on_table(tables, name, _TIDY, columns), (as_json(moved),))


_ADD: LiteralString = """
INSERT INTO {table} AS kept
SELECT * FROM json_populate_recordset(NULL::{table}, %s)
    ON CONFLICT ({columns}) DO UPDATE
   SET n = kept.n + excluded.n
"""
_TIDY: LiteralString = """
DELETE FROM {table}
 WHERE ({columns}) IN (SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s))
   AND n = 0
"""

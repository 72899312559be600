"""The table of the applications in time: one row each, its lines side by side."""

from collections.abc import Collection, Sequence
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import dict_row

from domain.sla import LineName
from projections.engine.connection import Connection
from projections.engine.tables import Tables, as_json, on_table
from projections.sla.case import LineRow, SlaCase

_NAME = "sla_cases"
_NOT_STORED = "lines", "left", "judged", "superseded", "rounds"


async def load_cases(connection: Connection, tables: Tables, permits: Collection[UUID]) -> dict[UUID, SlaCase]:
    """Return the rows of these permits."""
    async with connection.cursor(binary=True, row_factory=dict_row) as cursor:
        await cursor.execute(on_table(tables, _NAME, _SELECT), (list(permits),))
        return {found["permit"]: _case(found) for found in await cursor.fetchall()}


async def put_cases(connection: Connection, tables: Tables, cases: Sequence[SlaCase]) -> None:
    """Write each row over the one of the same permit."""
    if cases:
        rows = [_row(case) for case in cases]
        await connection.execute(on_table(tables, _NAME, _PUT, tuple(rows[0])), (as_json(rows),))


def _row(case: SlaCase) -> dict[str, Any]:
    lines = {f"{line}_{column}": value for line, row in case["lines"].items() for column, value in row.items()}
    return {**{column: value for column, value in case.items() if column not in _NOT_STORED}, **lines}


def _case(stored: Any) -> SlaCase:  # the columns of the table
    case: SlaCase = stored
    case["lines"] = {line: _line(stored, line) for line in LineName}
    case["left"] = case["judged"] = ()
    case["superseded"] = case["rounds"] = ()
    return case


def _line(stored: dict[str, Any], line: LineName) -> LineRow:
    return {
        "due_at": stored.pop(f"{line}_due_at"),
        "soon_at": stored.pop(f"{line}_soon_at"),
        "late": stored.pop(f"{line}_late"),
        "late_then": stored.pop(f"{line}_late_then"),
    }


_SELECT: LiteralString = """
SELECT *
  FROM {table}
 WHERE permit = ANY (%s)
"""
_PUT: LiteralString = """
INSERT INTO {table}
SELECT * FROM json_populate_recordset(NULL::{table}, %s)
    ON CONFLICT (permit) DO UPDATE
   SET ({columns}) = ROW ({excluded})
"""

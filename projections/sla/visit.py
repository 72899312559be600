"""Visits that are over: rows that are written once, when the file leaves, and never change."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import LiteralString, TypedDict
from uuid import UUID

from psycopg.rows import class_row

from projections.engine.connection import Connection
from projections.engine.tables import Tables, as_json, delete_rows, on_table


class LeftVisit(TypedDict):
    """A visit that is over. `n` counts an application's visits; its lines counted from `submitted_at` then."""

    n: int
    step: int
    role: str
    round: int
    submitted_at: datetime
    entered_at: datetime
    left_at: datetime


class SlaVisit(LeftVisit):
    """The same, judged by the newest calendar, and `…_then` by the one that was known when it ended.

    `worked` and `lost` are working seconds: in all, and past the due date. Undated, it is neither late nor on time.
    """

    permit: UUID
    number: str
    sop_code: str
    sop_version: str
    soon_at: datetime | None
    due_at: datetime | None
    due_then: datetime | None
    late: bool | None
    late_then: bool | None
    worked: int
    worked_then: int
    lost: int
    lost_then: int


_COLUMNS = tuple(SlaVisit.__annotations__)


async def load_visits(connection: Connection, tables: Tables, permits: Collection[UUID]) -> tuple[SlaVisit, ...]:
    """Return what is stored of these permits."""
    if not permits:
        return ()
    async with connection.cursor(binary=True, row_factory=class_row(SlaVisit)) as cursor:
        await cursor.execute(on_table(tables, "sla_visits", _SELECT, _COLUMNS), (list(permits),))
        return tuple(await cursor.fetchall())


async def put_visits(
    connection: Connection, tables: Tables, visits: Sequence[SlaVisit], *, instead_of: Collection[UUID]
) -> None:
    """Add these visits, after taking away all of the permits that were folded anew."""
    await delete_rows(connection, tables, list(instead_of), "sla_visits")
    if visits:
        await connection.execute(on_table(tables, "sla_visits", _INSERT, _COLUMNS), (as_json(visits),))


_SELECT: LiteralString = """
SELECT {columns}
  FROM {table}
 WHERE permit = ANY (%s)
"""
_INSERT: LiteralString = """
INSERT INTO {table} ({columns})
SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)
"""

"""Rounds that a new submission has ended, with when their lines were due: what stood still since is never due again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import LiteralString, TypedDict
from uuid import UUID

from projections.engine.connection import Connection
from projections.engine.tables import Tables, as_json, delete_rows, on_table


class EndedRound(TypedDict):
    """A round that is over, not dated yet."""

    round: int
    submitted_at: datetime


class SlaRound(EndedRound):
    """The same with the dates of its lines, which counted from its submission."""

    permit: UUID
    declared_due_at: datetime | None
    declared_soon_at: datetime | None
    summed_due_at: datetime | None
    summed_soon_at: datetime | None
    legal_due_at: datetime | None
    legal_soon_at: datetime | None


async def put_rounds(
    connection: Connection, tables: Tables, rounds: Sequence[SlaRound], *, instead_of: Collection[UUID]
) -> None:
    """Add these rounds, after taking away all of the permits that were folded anew."""
    await delete_rows(connection, tables, list(instead_of), "sla_rounds")
    if rounds:
        await connection.execute(on_table(tables, "sla_rounds", _INSERT), (as_json(rounds),))


_INSERT: LiteralString = """
INSERT INTO {table}
SELECT * FROM json_populate_recordset(NULL::{table}, %s)
"""

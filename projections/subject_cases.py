"""Whose files are these? All of one applicant's, or all on which somebody acted for one; the forgotten have none."""

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID

from projections.engine.connection import Connection


async def head(connection: Connection) -> int:
    """Return the position of the newest event: what a list must have seen to be complete."""
    row = await (await connection.execute("SELECT position FROM ledger.head")).fetchone()
    assert row is not None, "the view always answers"
    return int(row[0])


async def cases_of(connection: Connection, sub: str) -> Sequence[UUID]:
    return [row[0] for row in await (await connection.execute(_OF_SUBJECT, (sub,))).fetchall()]


async def cases_as_attorney(connection: Connection, sub: str) -> Sequence[UUID]:
    """Return the files on which this person has, or had, a power of attorney."""
    return [row[0] for row in await (await connection.execute(_AS_ATTORNEY, ([sub],))).fetchall()]


_AS_ATTORNEY: LiteralString = """
SELECT permit
  FROM read.cases
 WHERE attorneys <> '{}'
   AND attorneys @> %s
 ORDER BY opened
"""
_OF_SUBJECT: LiteralString = "SELECT permit FROM read.cases WHERE applicant_sub = %s ORDER BY opened"

"""Which file has this registration number? Asked of the ledger itself, which knows it as soon as it is given."""

from typing import LiteralString
from uuid import UUID

from projections.connection import Connection


async def permit_of(connection: Connection, number: str) -> UUID | None:
    """Return the file of that number, if there is one."""
    cursor = await connection.execute(_SELECT, (number,))
    row = await cursor.fetchone()
    return row[0] if row else None


_SELECT: LiteralString = """
SELECT permit
  FROM ledger.registrations
 WHERE number = %s
"""

"""Which file has this registration number? Asked of the ledger itself, which knows it as soon as it is given."""

from typing import LiteralString, NamedTuple
from uuid import UUID

from projections.engine.connection import Connection


class Registered(NamedTuple):
    """A file, and whether it is the one whose number was asked for."""

    permit: UUID
    is_meant: bool


async def registered(connection: Connection, number: str) -> Registered | None:
    """Return the file of that number; if there is none, some other one, so that looking further costs the same.

    None in an office without any file.
    """
    cursor = await connection.execute(_SELECT, (number, number))
    row = await cursor.fetchone()
    return Registered(*row) if row else None


_SELECT: LiteralString = """
SELECT permit, number = %s
  FROM ((SELECT permit, number
           FROM ledger.registrations
          WHERE number = %s)
        UNION ALL
        (SELECT permit, number
           FROM ledger.registrations
          ORDER BY prefix DESC, seq DESC
          LIMIT 1)) r
 LIMIT 1
"""

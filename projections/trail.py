"""The whole trail as it is stored, in the order of positions: one snapshot, read piece by piece."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from projections.engine.connection import Connection

PIECE = 2000
_TRAIL: LiteralString = """
SELECT notification_id AS position,
       originator_id AS stream,
       originator_version AS version,
       topic, state, recorded_at, leaf
  FROM ledger.events
 ORDER BY notification_id
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is stored; `leaf` is its hash in the tree."""

    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes
    recorded_at: datetime
    leaf: bytes


async def read_trail(connection: Connection) -> AsyncIterator[Entry]:
    """Yield every event that is there now. Whoever reads may take their time: no timeout ends it between two pieces."""
    async with connection.transaction():
        await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        async with connection.cursor(name="trail", row_factory=class_row(Entry)) as cursor:
            cursor.itersize = PIECE
            await cursor.execute(_TRAIL)
            async for entry in cursor:
                yield entry

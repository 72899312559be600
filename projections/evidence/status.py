"""How sealing is doing: what is sealed, since when something is not, and what stands against it."""

from dataclasses import dataclass

from psycopg.rows import class_row

from projections.engine.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingStatus:
    """`size` is None before the first checkpoint; `unsealed_seconds`: the age of the oldest event without one."""

    size: int | None = None
    head: int = 0
    age_seconds: float = 0.0
    unsealed_seconds: float = 0.0
    problem: str | None = None
    says: str | None = None

    @property
    def unsealed(self) -> int:
        return max(0, self.head - (self.size or 0))


async def read_sealing(connection: Connection) -> SealingStatus:
    async with connection.cursor(row_factory=class_row(SealingStatus)) as cursor:
        await cursor.execute(
            """
            SELECT c.size,
                   h.position AS head,
                   greatest(0, coalesce(extract(epoch FROM clock_timestamp() - c.sealed_at), 0))::float8 AS age_seconds,
                   greatest(0, coalesce(extract(epoch FROM clock_timestamp() - e.recorded_at), 0))::float8
                       AS unsealed_seconds,
                   a.problem,
                   CASE WHEN a.problem IS NOT NULL THEN a.says END AS says
              FROM ledger.head h
              LEFT JOIN LATERAL (SELECT p.size, p.sealed_at
                                   FROM ledger.checkpoints p
                                  ORDER BY p.sealed_at DESC
                                  LIMIT 1) c ON true
              LEFT JOIN ledger.events e
                ON e.notification_id = coalesce(c.size, 0) + 1
              LEFT JOIN LATERAL (SELECT s.problem, s.says
                                   FROM ledger.sealing_alarms s
                                  ORDER BY s.n DESC
                                  LIMIT 1) a ON true
            """
        )
        status = await cursor.fetchone()
    assert status is not None, "the head has a row"
    return status

"""How the outbox is doing: what waits in it, since when, what is dead, and how far it lags behind the log."""

from dataclasses import dataclass

from psycopg.rows import class_row

from projections.engine.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxStatus:
    """`oldest_seconds`: the age of the oldest letter that is still pending."""

    pending: int = 0
    dead: int = 0
    oldest_seconds: float = 0.0
    lag_events: int = 0


async def read_outbox(connection: Connection) -> OutboxStatus:
    async with connection.cursor(row_factory=class_row(OutboxStatus)) as cursor:
        await cursor.execute(
            """
            SELECT count(*) FILTER (WHERE o.state = 'pending') AS pending,
                   count(*) FILTER (WHERE o.state = 'dead') AS dead,
                   greatest(0, coalesce(extract(epoch FROM clock_timestamp()
                       - min(o.created_at) FILTER (WHERE o.state = 'pending')), 0))::float8 AS oldest_seconds,
                   (SELECT greatest(0, h.position - f.position)
                      FROM mail.feed f
                     CROSS JOIN ledger.head h) AS lag_events
              FROM mail.outbox o
             WHERE o.state IN ('pending', 'dead')
            """
        )
        status = await cursor.fetchone()
    assert status is not None, "an aggregate has a row"
    return status

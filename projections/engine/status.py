"""How the read models are doing: what /readyz and the metrics tell."""

from dataclasses import dataclass

from psycopg.rows import class_row

from projections.engine.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A live read model. `lag_seconds`: how long the oldest event it has not seen has been in the log."""

    projection: str
    version: int
    position: int
    lag_events: int
    lag_seconds: float
    parked: int


async def read_progress(connection: Connection) -> tuple[Progress, ...]:
    """Return where each live read model stands; none before the first installation."""
    async with connection.cursor(row_factory=class_row(Progress)) as cursor:
        await cursor.execute(
            """
            SELECT c.projection,
                   c.version,
                   c.position,
                   greatest(0, h.position - c.position) AS lag_events,
                   greatest(0, coalesce(extract(epoch FROM clock_timestamp() - e.recorded_at), 0))::float8
                       AS lag_seconds,
                   (SELECT count(*)
                      FROM read.parked p
                     WHERE p.projection = c.projection
                       AND p.version = c.version) AS parked
              FROM read.checkpoints c
             CROSS JOIN ledger.head h
              LEFT JOIN ledger.events e
                ON e.notification_id = c.position + 1
             WHERE c.live
             ORDER BY c.projection
            """
        )
        return tuple(await cursor.fetchall())


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A read model that is being built anew beside the live one, and how far it has come."""

    projection: str
    position: int
    head: int


async def read_building(connection: Connection) -> tuple[Building, ...]:
    """Return what is being built anew at this moment."""
    async with connection.cursor(row_factory=class_row(Building)) as cursor:
        await cursor.execute(
            """
            SELECT c.projection, c.position, h.position AS head
              FROM read.checkpoints c
             CROSS JOIN ledger.head h
             WHERE NOT c.live
             ORDER BY c.projection
            """
        )
        return tuple(await cursor.fetchall())

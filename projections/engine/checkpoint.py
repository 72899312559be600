"""How far each version of each read model has come, which version is live, and how that moves: by compare-and-set."""

from dataclasses import dataclass, replace

from psycopg import sql

from projections.engine.connection import Connection
from projections.engine.projection import AnyProjection
from projections.engine.tables import Tables, drop_tables, show
from projections.leadership import StandDown

_DEFINITION = b"""
CREATE TABLE IF NOT EXISTS read.checkpoints (
    projection text        NOT NULL,
    version    integer     NOT NULL,
    revision   integer     NOT NULL,
    basis      text        NOT NULL DEFAULT '',
    live       boolean     NOT NULL,
    position   bigint      NOT NULL DEFAULT 0,
    moved_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (projection, version)
) WITH (fillfactor = 10);
ALTER TABLE read.checkpoints ADD COLUMN IF NOT EXISTS basis text NOT NULL DEFAULT ''; -- tables of version 0.1
CREATE UNIQUE INDEX IF NOT EXISTS checkpoints_live ON read.checkpoints (projection) WHERE live;

CREATE TABLE IF NOT EXISTS read.parked (
    projection    text        NOT NULL,
    version       integer     NOT NULL,
    permit        uuid        NOT NULL,
    from_position bigint      NOT NULL,
    error         text        NOT NULL,
    since         timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts      integer     NOT NULL DEFAULT 1,
    PRIMARY KEY (projection, version, permit)
);
"""


class CheckpointMoved(Exception):
    """Somebody else moved this read model, or switched to another version: load the checkpoint again."""


class OutdatedProgram(StandDown):
    """The live read model was built by a newer program than this one, which must leave it alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A version of a read model has seen every event up to `position`."""

    projection: str
    version: int
    revision: int
    basis: str
    position: int


async def install(connection: Connection, *projections: AnyProjection) -> None:
    """Make the tables of projections that have none yet; an application may then read them, empty."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('read.install'))")
        await connection.execute(_DEFINITION)
        for projection in projections:
            if await find_live(connection, projection.name) is None:
                await create_version(connection, projection, version=1, live=True)


async def create_version(connection: Connection, projection: AnyProjection, *, version: int, live: bool) -> Checkpoint:
    """Make the tables of a version, at position 0. Only what is live has indexes from the start."""
    tables, basis = tables_of(projection, version), projection.basis
    await connection.execute(tables.named(projection.definition))
    if live:
        await connection.execute(tables.named(projection.indexes))
        await show(connection, tables)
    await connection.execute(
        "INSERT INTO read.checkpoints (projection, version, revision, basis, live) VALUES (%s, %s, %s, %s, %s)",
        (projection.name, version, projection.revision, basis, live),
    )
    return Checkpoint(
        projection=projection.name, version=version, revision=projection.revision, basis=basis, position=0
    )


async def index_version(connection: Connection, projection: AnyProjection, checkpoint: Checkpoint) -> None:
    """Give a version that was filled without indexes its indexes and statistics."""
    tables = tables_of(projection, checkpoint.version)
    await connection.execute(tables.named(projection.indexes))
    for name in tables.names:
        await connection.execute(sql.SQL("ANALYZE {}").format(tables.table(name)))


async def make_live(connection: Connection, projection: AnyProjection, checkpoint: Checkpoint) -> None:
    """Show this version and no other, in the caller's transaction."""
    await connection.execute(
        "UPDATE read.checkpoints SET live = false WHERE projection = %s AND live", (projection.name,)
    )
    await connection.execute(
        "UPDATE read.checkpoints SET live = true WHERE projection = %s AND version = %s",
        (projection.name, checkpoint.version),
    )
    await show(connection, tables_of(projection, checkpoint.version))


async def drop_idle_versions(connection: Connection, projection: AnyProjection) -> None:
    """Drop the versions that are not live, in the caller's transaction."""
    cursor = await connection.execute(
        "DELETE FROM read.checkpoints WHERE projection = %s AND NOT live RETURNING version",
        (projection.name,),
    )
    for (version,) in await cursor.fetchall():
        await connection.execute(
            "DELETE FROM read.parked WHERE projection = %s AND version = %s", (projection.name, version)
        )
        await drop_tables(connection, tables_of(projection, version))


def tables_of(projection: AnyProjection, version: int) -> Tables:
    return Tables(names=projection.tables, version=version)


async def live_checkpoint(connection: Connection, projection: AnyProjection, *, lock: bool = False) -> Checkpoint:
    """Return the live checkpoint of an installed projection, as `find_live`; raise OutdatedProgram."""
    live = await find_live(connection, projection.name, lock=lock)
    assert live is not None, "once installed, one version is always live"
    if live.revision > projection.revision:
        raise OutdatedProgram(projection.name)
    return live


async def find_live(connection: Connection, projection: str, *, lock: bool = False) -> Checkpoint | None:
    """Return the live checkpoint, held until the end of the transaction if asked."""
    cursor = await connection.execute(
        b"""
        SELECT version, revision, basis, position
          FROM read.checkpoints
         WHERE projection = %s
           AND live
        """
        + (b"FOR UPDATE" if lock else b""),
        (projection,),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    version, revision, basis, position = row
    return Checkpoint(projection=projection, version=version, revision=revision, basis=basis, position=position)


async def advance(connection: Connection, checkpoint: Checkpoint, position: int) -> Checkpoint:
    """Move the checkpoint, and hold it until the end of the transaction; raise CheckpointMoved."""
    cursor = await connection.execute(
        """
        UPDATE read.checkpoints
           SET position = %s,
               moved_at = clock_timestamp()
         WHERE projection = %s
           AND version = %s
           AND position = %s
        """,
        (position, checkpoint.projection, checkpoint.version, checkpoint.position),
    )
    if cursor.rowcount == 0:
        raise CheckpointMoved(checkpoint.projection)
    return replace(checkpoint, position=position)

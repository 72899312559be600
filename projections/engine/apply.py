"""One batch, one transaction: the checkpoint, the rows, and what had to be parked, together or not at all."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from psycopg import DataError, IntegrityError, errors

from projections.engine.checkpoint import Checkpoint, advance, tables_of
from projections.engine.connection import Connection
from projections.engine.folding import Folded, by_permit, fold_streams
from projections.engine.parked import Poison, park, parked_permits
from projections.engine.projection import Change, Projection
from projections.engine.recorded import Recorded
from projections.engine.tables import Row, Tables

# What a row's own content can do to a statement. Everything else is the database's trouble, and passes.
UNSTORABLE = DataError, IntegrityError, errors.ProgramLimitExceeded

Streams = Mapping[UUID, Sequence[Recorded]]
Save = Callable[[Connection, Projection[Row], Tables, Folded[Row], Streams], Awaitable[Sequence[Poison]]]


async def apply(
    connection: Connection, projection: Projection[Row], checkpoint: Checkpoint, events: Sequence[Recorded]
) -> Checkpoint:
    """Apply a batch from the log after the checkpoint; return where it leads, or raise CheckpointMoved."""
    if not events or events[-1].position <= checkpoint.position:
        return checkpoint
    try:
        return await _apply(connection, projection, checkpoint, events, _save_together)
    except UNSTORABLE:
        return await _apply(connection, projection, checkpoint, events, _save_apart)


async def _apply(
    connection: Connection,
    projection: Projection[Row],
    checkpoint: Checkpoint,
    events: Sequence[Recorded],
    save: Save[Row],
) -> Checkpoint:
    tables = tables_of(projection, checkpoint.version)
    streams = by_permit(events, after=checkpoint.position, ignores=projection.ignores)
    async with connection.transaction():
        moved = await advance(connection, checkpoint, events[-1].position)
        # Only now, with the checkpoint held: a retry may just have finished.
        for permit in await parked_permits(connection, checkpoint):
            streams.pop(permit, None)
        rows = await projection.load(connection, tables, streams.keys())
        folded = await fold_streams(projection, rows, streams)
        poisons = await save(connection, projection, tables, folded, streams)
        await park(connection, checkpoint, poisons)
    return moved


async def _save_together(
    connection: Connection, projection: Projection[Row], tables: Tables, folded: Folded[Row], _: Streams
) -> Sequence[Poison]:
    await projection.save(connection, tables, folded.changes)
    return folded.poisons


async def _save_apart(
    connection: Connection,
    projection: Projection[Row],
    tables: Tables,
    folded: Folded[Row],
    streams: Streams,
) -> Sequence[Poison]:
    """Save in ever smaller parts, so that the permits that cannot be stored are found and no others."""
    return [*folded.poisons, *await _save_halves(connection, projection, tables, folded.changes, streams)]


async def _save_halves(
    connection: Connection,
    projection: Projection[Row],
    tables: Tables,
    changes: Sequence[Change[Row]],
    streams: Streams,
) -> Sequence[Poison]:
    try:
        async with connection.transaction():
            await projection.save(connection, tables, changes)
    except UNSTORABLE as error:
        if len(changes) == 1:
            return [Poison(event=streams[changes[0].permit][0], error=error)]
        middle = len(changes) // 2
        return [
            poison
            for half in (changes[:middle], changes[middle:])
            for poison in await _save_halves(connection, projection, tables, half, streams)
        ]
    return []

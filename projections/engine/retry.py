"""Parked permits tried again: the permit's whole stream, folded anew, as far as the read model has come."""

from uuid import UUID

from projections.engine.apply import UNSTORABLE
from projections.engine.checkpoint import live_checkpoint, tables_of
from projections.engine.connection import Connection
from projections.engine.folding import fold_streams
from projections.engine.log import read_stream
from projections.engine.parked import Poison, park, parked_permits, unpark
from projections.engine.projection import Change, Projection
from projections.engine.recorded import OpenState, Recorded
from projections.engine.tables import Row


async def retry_parked(connection: Connection, projection: Projection[Row], open_state: OpenState) -> tuple[int, int]:
    """Try every parked permit of the live read model; return how many go on, and how many stay parked.

    Safe beside a runner: each try holds the checkpoint, so that no event falls between the two.
    """
    live = await live_checkpoint(connection, projection)
    permits = sorted(await parked_permits(connection, live))
    freed = [await retry(connection, projection, open_state, permit) for permit in permits]
    return sum(freed), len(freed) - sum(freed)


async def retry(connection: Connection, projection: Projection[Row], open_state: OpenState, permit: UUID) -> bool:
    """Fold one permit anew; return whether its row is right and it is parked no more."""
    async with connection.transaction():
        checkpoint = await live_checkpoint(connection, projection, lock=True)
        events = await read_stream(connection, open_state, permit, until=checkpoint.position)
        poison = await _refold(connection, projection, checkpoint.version, permit, events)
        if poison:
            await park(connection, checkpoint, (poison,))
        else:
            await unpark(connection, checkpoint, permit)
    return poison is None


async def _refold(
    connection: Connection,
    projection: Projection[Row],
    version: int,
    permit: UUID,
    events: tuple[Recorded, ...],
) -> Poison | None:
    tables = tables_of(projection, version)
    folded = await fold_streams(projection, {}, {permit: events})
    if folded.poisons:
        return folded.poisons[0]
    before = (await projection.load(connection, tables, (permit,))).get(permit)
    after = folded.changes[0].after if folded.changes else None
    try:
        async with connection.transaction():
            await projection.save(connection, tables, (Change(permit=permit, before=before, after=after),))
    except UNSTORABLE as error:
        return Poison(event=events[0], error=error)
    return None

"""Blue and green: a read model built anew beside the live one, and put in its place when it has caught up.

Readers notice nothing: they ask a view, and the view is pointed to the new tables in one short transaction.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from psycopg import errors

from projections.engine.apply import apply
from projections.engine.checkpoint import (
    Checkpoint,
    create_version,
    drop_idle_versions,
    index_version,
    install,
    live_checkpoint,
    make_live,
)
from projections.engine.connection import Connect, Connection
from projections.engine.log import read_batch, read_head
from projections.engine.projection import AnyProjection
from projections.engine.recorded import OpenState
from projections.leadership import StandDown

Watch = Callable[[int, int], None]
"""Told again and again the position reached and the one to reach."""

_BATCH = 5_000
_PAUSE = 0.1  # seconds between tries, so that readers pass


class AlreadyRebuilding(StandDown):
    """Another process is building this read model anew."""


def unwatched(_reached: int, _of: int) -> None:
    """Nobody watches."""


async def rebuild(
    connect: Connect, projection: AnyProjection, open_state: OpenState, *, watch: Watch = unwatched
) -> Checkpoint:
    """Build the read model from the first event on, make it the live one, and return its checkpoint.

    A runner may go on beside it. Raise AlreadyRebuilding or OutdatedProgram; whatever stops it leaves the live one as
    it was.
    """
    async with building(connect, projection) as (connection, begun):
        built = await catch_up(connection, projection, open_state, begun, watch=watch)
        await index_version(connection, projection, built)
        return await _switch(connection, projection, open_state, built)


@asynccontextmanager
async def building(connect: Connect, projection: AnyProjection) -> AsyncGenerator[tuple[Connection, Checkpoint]]:
    """Empty tables beside the live ones, gone at the end unless they have become the live ones."""
    async with await connect() as connection:
        # Indexes and comparisons of a million rows take longer than any request may.
        await connection.execute("SET statement_timeout = 0")
        await connection.execute("SET idle_in_transaction_session_timeout = 0")
        await _lock(connection, projection)
        await install(connection, projection)
        await _tidy(connection, projection)
        live = await live_checkpoint(connection, projection)
        async with connection.transaction():
            begun = await create_version(connection, projection, version=live.version + 1, live=False)
        try:
            yield connection, begun
        finally:
            if not connection.closed:
                await _tidy(connection, projection)


async def catch_up(
    connection: Connection,
    projection: AnyProjection,
    open_state: OpenState,
    checkpoint: Checkpoint,
    *,
    until: int | None = None,
    watch: Watch = unwatched,
) -> Checkpoint:
    """Apply what is missing up to position `until`, by default up to the end of the log."""
    while True:
        events = await read_batch(connection, open_state, after=checkpoint.position, limit=_BATCH)
        wanted = [event for event in events if until is None or event.position <= until]
        if not wanted:
            return checkpoint
        checkpoint = await apply(connection, projection, checkpoint, wanted)
        watch(checkpoint.position, until or await read_head(connection))


async def _switch(
    connection: Connection, projection: AnyProjection, open_state: OpenState, built: Checkpoint
) -> Checkpoint:
    while True:
        built = await catch_up(connection, projection, open_state, built)
        try:
            async with connection.transaction():
                # Who waits for a view stops all who come after: rather give up and try again.
                await connection.execute("SET LOCAL lock_timeout = '100ms'")
                live = await live_checkpoint(connection, projection, lock=True)
                same = await catch_up(connection, projection, open_state, built, until=live.position)
                await make_live(connection, projection, same)
        except errors.LockNotAvailable:
            await asyncio.sleep(_PAUSE)
        else:
            return same


async def _tidy(connection: Connection, projection: AnyProjection) -> None:
    while True:
        try:
            async with connection.transaction():
                await connection.execute("SET LOCAL lock_timeout = '100ms'")
                await drop_idle_versions(connection, projection)
        except errors.LockNotAvailable:
            await asyncio.sleep(_PAUSE)
        else:
            return


async def _lock(connection: Connection, projection: AnyProjection) -> None:
    cursor = await connection.execute(
        "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"izin.rebuild.{projection.name}",)
    )
    if await cursor.fetchone() != (True,):
        raise AlreadyRebuilding(projection.name)

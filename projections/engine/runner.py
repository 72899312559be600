"""The runner: one task a projection follows the log, for as long as the process lives.

For each projection one runner leads, whichever process it lives in; the others stand by and take over. And were two to
write, the checkpoint's compare-and-set would let only one of them through.
"""

import asyncio
from collections.abc import Sequence

from projections.engine.apply import apply
from projections.engine.bell import Bell, rung_within
from projections.engine.checkpoint import Checkpoint, CheckpointMoved, install, live_checkpoint
from projections.engine.connection import Connect, Connection
from projections.engine.log import Tape
from projections.engine.projection import AnyProjection
from projections.engine.rebuild import rebuild
from projections.engine.recorded import OpenState
from projections.engine.tide import Tide
from projections.leadership import lead_in_turn


class Runner:
    """Keeps projections up to date. `idle` and `standby` are seconds between looks at the log and at the lock.

    With a `tide`, readers in this process learn of every step at once.
    """

    def __init__(
        self,
        *,
        connect: Connect,
        projections: Sequence[AnyProjection],
        open_state: OpenState,
        tide: Tide | None = None,
        batch: int = 10_000,
        idle: float = 0.25,
        standby: float = 0.5,
    ) -> None:
        self._connect = connect
        self._projections = projections
        self._open_state = open_state
        self._tide = tide
        self._idle, self._standby = idle, standby
        self._bell = Bell(connect)
        self._tape = Tape(connect, open_state, batch=batch)
        self._leading: set[str] = set()

    @property
    def leading(self) -> frozenset[str]:
        """The projections that this runner, of all, keeps up to date at the moment."""
        return frozenset(self._leading)

    async def run(self) -> None:
        """Follow the log until cancelled. A cancelled batch is rolled back: nothing is half done."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._bell.listen())
                for projection in self._projections:
                    tasks.create_task(self._keep(projection))
        finally:
            await self._tape.close()

    async def _keep(self, projection: AnyProjection) -> None:
        async def lead(connection: Connection) -> None:
            try:
                await self._lead(connection, projection)
            finally:
                self._leading.discard(projection.name)

        await lead_in_turn(f"projection.{projection.name}", self._connect, lead, standby=self._standby)

    async def _lead(self, connection: Connection, projection: AnyProjection) -> None:
        await install(connection, projection)
        checkpoint = await self._checkpoint(connection, projection)
        self._leading.add(projection.name)
        while True:
            self._tell(checkpoint)
            rung = self._bell.next
            events = await self._tape.after(checkpoint.position)
            try:
                if not _is_current(checkpoint, projection):
                    checkpoint = await self._checkpoint(connection, projection)
                elif events:
                    checkpoint = await apply(connection, projection, checkpoint, events)
                elif not await rung_within(rung, self._idle):
                    # Also asks whether this session, and so the lock, is still there.
                    checkpoint = await self._checkpoint(connection, projection)
            except CheckpointMoved:
                checkpoint = await self._checkpoint(connection, projection)

    async def _checkpoint(self, connection: Connection, projection: AnyProjection) -> Checkpoint:
        """Return where to go on, after building anew what an older program, or another calendar, has built."""
        checkpoint = await live_checkpoint(connection, projection)
        if _is_current(checkpoint, projection):
            return checkpoint
        await rebuild(self._connect, projection, self._open_state)
        return await live_checkpoint(connection, projection)

    def _tell(self, checkpoint: Checkpoint) -> None:
        if self._tide:
            self._tide.rise(checkpoint.projection, checkpoint.position)


def _is_current(checkpoint: Checkpoint, projection: AnyProjection) -> bool:
    return (checkpoint.revision, checkpoint.basis) == (projection.revision, projection.basis)

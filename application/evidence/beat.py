"""The sealer's work in a process that leads: seal every minute and whenever somebody asks, and publish what is new."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NoReturn, Protocol

import structlog
from psycopg import sql

from application.evidence.alarms import all_is_well, raise_alarm
from application.evidence.folder import Folder, Unpublished
from application.evidence.logs import TRAIL, Log
from application.evidence.refused import SealingRefused
from application.evidence.sealer import Sealer
from application.evidence.stored import Connection

logger = structlog.get_logger(__name__)


class Outlet(Protocol):
    """Somewhere outside where the newest checkpoint goes; what comes of it is its own business."""

    def offer(self, note: str) -> None: ...


class Beat:
    """`every`: seconds between two looks at the log, at most."""

    def __init__(
        self,
        sealer: Sealer,
        folder: Folder,
        outlets: Sequence[Outlet],
        clock: Callable[[], datetime],
        *,
        every: float,
        log: Log = TRAIL,
    ) -> None:
        self._sealer, self._folder, self._outlets = sealer, folder, outlets
        self._clock, self._every, self._log = clock, every, log

    async def run(self, connection: Connection) -> NoReturn:
        """Seal until cancelled, on the session that leads; raise what the database raises."""
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._log.channel)))
        while True:
            await self.turn(connection)
            async for _ in connection.notifies(timeout=self._every, stop_after=1):
                pass  # those that asked while it was being sealed have one more turn together

    async def turn(self, connection: Connection) -> None:
        """Seal once; what stands against it becomes an alarm, and is tried again at the next turn."""
        try:
            note = await self._sealer.seal(connection)
        except SealingRefused as refused:
            await raise_alarm(connection, self._log.kind, refused)
            return
        await all_is_well(connection, self._log.kind)
        if await asyncio.to_thread(self._published, note):
            for outlet in self._outlets:
                outlet.offer(note)

    def _published(self, note: str) -> bool:
        """Return whether the folder has news; a full disk is no reason to seal no more."""
        if self._folder.has(note):
            return False
        try:
            self._folder.publish(note, self._clock())
        except Unpublished as error:
            logger.error("checkpoint_unpublished", reason=str(error))  # noqa: TRY400 - it is a disk, not a fault of ours
        return True

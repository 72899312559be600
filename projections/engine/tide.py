"""Read-your-writes: waiting until a read model has seen a position, without asking the database once for each waiter.

A runner in this process tells of every step as it happens. For runners elsewhere one poll serves all who wait, and
nothing is asked while nobody waits. Where reads go to a replica, give the tide the replica and no runner.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass

import psycopg
import structlog

from projections.engine.connection import Connect, Connection

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter:
    position: int
    reached: asyncio.Event


class Tide:
    """How far the live read models have come, as far as this process knows. `every`: seconds between polls."""

    def __init__(self, connect: Connect, *, every: float = 0.02) -> None:
        self._connect = connect
        self._every = every
        self._known: dict[str, int] = {}
        self._waiting: dict[str, set[_Waiter]] = defaultdict(set)
        self._poll: asyncio.Task[None] | None = None
        self._connection: Connection | None = None

    def rise(self, projection: str, position: int) -> None:
        """Tell where a read model stands, and wake whoever waited for that."""
        self._known[projection] = position
        for waiter in self._waiting[projection]:
            if waiter.position <= position:
                waiter.reached.set()

    async def reached(self, projection: str, position: int, *, within: float = 2.0) -> bool:
        """Return True as soon as the read model has seen `position`, False after `within` seconds."""
        if self._known.get(projection, -1) >= position:
            return True
        waiter = _Waiter(position, asyncio.Event())
        self._waiting[projection].add(waiter)
        self._ensure_poll()
        try:
            async with asyncio.timeout(within):
                await waiter.reached.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting[projection].discard(waiter)
        return True

    async def close(self) -> None:
        try:
            if self._poll is not None:
                self._poll.cancel()
                await asyncio.gather(self._poll, return_exceptions=True)
        finally:  # also when whoever closes is cancelled meanwhile
            if self._connection is not None:
                await self._connection.close()

    def _ensure_poll(self) -> None:
        if self._poll is None or self._poll.done():
            self._poll = asyncio.create_task(self._poll_while_waited_for())

    async def _poll_while_waited_for(self) -> None:
        while any(self._waiting.values()):
            try:
                await self._look()
            except (psycopg.Error, OSError) as error:
                log.warning("tide_unknown", error=type(error).__name__)
            await asyncio.sleep(self._every)

    async def _look(self) -> None:
        if self._connection is None or self._connection.closed:
            self._connection = await self._connect()
        cursor = await self._connection.execute("SELECT projection, position FROM read.checkpoints WHERE live")
        for projection, position in await cursor.fetchall():
            self.rise(projection, position)

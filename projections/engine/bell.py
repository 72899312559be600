"""The ledger's bell: rung by NOTIFY when there may be something new. A hint only; whoever waits for it also polls."""

import asyncio
from contextlib import suppress

import structlog

from projections.engine.backoff import backoff
from projections.engine.connection import Connect

log = structlog.get_logger(__name__)


class Bell:
    """One listening connection for all followers in this process."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._next = asyncio.Event()

    @property
    def next(self) -> asyncio.Event:
        """Set at the next ring. Take it before looking into the log, so that a ring in between is not lost."""
        return self._next

    def ring(self) -> None:
        rung, self._next = self._next, asyncio.Event()
        rung.set()

    async def listen(self) -> None:
        """Ring for ever, through lost connections and restarts of the database."""
        failures = 0
        while True:
            try:
                async with await self._connect() as connection:
                    await connection.execute("LISTEN ledger")
                    failures = 0
                    self.ring()  # for what came while nobody listened
                    async for _ in connection.notifies():
                        self.ring()
            except Exception as error:  # noqa: BLE001  outermost loop: whatever it was, listen again
                failures += 1
                log.warning("bell_lost", error=type(error).__name__, failures=failures)
            await asyncio.sleep(backoff(failures or 1))


async def rung_within(rung: asyncio.Event, seconds: float) -> bool:
    """Return whether it rang in time."""
    # Not wait_for: in Python 3.11 a ring makes it forget a cancellation of the same moment, and then we never end.
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await rung.wait()
    return rung.is_set()

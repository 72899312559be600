"""Writing the access log: those who look while a row is on its way to the disk share the next one.

First the log, then the answer: whoever waits here is answered nothing before their row is kept. A row whose answer got
lost on the way stays, and one may be there twice after a lost connection; none is ever missing.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import LiteralString

import structlog

from application.access.access import Access
from application.access.scribe import Row, Scribe
from application.ending import ended
from application.postgres.database import Timeouts
from application.postgres.store import OneConnection, PostgresStore
from application.store import Busy, ConnectionLost
from application.subkeys import Subkeys
from application.vault import Vault

log = structlog.get_logger(__name__)

MOST_AT_ONCE, MOST_WAITING = 512, 8192

_LOG: LiteralString = """
SELECT ledger.log_access(%b::uuid[], %b::text[], %b::text[], %b::text[], %b::bytea[])
"""


class Unlogged(Busy):
    """The log cannot be written now, so nothing may be shown."""


class AccessStore(PostgresStore):
    """The same connection as the ledger's, with the same words for its faults; another statement."""

    async def log(self, rows: Sequence[Row]) -> None:
        async with self._connected() as connection:
            await connection.execute(
                _LOG,
                (
                    [row.application for row in rows],
                    [row.action for row in rows],
                    [row.actor for row in rows],
                    [row.role for row in rows],
                    [row.state for row in rows],
                ),
            )


@asynccontextmanager
async def access_log(url: str, vault: Vault, keys: Subkeys, timeouts: Timeouts) -> "AsyncGenerator[AccessLog]":
    """Yield the log of the database at `url`, which must be the primary."""
    store = AccessStore(OneConnection(url), statement_timeout_s=timeouts.statement / 1000)
    accesses = AccessLog(store, Scribe(vault, keys))
    writing = asyncio.create_task(accesses.run())
    try:
        yield accesses
    finally:
        await ended(writing)
        await store.close()


class AccessLog:
    """The log of one process. `scribe` also reads what it wrote."""

    def __init__(self, store: AccessStore, scribe: Scribe, *, most_waiting: int = MOST_WAITING) -> None:
        self._store, self.scribe, self._most_waiting = store, scribe, most_waiting
        self._waiting: list[tuple[Row, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()

    async def note(self, *accesses: Access) -> None:
        """Return as soon as all of them are kept for good, or raise `Unlogged`."""
        if len(self._waiting) >= self._most_waiting:
            raise Unlogged("the access log takes no more now")
        loop = asyncio.get_running_loop()
        noted = [(self.scribe.row(access), loop.create_future()) for access in accesses]
        self._waiting += noted
        self._wake.set()
        await asyncio.gather(*(kept for _, kept in noted))

    async def run(self) -> None:
        """Write what waits, again and again, until cancelled; whoever waits then is told."""
        batch: list[tuple[Row, asyncio.Future[None]]] = []
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while batch := self._waiting[:MOST_AT_ONCE]:
                    del self._waiting[: len(batch)]
                    _settle(batch, await self._written([row for row, _ in batch]))
        finally:
            _settle([*batch, *self._waiting], Unlogged("the access log was closed"))

    async def _written(self, rows: Sequence[Row]) -> Unlogged | None:
        try:
            try:
                await self._store.log(rows)
            except ConnectionLost:  # a server that was restarted is there again
                await self._store.log(rows)
        except Exception as fault:  # the outermost loop: whatever it is, each caller must be told
            log.warning("access_not_logged", exc_info=fault)
            unlogged = Unlogged(type(fault).__name__)
            unlogged.__cause__ = fault
            return unlogged
        return None


def _settle(batch: Sequence[tuple[Row, asyncio.Future[None]]], fault: Unlogged | None) -> None:
    for _, kept in batch:
        if kept.done():
            continue  # whoever waited has left, or knows already
        if fault:
            kept.set_exception(fault)
        else:
            kept.set_result(None)

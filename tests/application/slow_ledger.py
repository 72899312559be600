"""A ledger in memory that holds its transactions back, so that commands gather; and who waits behind it."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from application.memory_store import MemoryStore
from application.permits import Done, Permits
from application.store import Outcome, Write
from domain.actor import Caller
from domain.commands import Command
from tests.application.desk import asked, submit


class SlowLedger(MemoryStore):
    """It holds the first transaction until `go`, so that others gather behind it; then no more."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()
        self.transactions: list[int] = []

    async def append(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        self.transactions.append(len(writes))
        await self.go.wait()
        if any(write.actor == "poison" for write in writes):
            raise ValueError("a transaction that cannot be")
        return await super().append(writes)


async def filed(permits: Permits, ledger: SlowLedger) -> UUID:
    """A file that lies at the front office, in nobody's way; the ledger is slow again."""
    ledger.go.set()
    done = await submit(permits)
    ledger.go.clear()
    ledger.transactions.clear()
    return done.permit.id


async def together(ledger: SlowLedger, *commands: "asyncio.Task[Done]") -> list[Done | BaseException]:
    """Let the commands gather behind each other, then go; return what became of each."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    ledger.go.set()
    return await asyncio.gather(*commands, return_exceptions=True)


def ask(permits: Permits, command: Command, by: Caller, permit: UUID) -> "asyncio.Task[Done]":
    return asyncio.create_task(permits.execute(command, asked(by, permit)))

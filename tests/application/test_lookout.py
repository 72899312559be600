"""Looking ahead: while one transaction is in flight, the files of the next one are looked up."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest

from application.memory_store import MemoryStore
from application.permits import Permits
from application.store import Busy, ConnectionLost, Loaded
from domain.refusals import NotFound
from tests.application.desk import submit, vault
from tests.application.slow_ledger import SlowLedger, ask, filed
from tests.book import office_rulebook
from tests.papers import VERIFY
from tests.people import FAJAR


@pytest.fixture
async def ledger() -> SlowLedger:
    return SlowLedger()


async def test_files_are_looked_up_while_another_transaction_is_in_flight(ledger: SlowLedger) -> None:
    async with Permits(vault=vault(), book=office_rulebook, store=ledger) as others:
        permit = await filed(others, ledger)
    scout = Scout(ledger)
    async with Permits(vault=vault(), book=office_rulebook, store=ledger, scout=scout) as permits:
        in_flight = asyncio.create_task(submit(permits))
        await asyncio.sleep(0)
        verified = ask(permits, VERIFY, FAJAR, permit)
        await asyncio.sleep(0.01)

        assert [[permit]] == scout.looked_up
        assert not in_flight.done()

        ledger.go.set()
        await asyncio.gather(in_flight, verified)

    assert [[permit]] == scout.looked_up
    assert [1, 1] == ledger.transactions


@pytest.mark.parametrize("trouble", [Busy("a lock"), ValueError("a fault of ours")], ids=["busy", "fault"])
async def test_trouble_with_looking_ahead_is_told(ledger: SlowLedger, trouble: Exception) -> None:
    ledger.go.set()
    scout = Scout(ledger, trouble)
    async with Permits(vault=vault(), book=office_rulebook, store=ledger, scout=scout) as permits:
        with pytest.raises(type(trouble)):
            await ask(permits, VERIFY, FAJAR, uuid4())
        with pytest.raises(NotFound):
            await ask(permits, VERIFY, FAJAR, uuid4())


async def test_a_connection_lost_while_looking_ahead_is_made_anew(ledger: SlowLedger) -> None:
    async with Permits(vault=vault(), book=office_rulebook, store=ledger) as others:
        permit = await filed(others, ledger)
    ledger.go.set()
    scout = Scout(ledger, ConnectionLost("gone"))
    async with Permits(vault=vault(), book=office_rulebook, store=ledger, scout=scout) as permits:
        done = await ask(permits, VERIFY, FAJAR, permit)

        assert (4, False, 1) == (done.permit.version, done.replayed, permits.counts.lost_connections)


class Scout(MemoryStore):
    """It looks at another store, and knows at what; its first look may fail."""

    def __init__(self, store: MemoryStore, trouble: Exception | None = None) -> None:
        super().__init__()
        self._store, self._trouble = store, trouble
        self.looked_up: list[list[UUID]] = []

    async def load(self, permits: Sequence[UUID], commands: Sequence[UUID] = ()) -> Loaded:
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            raise trouble
        self.looked_up.append(list(permits))
        return await self._store.load(permits, commands)

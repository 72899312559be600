"""One command id, one effect: whoever asks twice at once, hangs up, or uses an id for something else."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from application.job import KeyReused
from application.permits import Done, Permits
from domain.commands import Route
from domain.refusals import NotThisStep
from tests.application.desk import asked, submit, vault
from tests.application.slow_ledger import SlowLedger, filed, together
from tests.book import office_rulebook
from tests.papers import VERIFY
from tests.people import BAYU, FAJAR


@pytest.fixture
async def ledger() -> SlowLedger:
    return SlowLedger()


@pytest.fixture
async def permits(ledger: SlowLedger) -> AsyncIterator[Permits]:
    async with Permits(vault=vault(), book=office_rulebook, store=ledger) as permits:
        yield permits


async def test_a_caller_who_hangs_up_leaves_the_command_on_its_way(permits: Permits, ledger: SlowLedger) -> None:
    command = uuid4()
    gone = asyncio.create_task(submit(permits, command=command))
    await asyncio.sleep(0)
    gone.cancel()
    ledger.go.set()

    again = await submit(permits, command=command)
    neighbour = await submit(permits)

    assert gone.cancelled()
    assert again.replayed
    assert ["REG-KBM-20261123-0001", "REG-KBM-20261123-0002"] == [again.permit.number, neighbour.permit.number]


async def test_the_same_command_twice_at_once_is_written_once(permits: Permits, ledger: SlowLedger) -> None:
    command = uuid4()

    first, second = await together(ledger, *(asyncio.create_task(submit(permits, command=command)) for _ in range(2)))

    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert [False, True] == [first.replayed, second.replayed]
    assert (first.permit, first.events, first.position) == (second.permit, second.events, second.position)


async def test_the_same_command_id_at_once_for_another_request_is_a_misuse(
    permits: Permits, ledger: SlowLedger
) -> None:
    command = uuid4()

    first, second = await together(
        ledger,
        *(asyncio.create_task(submit(permits, command=command, fingerprint=each)) for each in (b"one", b"two")),
    )

    assert isinstance(first, Done)
    assert isinstance(second, KeyReused)


async def test_a_refused_command_id_may_be_used_for_another_request(permits: Permits, ledger: SlowLedger) -> None:
    permit, command = await filed(permits, ledger), uuid4()
    ledger.go.set()
    wrong, right = asked(FAJAR, permit, command=command), asked(BAYU, permit, command=command)

    refused, same, done = await asyncio.gather(
        permits.execute(Route(), right, fingerprint=b"one"),
        permits.execute(Route(), right, fingerprint=b"one"),
        permits.execute(VERIFY, wrong, fingerprint=b"two"),
        return_exceptions=True,
    )

    assert [NotThisStep, NotThisStep] == [type(refused), type(same)]
    assert isinstance(done, Done)

"""Group commit: commands share a transaction, and nothing else. The ledger is in memory, slow or faulty on demand."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from application.permits import Done, Permits
from application.schema import UnknownTopic
from application.store import Busy, ConnectionLost, Outcome, Write
from application.writer import Limits
from domain.actor import Role
from domain.commands import Claim, Route, Verify
from domain.refusals import ClaimedByColleague, NeverYourRole, NotFound, NotThisStep
from tests.application.desk import submit, vault
from tests.application.slow_ledger import SlowLedger, ask, filed, together
from tests.book import office_rulebook
from tests.papers import REJECT, VERIFY
from tests.people import BAYU, FAJAR, FITRI, person


@pytest.fixture
async def ledger() -> SlowLedger:
    return SlowLedger()


@pytest.fixture
async def permits(ledger: SlowLedger) -> AsyncIterator[Permits]:
    async with Permits(vault=vault(), book=office_rulebook, store=ledger) as permits:
        yield permits


async def test_commands_that_arrive_while_a_transaction_is_in_flight_share_the_next(
    permits: Permits, ledger: SlowLedger
) -> None:
    first = asyncio.create_task(submit(permits))
    await asyncio.sleep(0.01)
    all_done = await together(ledger, first, *(asyncio.create_task(submit(permits)) for _ in range(19)))

    assert [1, 19] == ledger.transactions
    assert {f"REG-KBM-20261123-{n:04}" for n in range(1, 21)} == {
        done.permit.number for done in all_done if isinstance(done, Done)
    }


async def test_a_batch_has_a_largest_size(ledger: SlowLedger) -> None:
    ledger.go.set()
    limits = Limits(batch=8)
    async with Permits(vault=vault(), book=office_rulebook, store=ledger, limits=limits) as permits:
        await asyncio.gather(*(submit(permits) for _ in range(20)))

    assert [8, 8, 4] == ledger.transactions


async def test_a_refused_command_does_not_spoil_its_neighbours(permits: Permits, ledger: SlowLedger) -> None:
    permit = await filed(permits, ledger)

    first, missing, wrong_role, wrong_step, last = await together(
        ledger,
        asyncio.create_task(submit(permits)),
        ask(permits, VERIFY, FAJAR, uuid4()),
        ask(permits, VERIFY, BAYU, permit),
        ask(permits, Route(), BAYU, permit),
        asyncio.create_task(submit(permits)),
    )

    assert [NotFound, NeverYourRole, NotThisStep] == [type(each) for each in (missing, wrong_role, wrong_step)]
    assert [3, 5] == sorted(done.position - 1 for done in (first, last) if isinstance(done, Done))


async def test_a_fault_in_one_command_is_its_callers_alone(permits: Permits, ledger: SlowLedger) -> None:
    permit = await filed(permits, ledger)

    broken, done = await together(
        ledger,
        ask(permits, Verify(checklist=None), FAJAR, permit),  # type: ignore[arg-type]  # what no API lets through
        asyncio.create_task(submit(permits)),
    )

    assert isinstance(broken, TypeError)
    assert isinstance(done, Done)


async def test_a_command_that_makes_the_transaction_fail_is_found_and_the_others_are_done(
    permits: Permits, ledger: SlowLedger
) -> None:
    other, permit = await filed(permits, ledger), await filed(permits, ledger)

    done, poisonous, verified = await together(
        ledger,
        asyncio.create_task(submit(permits)),
        ask(permits, Claim(), person("poison", "P", Role.FRONT_OFFICE), other),
        ask(permits, VERIFY, FAJAR, permit),
    )

    assert isinstance(poisonous, ValueError)
    assert isinstance(done, Done)
    assert isinstance(verified, Done)
    assert not (done.replayed or verified.replayed)


async def test_two_at_once_on_one_file_one_is_done_and_one_is_refused(permits: Permits, ledger: SlowLedger) -> None:
    permit = await filed(permits, ledger)

    verified, rejected = await together(
        ledger, ask(permits, VERIFY, FAJAR, permit), ask(permits, REJECT, FITRI, permit)
    )

    assert isinstance(verified, Done)
    assert isinstance(rejected, NotThisStep)


async def test_one_officers_two_commands_may_share_a_transaction(permits: Permits, ledger: SlowLedger) -> None:
    permit = await filed(permits, ledger)

    claimed, verified, foreign = await together(
        ledger,
        ask(permits, Claim(), FAJAR, permit),
        ask(permits, VERIFY, FAJAR, permit),
        ask(permits, Claim(), FITRI, permit),
    )

    assert isinstance(claimed, Done)
    assert isinstance(verified, Done)
    assert [3, 5] == [claimed.permit.version, verified.permit.version]
    assert isinstance(foreign, NotThisStep)


async def test_a_refusal_counts_only_against_what_is_committed(permits: Permits, ledger: SlowLedger) -> None:
    """What Fitri is refused for fails itself: her command is done after all."""
    permit = await filed(permits, ledger)

    spoiled, done = await together(
        ledger,
        ask(permits, Claim(), person("poison", "P", Role.FRONT_OFFICE), permit),
        ask(permits, VERIFY, FITRI, permit),
    )

    assert isinstance(spoiled, ValueError)
    assert isinstance(done, Done)


async def test_what_another_process_wrote_is_seen_before_anybody_is_refused(ledger: SlowLedger) -> None:
    ledger.go.set()
    async with (
        Permits(vault=vault(), book=office_rulebook, store=ledger) as here,
        Permits(vault=vault(), book=office_rulebook, store=ledger) as there,
    ):
        permit = (await submit(here)).permit.id
        await ask(there, VERIFY, FAJAR, permit)

        routed = await ask(here, Route(), BAYU, permit)
        with pytest.raises(NotThisStep):
            await ask(there, Route(), BAYU, permit)

    assert (4, Role.DINAS_TEKNIS) == (routed.permit.step, routed.permit.holder)


async def test_who_lost_a_race_against_another_process_decides_again(ledger: SlowLedger) -> None:
    ledger.go.set()
    async with (
        Permits(vault=vault(), book=office_rulebook, store=ledger) as here,
        Permits(vault=vault(), book=office_rulebook, store=ledger) as there,
    ):
        permit = (await submit(here)).permit.id
        await ask(there, Claim(), FAJAR, permit)

        with pytest.raises(ClaimedByColleague):
            await ask(here, VERIFY, FITRI, permit)
        verified = await ask(here, VERIFY, FAJAR, permit)

    assert 5 == verified.permit.version
    assert 1 == here.counts.conflicts


async def test_a_full_queue_takes_no_more(ledger: SlowLedger) -> None:
    limits = Limits(batch=2, queue=3)
    async with Permits(vault=vault(), book=office_rulebook, store=ledger, limits=limits) as permits:
        taken = [asyncio.create_task(submit(permits)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await submit(permits)
        ledger.go.set()
        await asyncio.gather(*taken)
        await submit(permits)

        assert 0 == permits.waiting


async def test_whoever_closes_answers_those_who_wait_and_takes_no_more(ledger: SlowLedger) -> None:
    async with Permits(vault=vault(), book=office_rulebook, store=ledger) as permits:
        waiting = [asyncio.create_task(submit(permits)) for _ in range(5)]
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.01, ledger.go.set)

    assert all(isinstance(done, Done) for done in await asyncio.gather(*waiting))
    with pytest.raises(Busy):
        await submit(permits)


async def test_a_writer_that_is_cancelled_as_it_closes_leaves_nobody_waiting_and_nothing_open() -> None:
    ledger = Closing()

    async def serve() -> None:
        async with Permits(vault=vault(), book=office_rulebook, store=ledger) as permits:
            waiting.append(asyncio.create_task(submit(permits)))
            await ledger.begun.wait()

    waiting: list[asyncio.Task[Done]] = []
    serving = asyncio.create_task(serve())
    await ledger.begun.wait()
    await asyncio.sleep(0.01)
    serving.cancel()
    await asyncio.wait([serving, *waiting], timeout=5)

    assert serving.cancelled()
    assert isinstance(waiting[0].exception(), ConnectionLost)
    assert ledger.closed


class Closing(SlowLedger):
    """It knows that a transaction has begun, and that it was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.closed = asyncio.Event(), False

    async def append(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        self.begun.set()
        return await super().append(writes)

    async def close(self) -> None:
        self.closed = True


async def test_a_history_that_cannot_be_read_concerns_its_own_permit_only(permits: Permits, ledger: SlowLedger) -> None:
    permit, strange = await filed(permits, ledger), uuid4()
    ledger.go.set()
    event = StoredEvent(strange, 1, "FromTheFuture", b'{"v":1}')
    write = Write(permit=strange, base=0, events=(event,), actor="-", role="-", command=None, fingerprint=b"")
    await ledger.append([write])

    broken, done = await asyncio.gather(
        ask(permits, VERIFY, FAJAR, strange), ask(permits, VERIFY, FAJAR, permit), return_exceptions=True
    )

    assert isinstance(broken, UnknownTopic)
    assert isinstance(done, Done)


async def test_few_states_are_remembered_and_the_others_are_folded_again(ledger: SlowLedger) -> None:
    ledger.go.set()
    limits = Limits(batch=4, remembered=4)
    async with Permits(vault=vault(), book=office_rulebook, store=ledger, limits=limits) as permits:
        files = [(await submit(permits)).permit.id for _ in range(20)]

        verified = await asyncio.gather(*(ask(permits, VERIFY, FAJAR, permit) for permit in files))

    assert [(4, 3)] * 20 == [(done.permit.version, done.permit.step) for done in verified]

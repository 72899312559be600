"""What a ledger promises the write path, the same in memory and in PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import Notification

from application.store import Kind, Known, Outcome, Store, Stream, Write
from tests.application.ledgers import CLUSTERS, KINDS, database, store_at, write

A, B, C = UUID(int=10), UUID(int=11), UUID(int=12)
BAP7 = (("bap", "7"),)
DAY = date(2026, 11, 23)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    if request.param == "memory":
        yield None
        return
    with database(request.getfixturevalue(CLUSTERS[request.param])) as url:
        yield url


@pytest.fixture
async def store(url: str | None) -> AsyncIterator[Store]:
    async with store_at(url) as store:
        yield store


async def kinds(store: Store, *writes: Write) -> list[Kind]:
    return [outcome.kind for outcome in await store.append(writes)]


async def test_events_are_numbered_without_gaps_in_the_order_of_the_writes(store: Store) -> None:
    outcomes = await store.append([write(A, facts=2), write(B), write(A, base=2)])
    again = await store.append([write(B, base=1, facts=3)])

    assert [
        Outcome(Kind.DONE, A, 2, 2),
        Outcome(Kind.DONE, B, 1, 3),
        Outcome(Kind.DONE, A, 3, 4),
        Outcome(Kind.DONE, B, 4, 7),
    ] == [*outcomes, *again]


async def test_a_stream_is_loaded_with_its_positions_key_and_number(store: Store) -> None:
    await store.append([write(A, facts=2, register="REG")])

    loaded = await store.load([A, B])

    events = (Notification(A, 1, "Fact1", b"{}", 1), Notification(A, 2, "Fact2", b"{}", 2))
    assert {A: Stream(A, events, b"key of " + A.bytes, "REG-0001")} == loaded.streams
    assert {} == loaded.commands


async def test_the_tail_of_a_stream_is_what_came_after_a_version(store: Store) -> None:
    await store.append([write(A), write(B), write(A, base=1, facts=2)])

    assert [(2, "Fact2", 3), (3, "Fact3", 4)] == [
        (event.originator_version, event.topic, event.id) for event in await store.tail(A, 1)
    ]
    assert [] == [*await store.tail(A, 3), *await store.tail(C, 0)]


async def test_known_commands_are_loaded(store: Store) -> None:
    command = uuid4()
    await store.append([write(A), write(B, facts=2, command=command, fingerprint=b"one", register="REG")])

    loaded = await store.load([], [command, uuid4()])

    assert {command: Known(b"one", Outcome(Kind.REPLAY, B, 2, 3, "REG-0001"))} == loaded.commands


async def test_a_command_is_written_once_whatever_permit_it_comes_with(store: Store) -> None:
    command = uuid4()
    await store.append([write(A, facts=2, command=command, register="REG")])

    outcomes = await store.append([write(B, command=command, register="REG"), write(C, register="REG")])

    assert [Outcome(Kind.REPLAY, A, 2, 2, "REG-0001"), Outcome(Kind.DONE, C, 1, 3, "REG-0002")] == outcomes
    assert B not in (await store.load([B])).streams


async def test_a_command_id_that_comes_with_another_request_is_a_mismatch(store: Store) -> None:
    command = uuid4()
    await store.append([write(A, command=command, fingerprint=b"one")])

    outcomes = await store.append([write(A, base=1, command=command, fingerprint=b"two")])

    assert [Outcome(Kind.MISMATCH, A)] == outcomes


@pytest.mark.parametrize("base", [0, 1, 3])
async def test_another_version_than_the_present_one_is_a_conflict(store: Store, base: int) -> None:
    await store.append([write(A, facts=2)])

    assert [Outcome(Kind.CONFLICT, A)] == await store.append([write(A, base=base)])


async def test_a_stream_cannot_begin_in_the_middle(store: Store) -> None:
    assert [Kind.CONFLICT] == await kinds(store, write(A, base=1))


async def test_a_conflict_does_not_disturb_its_neighbours_and_burns_no_position(store: Store) -> None:
    await store.append([write(A)])

    outcomes = await store.append([write(B), write(A, register="REG"), write(C, register="REG")])

    assert [
        Outcome(Kind.DONE, B, 1, 2),
        Outcome(Kind.CONFLICT, A),
        Outcome(Kind.DONE, C, 1, 3, "REG-0001"),
    ] == outcomes


async def test_what_was_decided_on_top_of_a_write_that_drops_out_drops_out_with_it(store: Store) -> None:
    command = uuid4()
    await store.append([write(A), write(B, command=command)])

    assert [Kind.DONE, Kind.REPLAY, Kind.CONFLICT] == await kinds(
        store, write(A, base=1), write(B, base=1, command=command), write(B, base=2)
    )
    assert [Kind.CONFLICT, Kind.CONFLICT] == await kinds(store, write(A, base=1), write(A, base=2))


async def test_what_came_before_a_write_that_drops_out_stays(store: Store) -> None:
    await store.append([write(B, uniques=BAP7)])

    assert [Kind.DONE, Kind.TAKEN, Kind.CONFLICT] == await kinds(
        store, write(A), write(A, base=1, uniques=BAP7), write(A, base=2)
    )


async def test_a_number_belongs_to_one_permit(store: Store) -> None:
    await store.append([write(A, uniques=BAP7)])

    outcomes = await store.append(
        [write(A, base=1, uniques=BAP7), write(B, uniques=BAP7), write(C, uniques=(("sk", "7"),))]
    )

    assert [Outcome(Kind.DONE, A, 2, 2), Outcome(Kind.TAKEN, B, taken="bap"), Outcome(Kind.DONE, C, 1, 3)] == outcomes


async def test_a_number_can_be_asked_for_without_claiming_it(store: Store) -> None:
    await store.append([write(A, uniques=BAP7)])

    asked = (("recommendation", "7"), *BAP7)

    assert (None, "bap", None) == (
        await store.taken(A, asked),
        await store.taken(B, asked),
        await store.taken(B, (("bap", "8"),)),
    )
    assert [Kind.DONE] == await kinds(store, write(B, uniques=asked[:1]))


async def test_of_two_claims_at_once_the_second_looks_again_and_finds_it_taken(store: Store) -> None:
    assert [Kind.DONE, Kind.CONFLICT] == await kinds(store, write(A, uniques=BAP7), write(B, uniques=BAP7))
    assert [Kind.TAKEN] == await kinds(store, write(B, uniques=BAP7))


async def test_registration_numbers_count_each_prefix_without_gaps(store: Store) -> None:
    first = await store.append([write(A, register="X"), write(B, register="Y"), write(C, register="X")])
    await store.append([write(A, base=0, register="X")])
    later = await store.append([write(UUID(int=13), register="X")])

    assert ["X-0001", "Y-0001", "X-0002", "X-0003"] == [outcome.number for outcome in [*first, *later]]


async def test_a_decree_number_is_given_to_one_draft_of_one_permit(store: Store) -> None:
    draft, other = "a" * 64, "b" * 64

    first = await store.reserve("IPKBM", A, draft, DAY)
    numbers = [
        await store.reserve("IPKBM", B, draft, DAY),
        await store.reserve("IPKBM", A, other, DAY),
        await store.reserve("OTHER", C, draft, DAY),
        await store.reserve("IPKBM", C, other, date(2027, 1, 4)),
    ]

    assert first == await store.reserve("IPKBM", A, draft, date(2026, 11, 24))
    assert ("IPKBM", 2026, 1, A, draft, DAY) == (
        first.register, first.year, first.seq, first.permit, first.draft_sha256, first.issued_on,
    )  # fmt: skip
    assert [(2026, 2), (2026, 3), (2026, 1), (2027, 1)] == [(each.year, each.seq) for each in numbers]

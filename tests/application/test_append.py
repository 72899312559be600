"""`ledger.append` itself, on the oldest and the newest PostgreSQL: leaves, time, numbers, the bell, and its plans."""

import asyncio
import struct
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from application.postgres.database import APP, as_role
from application.store import Kind, Outcome, Store
from tests.application.ledgers import store_at, write

A = UUID(int=10)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
async def store(postgres_url_of_major: str) -> AsyncIterator[Store]:
    async with store_at(postgres_url_of_major) as store:
        yield store


def rows(url: str, statement: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement.encode()).fetchall()


def leaf(row: tuple[int, UUID, int, str, bytes, datetime, str, str]) -> bytes:
    """As the docs describe it, and an offline verifier computes it."""
    position, permit, version, topic, state, at, actor, role = row
    header = struct.pack(">q16sqq", position, permit.bytes, version, (at - EPOCH) // timedelta(microseconds=1))
    texts = (text.encode() for text in (topic, actor, role))
    return sha256(b"\0" + header + b"".join(struct.pack(">i", len(text)) + text for text in texts) + state).digest()


async def test_a_leaf_is_computed_from_the_row_alone(postgres_url_of_major: str, store: Store) -> None:
    await store.append([write(A, facts=2, actor="•••"), write(uuid4(), actor="fajar")])

    found = rows(
        postgres_url_of_major,
        "SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, actor, role, leaf"
        " FROM ledger.events ORDER BY notification_id",
    )
    assert [leaf(row[:8]) for row in found] == [row[8] for row in found]
    assert 3 == len({row[8] for row in found})


async def test_time_never_runs_backwards_even_if_the_clock_does(postgres_url_of_major: str, store: Store) -> None:
    """A row from the future stands for a clock that was set back after it."""
    future = datetime(2100, 1, 1, tzinfo=UTC)
    with psycopg.connect(postgres_url_of_major) as connection:
        connection.execute(
            "INSERT INTO ledger.events VALUES (1, gen_random_uuid(), 1, 'X', '', %s, '-', '-', '')", (future,)
        )
    await store.append([write(A), write(uuid4())])

    assert [(future,)] * 3 == rows(postgres_url_of_major, "SELECT recorded_at FROM ledger.events")


async def test_numbers_go_on_past_four_digits(postgres_url_of_major: str, store: Store) -> None:
    with psycopg.connect(postgres_url_of_major) as connection:
        connection.execute("INSERT INTO ledger.registrations VALUES (gen_random_uuid(), 'R-9998', 'R', 9998)")

    outcomes = await store.append([write(uuid4(), register="R") for _ in range(3)])

    assert ["R-9999", "R-10000", "R-10001"] == [outcome.number for outcome in outcomes]


async def test_the_bell_rings_once_for_what_was_written_and_not_for_what_was_not(
    postgres_url_of_major: str, store: Store
) -> None:
    with psycopg.connect(as_role(postgres_url_of_major, APP), autocommit=True) as listener:
        listener.execute("LISTEN ledger")
        assert [Kind.CONFLICT] == [outcome.kind for outcome in await store.append([write(A, base=7)])]
        await store.append([write(A, facts=3), write(uuid4())])

        heard = list(listener.notifies(timeout=2, stop_after=1)) + list(listener.notifies(timeout=0.1))

    assert [("ledger", "")] == [(each.channel, each.payload) for each in heard]


async def test_the_head_is_the_last_position(postgres_url_of_major: str, store: Store) -> None:
    assert [(0,)] == rows(postgres_url_of_major, "SELECT position FROM ledger.head")
    await store.append([write(A, facts=3)])
    assert [(3,)] == rows(postgres_url_of_major, "SELECT position FROM ledger.head")


async def test_a_batch_of_the_largest_size_is_written_whole(store: Store) -> None:
    permits = [uuid4() for _ in range(500)]

    outcomes = await store.append([write(permit, facts=2, register="R") for permit in permits])

    assert [Outcome(Kind.DONE, permit, 2, 2 * n, f"R-{n:04}") for n, permit in enumerate(permits, 1)] == outcomes
    assert set(permits) == set((await store.load(permits)).streams)


async def test_arrays_that_do_not_fit_together_are_refused(postgres_url_of_major: str) -> None:
    statement = (
        "SELECT ledger.append(ARRAY[gen_random_uuid()], '{0}', '{2}', '{a}', '{r}', '{NULL}', '{f}', '{NULL}',"
        " '{NULL}', '{One}', '{s}', '{}', '{}', '{}')"
    )
    with (
        psycopg.connect(as_role(postgres_url_of_major, APP)) as connection,
        pytest.raises(psycopg.errors.ArraySubscriptError),
    ):
        connection.execute(statement.encode())
    assert [] == rows(postgres_url_of_major, "SELECT FROM ledger.events")


async def test_plans_made_on_empty_tables_do_not_read_them_whole_for_ever(postgres_url_of_major: str) -> None:
    """One session goes on while the tables grow, with statistics that still say they are empty."""
    async with store_at(postgres_url_of_major) as store:
        for base in range(10):
            permits = [uuid4() for _ in range(100)]
            await store.append([write(permit, register="R") for permit in permits])
            await store.load(permits[:10], permits[:10])
            await store.append([write(permit, base=1, uniques=((str(base), str(permit)),)) for permit in permits])

    # Closed, for a session tells what it has read at its end, which is a moment after we have hung up.
    async with asyncio.timeout(10):
        read = reads_of(postgres_url_of_major)
        while not all(scanned for _, _, scanned in read):
            await asyncio.sleep(0.05)
            read = reads_of(postgres_url_of_major)
    assert [("commands", 0, True), ("events", 0, True), ("uniques", 0, True)] == read


def reads_of(url: str) -> list[Any]:
    """Each table, the rows that were read of it in order, and whether it was looked up often enough to matter."""
    return rows(
        url,
        "SELECT relname, seq_tup_read, idx_scan >= 1000 FROM pg_stat_user_tables"
        " WHERE relname IN ('events', 'commands', 'uniques') ORDER BY relname",
    )

"""Counts of verifications: written together, added to what is there, and kept while the database is away."""

from datetime import date
from uuid import uuid4

import psycopg
import pytest

from application.postgres.database import APP, as_role
from application.verification_counts import MOST_WAITING, NOBODYS, verification_counts

pytestmark = pytest.mark.anyio
MONDAY = date(2026, 11, 23)


def rows(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT permit, day, result, n FROM verification.counts ORDER BY n").fetchall()


async def test_two_processes_add_up(postgres_url: str) -> None:
    permit, url = uuid4(), as_role(postgres_url, APP)
    async with verification_counts(url) as one, verification_counts(url) as other:
        one.count(permit, MONDAY, "valid")
        one.count(None, MONDAY, "unknown")
        other.count(permit, MONDAY, "valid")
        assert await one.write()
        assert {"valid": 1, "unknown": 1} == one.since_start

    assert [(NOBODYS, MONDAY, "unknown", 1), (permit, MONDAY, "valid", 2)] == rows(postgres_url)


async def test_what_cannot_be_written_waits(postgres_url: str) -> None:
    permit = uuid4()
    async with verification_counts(as_role(postgres_url, APP)) as counts:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("ALTER TABLE verification.counts RENAME TO away")
            counts.count(permit, MONDAY, "valid")
            assert not await counts.write()
            connection.execute("ALTER TABLE verification.away RENAME TO counts")
        counts.count(permit, MONDAY, "valid")

    assert [(permit, MONDAY, "valid", 2)] == rows(postgres_url)


async def test_a_long_absence_costs_counts_not_memory(postgres_url: str) -> None:
    async with verification_counts(as_role(postgres_url, APP)) as counts:
        for _ in range(MOST_WAITING + 5):
            counts.count(uuid4(), MONDAY, "valid")

    assert MOST_WAITING == len(rows(postgres_url))

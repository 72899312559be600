"""The pool: whoever asks is given a connection that answers, whatever has become of those that were kept."""

import asyncio
from typing import Any

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from application.postgres.pool import Pool

KEPT = 6  # with the driver's pauses between them six dead connections outlast the patience of 4 s


def kept(url: str) -> Pool:
    return Pool(url, min_size=KEPT, max_size=KEPT, open=False, timeout=4, kwargs={"autocommit": True})


def kill_all(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            """
            SELECT pg_terminate_backend(pid, 5000)
              FROM pg_stat_activity
             WHERE datname = current_database()
               AND pid <> pg_backend_pid()
            """
        )


async def test_after_a_restart_of_the_server_the_first_who_asks_is_served(postgres_url: str) -> None:
    async with kept(postgres_url) as pool:
        await pool.wait()
        kill_all(postgres_url)

        async with pool.connection() as connection:
            answer = await (await connection.execute("SELECT 1")).fetchone()

    assert (1,) == answer


async def test_who_gives_up_gives_the_connection_back(postgres_url: str) -> None:
    async with Hesitant(postgres_url, min_size=1, max_size=1, open=False, kwargs={"autocommit": True}) as pool:
        impatient = asyncio.create_task(pool.getconn())
        await pool.asked.wait()
        impatient.cancel()
        await asyncio.wait([impatient])
        pool.answers.set()

        async with pool.connection(timeout=5) as connection:
            assert not connection.closed


async def test_without_a_server_who_asks_is_told_in_time() -> None:
    async with Pool("postgresql://127.0.0.1:1/izin", min_size=0, max_size=1, open=False, timeout=0.1) as pool:
        with pytest.raises(PoolTimeout):
            await pool.getconn()


class Hesitant(Pool):
    """A pool whose connections do not answer until they are told to."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.asked, self.answers = asyncio.Event(), asyncio.Event()

    async def check_connection(self, conn: Any) -> None:  # type: ignore[override]
        self.asked.set()
        await self.answers.wait()
        await Pool.check_connection(conn)

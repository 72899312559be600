"""Questions to the read models: answered as soon as the database is there again."""

from contextlib import AsyncExitStack

import psycopg

from application.postgres.database import APP, as_role
from projections.engine.reads import Reads

KEPT = 6  # with the driver's pauses between them six dead connections outlast the patience of 5 s


async def test_after_a_restart_of_the_server_the_first_question_is_answered(postgres_url: str) -> None:
    async with Reads(as_role(postgres_url, APP), most=KEPT) as reads:
        await grow(reads)
        kill_readers(postgres_url)

        async with reads() as connection:
            answer = await (await connection.execute("SELECT 1")).fetchone()

    assert (1,) == answer


async def grow(reads: Reads) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(KEPT):
            await stack.enter_async_context(reads())


def kill_readers(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        killed = connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = %s AND datname = current_database()",
            (APP,),
        ).fetchall()
    assert KEPT == len(killed)

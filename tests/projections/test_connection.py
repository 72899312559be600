"""The projector's connections beside a busy API."""

from psycopg import AsyncConnection

from projections.engine.connection import connector
from projections.engine.reads import Reads
from tests.busy import turns_for_a_long_answer


async def test_a_batch_comes_in_at_once_even_where_the_event_loop_is_busy(postgres_url: str) -> None:
    """Each piece of it would be a turn of the loop, and a projector beside a busy API fell behind without end."""
    as_it_comes = await AsyncConnection.connect(postgres_url, autocommit=True)
    async with as_it_comes, await connector(postgres_url)() as ours:
        assert 5 * await turns_for_a_long_answer(ours) < await turns_for_a_long_answer(as_it_comes)


async def test_so_does_a_list(postgres_url: str) -> None:
    as_it_comes = await AsyncConnection.connect(postgres_url, autocommit=True)
    async with as_it_comes, Reads(postgres_url, most=1) as reads, reads() as ours:
        assert 5 * await turns_for_a_long_answer(ours) < await turns_for_a_long_answer(as_it_comes)

"""An event loop that is busy with other things: each of its turns takes long."""

import asyncio
import time
from typing import Any

from psycopg import AsyncConnection

_TURN_S = 0.01


async def turns_for_a_long_answer(connection: AsyncConnection[Any]) -> int:
    """Return how often a busy loop turned before half a megabyte had come in, in rows like those of the log."""
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            time.sleep(_TURN_S)  # noqa: ASYNC251  that is what a busy loop does
            turns += 1
            await asyncio.sleep(0)

    busy = asyncio.create_task(others())
    try:
        await (await connection.execute("SELECT repeat('x', 4096) FROM generate_series(1, 128)")).fetchall()
    finally:
        busy.cancel()
    return turns

"""Tasks end when they are told to, also those that did not hear it the first time."""

import asyncio
from contextlib import suppress

from application.ending import ended


async def test_who_loses_a_cancellation_is_cancelled_once_more() -> None:
    heard = 0

    async def hard_of_hearing() -> None:
        nonlocal heard
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        heard += 1
        await asyncio.sleep(60)

    async def broken() -> None:
        raise ValueError

    tasks = [asyncio.create_task(each()) for each in (hard_of_hearing, broken)]
    await asyncio.sleep(0)
    await ended(*tasks, again_after=0.01)

    assert 1 == heard
    assert [True, False] == [task.cancelled() for task in tasks]

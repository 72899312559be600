"""The end of tasks that would run for ever."""

import asyncio
from typing import Any

ONCE_MORE_S = 5  # longer than whatever a task still has to put in order


async def ended(*tasks: asyncio.Task[Any], again_after: float = ONCE_MORE_S) -> None:
    """Cancel the tasks until they are over, whatever their outcome.

    Python 3.11 loses a cancellation that meets `asyncio.wait_for` at the instant its own work is done (gh-86296), and
    psycopg connects within one: a task that was asked once might never end.
    """
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=again_after)
    await asyncio.gather(*tasks, return_exceptions=True)  # what they died of was theirs to tell

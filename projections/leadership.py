"""One leader among all processes, the others standing by to take over, for as long as the process lives.

Who leads is decided by a lock of the very session that writes, so that losing one is losing the other.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import NoReturn

import psycopg
import structlog

from projections.engine.backoff import backoff
from projections.engine.connection import Connect, Connection

# Seconds after which an interruption is a new one. To lead is not enough: what fails as soon as it leads would be tried
# several times a second, for ever.
_STEADY = 10.0
log = structlog.get_logger(__name__)


class StandDown(Exception):
    """Another process must lead, or lead for now: neither a fault of ours nor one of the database."""


async def lead_in_turn(
    name: str, connect: Connect, lead: Callable[[Connection], Awaitable[None]], *, standby: float
) -> NoReturn:
    """Let `lead` work with the session that holds the lock `name`, again and again until cancelled.

    `standby` is seconds between looks at the lock.
    """
    failures = 0
    while True:
        began = monotonic()
        try:
            async with await connect() as connection:
                while not await _try_lock(connection, name):  # noqa: ASYNC110  the lock is in the database
                    await asyncio.sleep(standby)
                log.info("led", lead=name)
                await lead(connection)
        except (psycopg.Error, OSError, StandDown) as error:
            log.warning("lead_interrupted", lead=name, error=type(error).__name__)
        except Exception:
            # Outermost loop. A fault of ours in one lead must neither end the others nor go unseen.
            log.exception("lead_failed", lead=name)
        failures = 1 if monotonic() - began > _STEADY else failures + 1
        await asyncio.sleep(backoff(failures))


async def _try_lock(connection: Connection, name: str) -> bool:
    cursor = await connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"izin.{name}",))
    return await cursor.fetchone() == (True,)

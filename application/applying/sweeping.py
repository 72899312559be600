"""Drafts that nobody has touched for too long are forgotten, whether somebody comes by or not."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from application.applying.drafts import Drafts
from application.store import Busy

EVERY_S = 3600.0
log = structlog.get_logger(__name__)


async def sweep_for_ever(drafts: Drafts, clock: Callable[[], datetime], *, every: float = EVERY_S) -> None:
    """Sweep until cancelled; where the database is away, the next time."""
    while True:
        try:
            await drafts.sweep(clock())
        except Busy as error:
            log.warning("drafts_not_swept", error=type(error).__name__)
        await asyncio.sleep(every)

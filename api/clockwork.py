"""The clockwork in a process: one of all leads, on the session that holds the lock; its counts are metrics."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import NoReturn

from api.operations.metrics import Metrics
from application.clockwork import Clockwork
from projections.engine.connection import Connection, connector
from projections.leadership import lead_in_turn
from projections.sla.agenda import Due, due_files, next_alarm

AT_ONCE = 8  # files: whoever else uses the writer and the pool of readers has the rest of them
STANDBY_S = 2.0


class Agenda:
    """What the read side knows, page by page, on the session that leads: one that is lost is noticed at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def due(self, now: datetime) -> AsyncIterator[Sequence[Due]]:
        after: Due | None = None
        while page := await due_files(self._connection, now=now, after=after, limit=AT_ONCE):
            yield page
            after = page[-1]

    async def next_after(self, now: datetime) -> datetime | None:
        return await next_alarm(self._connection, now=now)


async def wind(clockwork: Clockwork, url: str, *, standby: float = STANDBY_S) -> NoReturn:
    """Let this clockwork lead, or stand by while another one does, until cancelled."""

    async def lead(connection: Connection) -> None:
        await clockwork.run(Agenda(connection))

    await lead_in_turn("clockwork", connector(url), lead, standby=standby)


def show(clockwork: Clockwork, metrics: Metrics) -> None:
    """Register what the clockwork of this process has done."""
    counts = (
        "Alerts and lapses by the clock, files on which it was overtaken, and failures, since this process started."
    )
    metrics.count_each("izin_clockwork", counts, "kind", lambda: asdict(clockwork.counts))
    metrics.watch(
        "izin_clockwork_failing", "Files on which the clock failed when it last tried.", lambda: clockwork.failing
    )

"""How read models, clock and outbox are doing, looked up every few seconds: metrics are read without waiting."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from api.operations.metrics import Metrics
from projections.engine.reads import Reads, ReadsUnavailable
from projections.engine.status import Progress, read_progress
from projections.evidence.status import SealingStatus, read_sealing
from projections.outbox_status import OutboxStatus, read_outbox
from projections.sla.agenda import Backlog, read_backlog

log = structlog.get_logger(__name__)


class Pulse:
    """The last known progress of each projection, and what waits for clock and post; `every` is in seconds."""

    def __init__(self, reads: Reads, clock: Callable[[], datetime], *, every: float = 5.0) -> None:
        self._reads, self._clock, self._every = reads, clock, every
        self._progress: tuple[Progress, ...] = ()
        self._backlog = Backlog(files=0, seconds=0.0)
        self._outbox = OutboxStatus()
        self._sealing = SealingStatus()

    def show(self, metrics: Metrics) -> None:
        """Register the gauges."""
        lag = "Events in the log that the read model has not seen."
        age = "Seconds since the oldest event that it has not seen was recorded."
        metrics.watch_each("izin_projection_lag_events", lag, "projection", lambda: self._each("lag_events"))
        metrics.watch_each("izin_projection_lag_seconds", age, "projection", lambda: self._each("lag_seconds"))
        metrics.watch_each("izin_projection_parked", "Parked files.", "projection", lambda: self._each("parked"))
        late = "Seconds since the clock should have spoken for the file that waits longest for it."
        metrics.watch("izin_clockwork_lag_seconds", late, lambda: self._backlog.seconds)

        metrics.watch("izin_outbox_pending", "Letters and webhook calls to be sent.", lambda: self._outbox.pending)
        metrics.watch("izin_outbox_dead", "Those that were given up.", lambda: self._outbox.dead)
        waited = "Seconds since the oldest that is pending was enqueued."
        metrics.watch("izin_outbox_oldest_pending_seconds", waited, lambda: self._outbox.oldest_seconds)
        unfed = "Events in the log that the outbox has not been fed."
        metrics.watch("izin_outbox_lag_events", unfed, lambda: self._outbox.lag_events)

        metrics.watch("izin_sealed_position", "Last event under a checkpoint.", lambda: self._sealing.size or 0)
        metrics.watch("izin_sealed_age_seconds", "Age of the newest checkpoint.", lambda: self._sealing.age_seconds)
        metrics.watch("izin_unsealed_events", "Events without a checkpoint.", lambda: self._sealing.unsealed)
        unsealed = "Seconds since the oldest event without a checkpoint was recorded."
        metrics.watch("izin_unsealed_seconds", unsealed, lambda: self._sealing.unsealed_seconds)
        alarm = "1 while the sealer refuses to sign; /readyz says why."
        metrics.watch("izin_sealing_alarm", alarm, lambda: float(self._sealing.problem is not None))

    async def run(self) -> None:
        """Look until cancelled; a database that is away is seen by /readyz, and looked for again."""
        while True:
            try:
                async with self._reads() as connection:
                    self._progress = await read_progress(connection)
                    self._backlog = await read_backlog(connection, now=self._clock())
                    self._outbox = await read_outbox(connection)
                    self._sealing = await read_sealing(connection)
            except ReadsUnavailable as error:
                log.warning("pulse_lost", error=str(error))
            await asyncio.sleep(self._every)

    def _each(self, name: str) -> Mapping[str, float]:
        return {each.projection: float(getattr(each, name)) for each in self._progress}

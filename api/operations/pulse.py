"""How read models, clock and outbox are doing, looked up every few seconds: metrics are read without waiting."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from api.operations.metrics import Metrics
from domain.sealed_logs import SealedLog
from projections.engine.reads import Reads, ReadsUnavailable
from projections.engine.status import Progress, read_progress
from projections.evidence.status import SealingStatus, read_sealing
from projections.outbox_status import OutboxStatus, read_outbox
from projections.sla.agenda import Backlog, read_backlog

log = structlog.get_logger(__name__)


class Pulse:
    """The last known progress of each projection, and what waits for clock and post; `every` is in seconds."""

    def __init__(self, reads: Reads, clock: Callable[[], datetime], log_name: str, *, every: float = 5.0) -> None:
        self._reads, self._clock, self._log_name, self._every = reads, clock, log_name, every
        self._progress: tuple[Progress, ...] = ()
        self._backlog = Backlog(files=0, seconds=0.0)
        self._outbox = OutboxStatus()
        self._sealing = dict.fromkeys(SealedLog, SealingStatus())

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

        self._show_sealing(metrics, SealedLog.TRAIL, "izin", "event")
        self._show_sealing(metrics, SealedLog.ACCESS, "izin_access", "look")

    def _show_sealing(self, metrics: Metrics, log: SealedLog, prefix: str, entry: str) -> None:
        def of_log() -> SealingStatus:
            return self._sealing[log]

        metrics.watch(f"{prefix}_sealed_position", f"Last {entry} under a checkpoint.", lambda: of_log().size or 0)
        metrics.watch(f"{prefix}_sealed_age_seconds", "Age of its newest checkpoint.", lambda: of_log().age_seconds)
        metrics.watch(f"{prefix}_unsealed_events", f"Each {entry} without a checkpoint.", lambda: of_log().unsealed)
        unsealed = f"Seconds since the oldest {entry} without a checkpoint was recorded."
        metrics.watch(f"{prefix}_unsealed_seconds", unsealed, lambda: of_log().unsealed_seconds)
        alarm = "1 while its sealer refuses to sign; /readyz says why."
        metrics.watch(f"{prefix}_sealing_alarm", alarm, lambda: float(of_log().problem is not None))

    async def run(self) -> None:
        """Look until cancelled; a database that is away is seen by /readyz, and looked for again."""
        while True:
            try:
                async with self._reads() as connection:
                    self._progress = await read_progress(connection)
                    self._backlog = await read_backlog(connection, now=self._clock())
                    self._outbox = await read_outbox(connection)
                    self._sealing = {log: await read_sealing(connection, log, self._log_name) for log in SealedLog}
            except ReadsUnavailable as error:
                log.warning("pulse_lost", error=str(error))
            await asyncio.sleep(self._every)

    def _each(self, name: str) -> Mapping[str, float]:
        return {each.projection: float(getattr(each, name)) for each in self._progress}

"""How the sealing of a log is doing: what is sealed, since when something is not, and what stands against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from domain.sealed_logs import SealedLog
from projections.engine.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingStatus:
    """`size` is None before the first checkpoint; `unsealed_seconds`: the age of the oldest entry without one."""

    size: int | None = None
    head: int = 0
    age_seconds: float = 0.0
    unsealed_seconds: float = 0.0
    problem: str | None = None
    says: str | None = None

    @property
    def unsealed(self) -> int:
        return max(0, self.head - (self.size or 0))


async def read_sealing(connection: Connection, log: SealedLog, name: str) -> SealingStatus:
    """Return how it is doing where checkpoints of the trail are called `name`."""
    async with connection.cursor(row_factory=class_row(SealingStatus)) as cursor:
        await cursor.execute(_STATUS[log], {"log": log, "origin": log.origin(name)})
        status = await cursor.fetchone()
    assert status is not None, "the head has a row"
    return status


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAlarm:
    """The last time that a log was not sealed, and why; `over_at` is None as long as it stands."""

    problem: str
    says: str
    raised_at: datetime
    over_at: datetime | None


async def read_last_alarm(connection: Connection, log: SealedLog) -> PastAlarm | None:
    """Return the last alarm there was, None in a log that was always sealed."""
    async with connection.cursor(row_factory=class_row(PastAlarm)) as cursor:
        await cursor.execute(_LAST_ALARM, {"log": log})
        return await cursor.fetchone()


_LAST_ALARM: LiteralString = """
SELECT a.problem,
       a.says,
       a.raised_at,
       (SELECT o.raised_at
          FROM ledger.sealing_alarms o
         WHERE o.log = a.log
           AND o.n > a.n
           AND o.problem IS NULL
         ORDER BY o.n
         LIMIT 1) AS over_at
  FROM ledger.sealing_alarms a
 WHERE a.log = %(log)s
   AND a.problem IS NOT NULL
 ORDER BY a.n DESC
 LIMIT 1
"""


def _status(head: LiteralString, entry_at: LiteralString, entry: LiteralString) -> LiteralString:
    return f"""
SELECT c.size,
       h.head,
       greatest(0, coalesce(extract(epoch FROM clock_timestamp() - c.sealed_at), 0))::float8 AS age_seconds,
       greatest(0, coalesce(extract(epoch FROM clock_timestamp() - {entry_at}), 0))::float8 AS unsealed_seconds,
       a.problem,
       CASE WHEN a.problem IS NOT NULL THEN a.says END AS says
  FROM ({head}) h (head)
  LEFT JOIN LATERAL (SELECT p.size, p.sealed_at
                       FROM ledger.checkpoints p
                      WHERE p.origin = %(origin)s
                      ORDER BY p.size DESC
                      LIMIT 1) c ON true
  LEFT JOIN {entry} = coalesce(c.size, 0) + 1
  LEFT JOIN LATERAL (SELECT s.problem, s.says
                       FROM ledger.sealing_alarms s
                      WHERE s.log = %(log)s
                      ORDER BY s.n DESC
                      LIMIT 1) a ON true
"""  # noqa: S608 - the tables are named below


_STATUS: Mapping[SealedLog, LiteralString] = {
    SealedLog.TRAIL: _status(
        "SELECT position FROM ledger.head", "e.recorded_at", "ledger.events e ON e.notification_id"
    ),
    SealedLog.ACCESS: _status(
        "SELECT coalesce(max(position), 0) FROM ledger.access_log", "l.at", "ledger.access_log l ON l.position"
    ),
}

"""Alarms of the sealer, of each log its own, where everybody sees them until one row says that all is well."""

from dataclasses import dataclass
from typing import LiteralString

import structlog

from application.evidence.refused import SealingRefused
from application.evidence.stored import Connection
from domain.sealed_logs import SealedLog

logger = structlog.get_logger(__name__)

STANDING: LiteralString = "SELECT problem, says FROM ledger.sealing_alarms WHERE log = %s ORDER BY n DESC LIMIT 1"
_RAISE: LiteralString = "INSERT INTO ledger.sealing_alarms (log, problem, says) VALUES (%s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Why nothing is sealed at present."""

    problem: str
    says: str


async def standing_alarm(connection: Connection, log: SealedLog = SealedLog.TRAIL) -> Alarm | None:
    """Return the alarm that is not over yet, if there is one."""
    row = await (await connection.execute(STANDING, (log,))).fetchone()
    return Alarm(*row) if row and row[0] is not None else None


async def raise_alarm(connection: Connection, log: SealedLog, refused: SealingRefused) -> None:
    """Log it at every attempt, and keep it once."""
    logger.error("sealing_refused", log=log, problem=refused.problem, says=refused.says)
    alarm = Alarm(refused.problem, refused.says)
    if await standing_alarm(connection, log) != alarm:
        await connection.execute(_RAISE, (log, alarm.problem, alarm.says))


async def all_is_well(connection: Connection, log: SealedLog) -> None:
    """End the alarm, if there is one."""
    alarm = await standing_alarm(connection, log)
    if alarm is not None:
        logger.warning("sealing_resumed", log=log, problem=alarm.problem)
        await connection.execute(_RAISE, (log, None, f"over: {alarm.problem}"))

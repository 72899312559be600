"""Alarms of the sealer, kept where every process and every auditor sees them, until one row says that all is well."""

from dataclasses import dataclass
from typing import LiteralString

import structlog

from application.evidence.refused import SealingRefused
from application.evidence.stored import Connection

log = structlog.get_logger(__name__)

STANDING: LiteralString = "SELECT problem, says FROM ledger.sealing_alarms ORDER BY n DESC LIMIT 1"
_RAISE: LiteralString = "INSERT INTO ledger.sealing_alarms (problem, says) VALUES (%s, %s)"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Why nothing is sealed at present."""

    problem: str
    says: str


async def standing_alarm(connection: Connection) -> Alarm | None:
    """Return the alarm that is not over yet, if there is one."""
    row = await (await connection.execute(STANDING)).fetchone()
    return Alarm(*row) if row and row[0] is not None else None


async def raise_alarm(connection: Connection, refused: SealingRefused) -> None:
    """Log it at every attempt, and keep it once."""
    log.error("sealing_refused", problem=refused.problem, says=refused.says)
    alarm = Alarm(refused.problem, refused.says)
    if await standing_alarm(connection) != alarm:
        await connection.execute(_RAISE, (alarm.problem, alarm.says))


async def all_is_well(connection: Connection) -> None:
    """End the alarm, if there is one."""
    alarm = await standing_alarm(connection)
    if alarm is not None:
        log.warning("sealing_resumed", problem=alarm.problem)
        await connection.execute(_RAISE, (None, f"over: {alarm.problem}"))

"""Asking for a checkpoint up to now, from any process: whoever leads is woken, and its answer is waited for.

All that ask in one process at the same time look together, and wake the sealer once.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

from psycopg import sql

from application.evidence.alarms import Alarm, standing_alarm
from application.evidence.logs import TRAIL, Log
from application.evidence.stored import Connection, head_of, last_checkpoint
from application.postgres.pool import Pool, connected, small_pool
from application.store import ConnectionLost

PATIENCE_S = 3.0
_PAUSE_S = 0.02


class SealerAway(Exception):
    """Nobody has sealed in time, and nobody has said why."""


class SealerRefuses(Exception):
    """The sealer does not sign: `alarm` says why."""

    def __init__(self, alarm: Alarm) -> None:
        super().__init__(alarm.says)
        self.alarm = alarm


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a look has come to; the `number`-th look of this process."""

    number: int
    note: str | None
    refusal: SealerAway | SealerRefuses | ConnectionLost | None


class Asking:
    """Returns notes that cover every entry of a log that was there when they were asked for."""

    def __init__(self, pool: Pool, origin: str, *, log: Log = TRAIL, patience: float = PATIENCE_S) -> None:
        self._pool, self._origin, self._log, self._patience = pool, origin, log, patience
        self._turn = asyncio.Lock()
        self._begun = 0
        self._last: _Outcome | None = None

    async def note(self) -> str:
        """Return the note; raise `SealerAway`, `SealerRefuses`, or `ConnectionLost`."""
        came = self._begun
        async with self._turn:
            if self._last is None or self._last.number <= came:
                self._last = await self._look()
            outcome = self._last
        if outcome.refusal is not None:
            raise outcome.refusal
        assert outcome.note is not None, "one or the other"
        return outcome.note

    async def _look(self) -> _Outcome:
        self._begun += 1
        number = self._begun
        try:
            async with connected(self._pool) as connection:
                return _Outcome(number, await self._sealed(connection), None)
        except (SealerAway, SealerRefuses, ConnectionLost) as refusal:
            return _Outcome(number, None, refusal)

    async def _sealed(self, connection: Connection) -> str:
        head, until = await head_of(connection, self._log), monotonic() + self._patience
        if note := await self._note_over(connection, head):
            return note
        await connection.execute(sql.SQL("NOTIFY {}").format(sql.Identifier(self._log.channel)))
        while monotonic() < until:
            await asyncio.sleep(_PAUSE_S)
            if note := await self._note_over(connection, head):
                return note
        alarm = await standing_alarm(connection, self._log.kind)
        raise SealerRefuses(alarm) if alarm else SealerAway

    async def _note_over(self, connection: Connection, head: int) -> str | None:
        last = await last_checkpoint(connection, self._origin)
        return last.note if last and last.size >= head else None


@asynccontextmanager
async def asking_at(url: str, origin: str, log: Log = TRAIL) -> AsyncGenerator[Asking]:
    """Yield it on the database at `url`, which must be the primary."""
    async with small_pool(url) as pool:
        yield Asking(pool, origin, log=log)

"""Where the newest checkpoint goes beside the folder: to a webhook, and under a time stamp of somebody else.

Only the newest counts: it covers all before it. Neither is waited for, and nothing that fails there stops the sealer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import LiteralString, NoReturn

import psycopg
import structlog

from application.evidence.keys import LogKeys
from application.letters.destinations import Forbidden
from application.letters.outbound import Outbound, Unreachable
from application.signing.choice import Stamps
from application.signing.port import SigningFailed

REST_S = 30.0
Carry = Callable[[str], Awaitable[bool]]

_DUE: LiteralString = """
SELECT NOT EXISTS (SELECT FROM ledger.timestamps t
                    WHERE t.origin = %s
                      AND t.stamped_at > clock_timestamp() - %s * interval '1 second')
"""
_KEEP: LiteralString = "INSERT INTO ledger.timestamps (origin, size, token) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"

log = structlog.get_logger(__name__)


class Courier:
    """Carries the newest note that was offered until `carry` says that it has arrived, or a newer one is there."""

    def __init__(self, carry: Carry, *, rest: float = REST_S) -> None:
        self._carry, self._rest = carry, rest
        self._news, self._note = asyncio.Event(), ""

    def offer(self, note: str) -> None:
        self._note = note
        self._news.set()

    async def run(self) -> NoReturn:
        while True:
            await self._news.wait()
            self._news.clear()
            if not await self._carry(self._note):
                await asyncio.sleep(self._rest)
                self._news.set()


def to_webhook(outbound: Outbound, url: str) -> Carry:
    """Return what posts a note there as text. Any 2xx means that it has arrived."""

    async def carry(note: str) -> bool:
        try:
            status = await outbound.post(url, note.encode(), {"Content-Type": "text/plain; charset=utf-8"})
        except (Forbidden, Unreachable) as error:
            log.warning("checkpoint_webhook_failed", reason=str(error))
            return False
        if not 200 <= status < 300:
            log.warning("checkpoint_webhook_failed", reason=f"status {status}")
        return 200 <= status < 300

    return carry


def under_timestamp(stamps: Stamps, keys: LogKeys, url: str, *, every: float) -> Carry:
    """Return what has a note stamped, if it is time for it, and keeps the token in the database at `url`."""

    async def carry(note: str) -> bool:
        try:
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                due = await (await connection.execute(_DUE, (keys.name, every))).fetchone()
                if due == (True,):
                    token = await asyncio.to_thread(_stamped, stamps, note)
                    await connection.execute(_KEEP, (keys.name, keys.verified(note).size, token))
        except (psycopg.Error, OSError, SigningFailed) as error:
            log.warning("checkpoint_timestamp_failed", reason=str(error) or type(error).__name__)
            return False
        return True

    return carry


def _stamped(stamps: Stamps, note: str) -> bytes:
    from application.signing.stamping import stamp_over  # noqa: PLC0415 - two seconds of imports

    return stamp_over(stamps, note.encode())

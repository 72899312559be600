"""The webhooks of other systems: made, listed, given new secrets and ended. Secrets are kept sealed, and shown once."""

import os
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, LiteralString
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.rows import class_row

from application.letters.outbox import Outbox

Ender = Literal["admin", "receiver"]
OVERLAP = timedelta(days=1)  # for which an old secret still signs beside the new one
_PREFIX = "whsec_"
_SECRET_BYTES, _NONCE = 32, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Whom to tell, and of which facts (None: all). Ended by an admin, or by its receiver's own word (410)."""

    id: UUID
    url: str
    facts: list[str] | None
    active: bool
    created_at: datetime
    created_by: str
    ended_at: datetime | None
    ended_by: str | None
    old_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Signers:
    """Where a webhook is called, and the secrets that sign for it now, the newest first."""

    url: str
    secrets: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Row:
    url: str
    secret: bytes
    old_secret: bytes | None


class Webhooks:
    """The register of webhooks. All methods raise `ConnectionLost` where the database does not answer."""

    def __init__(self, outbox: Outbox, key: bytes) -> None:
        self._connection = outbox.connection
        self._sealing = AESGCM(key)

    async def make(self, url: str, facts: Sequence[str] | None, by: str) -> tuple[Webhook, str]:
        """Return a new webhook, which is told what happens from now on, and its secret, which nobody sees again."""
        id_, secret = uuid4(), _new_secret()
        async with self._connection() as connection, connection.transaction():
            # The feeder's batch is over before the head is read, or sees the webhook: nothing falls between.
            await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('izin.mail.webhooks', 0))")
            row = (id_, url, None if facts is None else list(facts), self._seal(id_, secret), by)
            await connection.execute(_INSERT, row)
        made = await self.find(id_)
        assert made is not None, "what was made is there"
        return made, secret

    async def all(self) -> Sequence[Webhook]:
        """Return every webhook that has not been taken away, oldest first."""
        async with self._connection() as connection:
            cursor = connection.cursor(row_factory=class_row(Webhook))
            await cursor.execute(_SELECT + " WHERE ended_by IS DISTINCT FROM 'admin' ORDER BY created_at, id")
            return await cursor.fetchall()

    async def find(self, id_: UUID) -> Webhook | None:
        async with self._connection() as connection:
            cursor = connection.cursor(row_factory=class_row(Webhook))
            await cursor.execute(_SELECT + " WHERE id = %s AND ended_by IS DISTINCT FROM 'admin'", (id_,))
            return await cursor.fetchone()

    async def rotate(self, id_: UUID) -> str | None:
        """Return a new secret; the one before it signs beside it for a day. None where no such webhook is active."""
        secret = _new_secret()
        async with self._connection() as connection:
            cursor = await connection.execute(_ROTATE, (self._seal(id_, secret), OVERLAP, id_))
            return secret if cursor.rowcount else None

    async def end(self, id_: UUID, by: Ender) -> bool:
        """Tell it nothing more, and forget its secrets; return False where there is no such webhook."""
        async with self._connection() as connection:
            cursor = await connection.execute(_END, {"id": id_, "by": by})
            return cursor.rowcount > 0

    async def signers(self, id_: UUID) -> Signers | None:
        """Return what is needed for a call, or None once the webhook has ended."""
        async with self._connection() as connection:
            cursor = connection.cursor(row_factory=class_row(_Row))
            await cursor.execute(_SIGNERS, (id_,))
            row = await cursor.fetchone()
        if row is None:
            return None
        sealed = [secret for secret in (row.secret, row.old_secret) if secret is not None]
        return Signers(url=row.url, secrets=[self._open(id_, secret) for secret in sealed])

    def _seal(self, id_: UUID, secret: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._sealing.encrypt(nonce, secret.encode(), id_.bytes)

    def _open(self, id_: UUID, sealed: bytes) -> str:
        return self._sealing.decrypt(sealed[:_NONCE], sealed[_NONCE:], id_.bytes).decode()


def _new_secret() -> str:
    return _PREFIX + b64encode(os.urandom(_SECRET_BYTES)).decode()


_SELECT: LiteralString = """
SELECT id, url, facts, active, created_at, created_by, ended_at, ended_by,
       CASE WHEN old_until > clock_timestamp() THEN old_until END AS old_until
  FROM mail.webhooks
"""
_INSERT: LiteralString = """
INSERT INTO mail.webhooks (id, url, facts, from_position, secret, created_by)
SELECT %s, %s, %s::text[], h.position, %s, %s
  FROM ledger.head h
"""
_ROTATE: LiteralString = """
UPDATE mail.webhooks
   SET secret = %s,
       old_secret = secret,
       old_until = clock_timestamp() + %s
 WHERE id = %s
   AND active
"""
_END: LiteralString = """
UPDATE mail.webhooks
   SET active = false,
       secret = NULL,
       old_secret = NULL,
       old_until = NULL,
       ended_at = coalesce(ended_at, clock_timestamp()),
       ended_by = %(by)s
 WHERE id = %(id)s
   AND (active OR (ended_by = 'receiver' AND %(by)s = 'admin'))
"""
_SIGNERS: LiteralString = """
SELECT url, secret, CASE WHEN old_until > clock_timestamp() THEN old_secret END AS old_secret
  FROM mail.webhooks
 WHERE id = %s
   AND active
"""

"""Drafts as the database keeps them: sealed under a key of their own, for a while, and for nobody but their owner."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from application.applying.content import CONTENT, Content
from application.postgres.pool import Pool, connected
from application.vault import Vault

KEPT = timedelta(days=30)  # after its owner has last touched it
SENT_KEPT = timedelta(days=1)  # which file came of it
MOST = 10  # a person
_FIELD = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`permit` is the file that this repairs, None for a new application; `sent` the file that has come of it."""

    id: UUID
    version: int
    permit: UUID | None
    begun_at: datetime
    updated_at: datetime
    content: Content
    sent: UUID | None = None

    @property
    def kept_until(self) -> datetime:
        return self.updated_at + KEPT


class TooManyDrafts(Exception):
    """This person has begun as many applications as they may have at a time."""


class Drafts:
    """Every method raises `ConnectionLost` where the database does not answer. `at` is now, by the office's clock."""

    def __init__(self, pool: Pool, vault: Vault, naming: bytes) -> None:
        self._pool, self._vault, self._naming = pool, vault, naming

    async def begin(self, sub: str, draft_id: UUID, content: Content, at: datetime, permit: UUID | None = None) -> UUID:
        """Keep a new draft and return its id: the one that there is, where this very draft or repair was begun before.

        Raises `TooManyDrafts`.
        """
        key = self._vault.new_key(draft_id)
        owner, sealed = self._owner(sub), self._sealed(draft_id, key.wrapped, 1, content)
        async with connected(self._pool) as connection:
            await connection.execute(_SWEEP, (at - KEPT, at - SENT_KEPT))
            row = (draft_id, owner, permit, at, at, key.wrapped, sealed, owner, MOST)
            await connection.execute(_BEGIN, row)
            found = await (await connection.execute(_BEGUN, (owner, draft_id, permit))).fetchone()
        if found is None:
            raise TooManyDrafts
        begun: UUID = found[0]
        return begun

    async def find(self, sub: str, draft_id: UUID, at: datetime) -> Draft | None:
        """Return the draft of that id if it is this person's."""
        return next(iter(await self._select(_ONE, (self._owner(sub), at - KEPT, draft_id))), None)

    async def of(self, sub: str, at: datetime) -> Sequence[Draft]:
        """Return this person's drafts that were not sent, the newest first."""
        return await self._select(_ALL, (self._owner(sub), at - KEPT))

    async def repair_of(self, sub: str, permit: UUID, at: datetime) -> Draft | None:
        return next(iter(await self._select(_REPAIR, (self._owner(sub), at - KEPT, permit))), None)

    async def change(
        self, sub: str, draft_id: UUID, change: Callable[[Content], Content], at: datetime
    ) -> Draft | None:
        """Change the draft as it is at that moment, whoever else changes it; return it, or None if there is none."""
        while True:
            draft = await self.find(sub, draft_id, at)
            if draft is None or draft.sent:
                return draft
            content = change(draft.content)
            if await self._replaced(draft, content, at):
                return await self.find(sub, draft_id, at)

    async def sent(self, sub: str, draft_id: UUID, permit: UUID, at: datetime) -> None:
        """Forget what was in the draft; what has come of it is known for a day."""
        async with connected(self._pool) as connection:
            await connection.execute(_SENT, (permit, at, draft_id, self._owner(sub)))

    async def discard(self, sub: str, draft_id: UUID) -> None:
        async with connected(self._pool) as connection:
            await connection.execute(
                "DELETE FROM desk.drafts WHERE id = %s AND owner = %s", (draft_id, self._owner(sub))
            )

    async def sweep(self, at: datetime) -> int:
        """Forget what nobody has touched for too long; return how many."""
        async with connected(self._pool) as connection:
            return (await connection.execute(_SWEEP, (at - KEPT, at - SENT_KEPT))).rowcount

    async def _replaced(self, draft: Draft, content: Content, at: datetime) -> bool:
        async with connected(self._pool) as connection:
            row = await (await connection.execute(_WRAPPED, (draft.id,))).fetchone()
            if row is None or row[0] is None:
                return False
            version = draft.version + 1
            sealed = self._sealed(draft.id, row[0], version, content)
            return (await connection.execute(_CHANGE, (version, at, sealed, draft.id, draft.version))).rowcount > 0

    async def _select(self, query: LiteralString, values: tuple[Any, ...]) -> list[Draft]:
        async with connected(self._pool) as connection:
            rows = await (await connection.execute(query, values)).fetchall()
        return [
            Draft(
                id=draft_id,
                version=version,
                permit=permit,
                begun_at=begun_at,
                updated_at=updated_at,
                content=self._opened(draft_id, wrapped, version, sealed) if sealed else Content(),
                sent=sent,
            )
            for draft_id, version, permit, begun_at, updated_at, wrapped, sealed, sent in rows
        ]

    def _owner(self, sub: str) -> bytes:
        return hmac.digest(self._naming, sub.encode(), "sha256")

    def _sealed(self, draft_id: UUID, wrapped: bytes, version: int, content: Content) -> str:
        key = self._vault.key(draft_id, wrapped)
        (sealed,) = self._vault.seal(key, version, [(_FIELD, CONTENT.dump_json(content))])
        return sealed["$"]

    def _opened(self, draft_id: UUID, wrapped: bytes, version: int, sealed: str) -> Content:
        key = self._vault.key(draft_id, wrapped)
        return CONTENT.validate_json(Vault.open(key, version, _FIELD, {"$": sealed}).value)


_SWEEP: LiteralString = """
DELETE FROM desk.drafts
 WHERE updated_at <= %s
    OR (sent IS NOT NULL AND updated_at <= %s)
"""
_BEGIN: LiteralString = """
INSERT INTO desk.drafts (id, owner, permit, begun_at, updated_at, wrapped, sealed)
SELECT %s, %s, %s, %s, %s, %s, %s
 WHERE (SELECT count(*) FROM desk.drafts WHERE owner = %s AND sent IS NULL) < %s
    ON CONFLICT DO NOTHING
"""
_BEGUN: LiteralString = """
SELECT id
  FROM desk.drafts
 WHERE owner = %s
   AND (id = %s OR (permit = %s AND sent IS NULL))
"""
_COLUMNS: LiteralString = """
SELECT id, version, permit, begun_at, updated_at, wrapped, sealed, sent
  FROM desk.drafts
 WHERE owner = %s
   AND updated_at > %s
"""
_ONE: LiteralString = _COLUMNS + " AND id = %s"
_ALL: LiteralString = _COLUMNS + " AND sent IS NULL ORDER BY begun_at DESC, id"
_REPAIR: LiteralString = _COLUMNS + " AND permit = %s AND sent IS NULL"
_WRAPPED: LiteralString = "SELECT wrapped FROM desk.drafts WHERE id = %s"
_CHANGE: LiteralString = """
UPDATE desk.drafts
   SET version = %s,
       updated_at = %s,
       sealed = %s
 WHERE id = %s
   AND version = %s
   AND sent IS NULL
"""
_SENT: LiteralString = """
UPDATE desk.drafts
   SET sent = %s,
       updated_at = %s,
       sealed = NULL,
       wrapped = NULL
 WHERE id = %s
   AND owner = %s
   AND sent IS NULL
"""

"""Sessions of the pages: kept by the server, so that they can be ended; a browser holds a random number, we its hash.

The hours are the database's own, the same for every process. A session is looked up for each request: what was ended
is over at once.
"""

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from secrets import token_urlsafe
from typing import LiteralString
from uuid import UUID, uuid4

from psycopg.rows import class_row

from application.identity.signed_in import UNTOLD, SignedIn
from application.postgres.pool import Pool, connected, small_pool
from domain.actor import Caller, Role

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 bytes
_LONGEST_AGENT = 200


class Via(StrEnum):
    """How somebody signed in. Stored."""

    DEMO = "demo"
    PROVIDER = "provider"
    BREAK_GLASS = "break_glass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """When a session ends by itself: unused for `idle`, and after `whole` in any case."""

    idle: timedelta
    whole: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as it stands; `id` names it and opens nothing."""

    id: UUID
    via: Via
    sub: str
    name: str
    roles: list[str]
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    acr: str | None
    auth_time: datetime | None

    @property
    def signed_in(self) -> SignedIn:
        return SignedIn(acr=self.acr, at=int(self.auth_time.timestamp()) if self.auth_time else None)

    @property
    def caller(self) -> Caller:
        known = {role.value: role for role in Role if role is not Role.SYSTEM}
        return Caller(
            sub=self.sub, name=self.name, roles=frozenset(known[each] for each in self.roles if each in known)
        )


@asynccontextmanager
async def open_sessions(url: str, life: Life, via: Via) -> "AsyncGenerator[Sessions]":
    """Yield the sessions in the database at `url`, which must be the primary."""
    async with small_pool(url) as pool:
        yield Sessions(pool, life, via)


class Sessions:
    """Every method raises `ConnectionLost` where the database does not answer.

    Only sessions made in the one way that this office signs people in are good: none of a demo outlives the demo, and
    none of a break-glass link the day on which there is a provider.
    """

    def __init__(self, pool: Pool, life: Life, via: Via) -> None:
        self._pool, self.life, self.via = pool, life, via

    async def begin(
        self,
        who: Caller,
        *,
        agent: str,
        instead_of: str | None = None,
        provider_sid: str | None = None,
        signed_in: SignedIn = UNTOLD,
    ) -> str:
        """Return the token of a new session, never one that was known before; `instead_of` ends with it."""
        token = token_urlsafe(32)
        row = (
            _hash(token),
            uuid4(),
            self.via,
            who.sub,
            who.name,
            sorted(who.roles),
            provider_sid,
            "".join(filter(str.isprintable, agent))[:_LONGEST_AGENT],
            self.life.whole,
            signed_in.acr,
            signed_in.at,
        )
        async with connected(self._pool) as connection:
            await connection.execute(_SWEEP)
            await connection.execute(_BEGIN, row)
            if instead_of is not None:
                await connection.execute(_END_TOKEN, (who.sub, _hash(instead_of)))
        return token

    async def find(self, token: str) -> Session | None:
        """Return the session of that token, if it is not over; from now on it was seen."""
        if _TOKEN.fullmatch(token) is None:
            return None
        async with connected(self._pool) as connection, connection.cursor(row_factory=class_row(Session)) as cursor:
            await cursor.execute(_FIND, (_hash(token), self.via, self.life.idle))
            session = await cursor.fetchone()
            if session:
                await connection.execute(_SEEN, (session.id,))
        return session

    async def of(self, sub: str) -> Sequence[Session]:
        """Return this person's sessions that are not over, the newest first."""
        async with connected(self._pool) as connection, connection.cursor(row_factory=class_row(Session)) as cursor:
            await cursor.execute(_OF, (sub, self.via, self.life.idle))
            return await cursor.fetchall()

    async def end(self, session: UUID, *, by: str, of: str | None = None) -> bool:
        """End that session, with `of` only if it is theirs; tell whether there was one."""
        async with connected(self._pool) as connection:
            ended = await connection.execute(_END, (by, session, of, of))
        return ended.rowcount > 0

    async def end_all(self, sub: str, *, by: str) -> int:
        """End every session of a person; return how many there were."""
        async with connected(self._pool) as connection:
            return (await connection.execute(_END_ALL, (by, sub))).rowcount

    async def end_at_provider(self, *, sub: str | None, sid: str | None) -> int:
        """End what the provider ended: the sessions of its session `sid`, or all of `sub`."""
        async with connected(self._pool) as connection:
            return (await connection.execute(_END_AT_PROVIDER, (Via.PROVIDER, sid, sid, sub))).rowcount

    async def use_link(self, token: str) -> bool:
        """Use up a link of last resort; False where it is unknown, over or used."""
        async with connected(self._pool) as connection:
            return (await connection.execute(_USE_LINK, (_hash(token),))).rowcount > 0


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


_SWEEP: LiteralString = "DELETE FROM access.sessions WHERE expires_at < clock_timestamp() - interval '7 days'"
_BEGIN: LiteralString = """
INSERT INTO access.sessions (token_hash, id, via, sub, name, roles, provider_sid, agent, expires_at, acr, auth_time)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp() + %s, %s, to_timestamp(%s))
"""
_COLUMNS: LiteralString = (
    "SELECT id, via, sub, name, roles, agent, created_at, seen_at, expires_at, acr, auth_time FROM access.sessions"
)
_ALIVE: LiteralString = """
   AND via = %s
   AND ended_at IS NULL
   AND expires_at > clock_timestamp()
   AND seen_at > clock_timestamp() - %s
"""
_FIND: LiteralString = _COLUMNS + " WHERE token_hash = %s" + _ALIVE
_OF: LiteralString = _COLUMNS + " WHERE sub = %s" + _ALIVE + " ORDER BY created_at DESC, id"
_SEEN: LiteralString = """
UPDATE access.sessions
   SET seen_at = clock_timestamp()
 WHERE id = %s
   AND seen_at < clock_timestamp() - interval '30 seconds'
"""
_OVER: LiteralString = """
UPDATE access.sessions
   SET ended_at = clock_timestamp(),
       ended_by = %s
 WHERE ended_at IS NULL
"""
_END: LiteralString = _OVER + " AND id = %s AND (%s::text IS NULL OR sub = %s)"
_END_ALL: LiteralString = _OVER + " AND sub = %s"
_END_TOKEN: LiteralString = _OVER + " AND token_hash = %s"
_END_AT_PROVIDER: LiteralString = (
    _OVER.replace("%s", "'provider'") + " AND via = %s AND (provider_sid = %s OR (%s::text IS NULL AND sub = %s))"
)
_USE_LINK: LiteralString = """
UPDATE access.links
   SET used_at = clock_timestamp()
 WHERE token_hash = %s
   AND used_at IS NULL
   AND expires_at > clock_timestamp()
"""

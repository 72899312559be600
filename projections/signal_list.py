"""Questions to the signals: the newest first, by kind, by the role that acted, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import class_row

from domain.actor import SOP_ROLES, Role
from domain.signals import SignalKind
from projections.engine.connection import Connection
from projections.engine.page import Key, Page, page_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What was noticed in a file, who did it in which role, and the events that it was noticed by."""

    permit: UUID
    n: int
    number: str
    kind: str
    step: int
    role: str
    round: int
    by_sub: str
    by_name: str
    by_acting_for: str | None
    at: datetime
    detail: dict[str, Any]
    evidence: Sequence[dict[str, Any]]


async def signal_page(
    connection: Connection,
    *,
    kind: SignalKind | None = None,
    role: Role | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: Key | None = None,
    limit: int = 50,
) -> Page[Signal]:
    """Return the signals from `since` to before `until` that fit every filter, newest first."""
    at, permit, n = after or ("infinity", None, None)
    async with connection.cursor(row_factory=class_row(Signal)) as cursor:
        await cursor.execute(
            _PAGE,
            {
                "kinds": [kind] if kind else list(SignalKind),
                "roles": [role] if role else list(SOP_ROLES),
                "since": since or "-infinity",
                "until": until or "infinity",
                "at": at,
                "permit": permit or _FIRST,
                "n": n or 0,
                "limit": limit + 1,
            },
        )
        return page_of(await cursor.fetchall(), limit=limit, key=_key)


def _key(signal: Signal) -> Key:
    return signal.at.astimezone(UTC).isoformat(), str(signal.permit), signal.n


_FIRST = UUID(int=0)
# Each kind and role for itself, then together: one index serves every filter, and a page costs the same at any depth.
_PAGE: LiteralString = """
SELECT s.*
  FROM unnest(%(kinds)s::text[]) AS k (kind)
 CROSS JOIN unnest(%(roles)s::text[]) AS r (role)
 CROSS JOIN LATERAL (
       SELECT *
         FROM read.signals
        WHERE kind = k.kind
          AND role = r.role
          AND at >= %(since)s::timestamptz
          AND at < %(until)s::timestamptz
          AND (at, permit, n) < (%(at)s::timestamptz, %(permit)s::uuid, %(n)s::integer)
        ORDER BY at DESC, permit DESC, n DESC
        LIMIT %(limit)s) s
 ORDER BY at DESC, permit DESC, n DESC
 LIMIT %(limit)s
"""

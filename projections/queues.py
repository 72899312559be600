"""Questions to the inbox: one role's queue, page by page, and how much lies on each desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from domain.actor import Role
from projections.connection import Connection
from projections.inbox import DUE_KEY
from projections.open_visit import OpenVisit
from projections.page import Key, Page, page_of
from projections.search import as_tsquery


class State(StrEnum):
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What lies on one desk. `oldest_at` is when the file that came first arrived."""

    role: str
    open: int
    due_soon: int
    overdue: int
    unclaimed: int
    oldest_at: datetime | None


def state_of(visit: OpenVisit, now: datetime) -> State:
    """Return how a visit stands. A file that leaves at the very instant it is due is on time."""
    if visit.due_at and visit.due_at < now:
        return State.OVERDUE
    return State.DUE_SOON if visit.soon_at and visit.soon_at <= now else State.ON_TIME


async def queue_page(
    connection: Connection,
    role: Role,
    *,
    now: datetime,
    state: State | None = None,
    q: str | None = None,
    after: Key | None = None,
    limit: int = 50,
) -> Page[OpenVisit]:
    """Return a role's open files, least remaining time first, undated ones last."""
    conditions = [_BY_STATE[state]] if state else []
    if q is not None:
        conditions.append(_NAMED)
    if after is not None:
        conditions.append(_AFTER)
    due, permit = after or (None, None)
    query = sql.SQL(_PAGE).format(conditions=sql.SQL("").join(map(sql.SQL, conditions)))
    async with connection.cursor(row_factory=class_row(OpenVisit)) as cursor:
        await cursor.execute(
            query,
            {
                "role": role,
                "now": now,
                "q": as_tsquery(q or ""),
                "due": due or "infinity",
                "permit": permit,
                "limit": limit + 1,
            },
        )
        return page_of(await cursor.fetchall(), limit=limit, key=_key)


async def queue_loads(connection: Connection, roles: Sequence[Role], *, now: datetime) -> tuple[Load, ...]:
    """Return what lies on each desk, in the order of `roles`."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    async with connection.cursor(row_factory=class_row(Load)) as cursor:
        await cursor.execute(
            _LOADS, {"roles": list(roles), "now": now, "midnight": midnight, "today": midnight.date()}
        )
        return tuple(await cursor.fetchall())


def _key(visit: OpenVisit) -> Key:
    return visit.due_at and visit.due_at.astimezone(UTC).isoformat(), str(visit.permit)


_BY_STATE: dict[State, LiteralString] = {
    State.OVERDUE: " AND " + DUE_KEY + " < %(now)s",
    State.DUE_SOON: " AND " + DUE_KEY + " >= %(now)s AND soon_at <= %(now)s",
    State.ON_TIME: " AND " + DUE_KEY + " >= %(now)s AND (soon_at > %(now)s OR soon_at IS NULL)",
}
_NAMED: LiteralString = (
    " AND permit IN (SELECT permit FROM read.inbox_words WHERE words @@ %(q)s::tsquery)"
)
_AFTER: LiteralString = " AND (" + DUE_KEY + ", permit) > (%(due)s::timestamptz, %(permit)s::uuid)"
_PAGE: LiteralString = (
    """
    SELECT *
      FROM read.inbox
     WHERE role = %(role)s {conditions}
     ORDER BY """
    + DUE_KEY
    + """, permit
     LIMIT %(limit)s
    """
)
_LOADS: LiteralString = (
    """
    SELECT desk.role,
           coalesce(total.open, 0)::bigint AS open,
           coalesce(total.unclaimed, 0)::bigint AS unclaimed,
           coalesce(total.overdue, 0)::bigint + today.overdue AS overdue,
           coalesce(total.soon, 0)::bigint + today.soon - coalesce(total.overdue, 0)::bigint - today.overdue AS due_soon,
           (SELECT min(i.entered_at) FROM read.inbox i WHERE i.role = desk.role) AS oldest_at
      FROM unnest(%(roles)s::text[]) WITH ORDINALITY AS desk (role, place)
     CROSS JOIN LATERAL (
           SELECT sum(n) FILTER (WHERE measure = 'open') AS open,
                  sum(n) FILTER (WHERE measure = 'unclaimed') AS unclaimed,
                  sum(n) FILTER (WHERE measure = 'due' AND day < %(today)s) AS overdue,
                  sum(n) FILTER (WHERE measure = 'soon' AND day < %(today)s) AS soon
             FROM read.inbox_load l
            WHERE l.role = desk.role) total
     CROSS JOIN LATERAL (
           SELECT (SELECT count(*)
                     FROM read.inbox
                    WHERE role = desk.role
                      AND """
    + DUE_KEY
    + """ >= %(midnight)s
                      AND """
    + DUE_KEY
    + """ < %(now)s) AS overdue,
                  (SELECT count(*)
                     FROM read.inbox
                    WHERE role = desk.role
                      AND soon_at >= %(midnight)s
                      AND soon_at <= %(now)s) AS soon) today
     ORDER BY desk.place
    """
)

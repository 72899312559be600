"""Questions to the inbox: one role's queue, page by page, and how much lies on each desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from domain.actor import Role
from domain.working_time import State
from projections.engine.connection import Connection
from projections.engine.page import Key, Page, page_of
from projections.search import question
from projections.sla.open_visit import OpenVisit


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
    """Return how a visit stands at `now`. It is on time up to and including the second in which it is due."""
    if visit["due_at"] and visit["due_at"] < whole_second(now):
        return State.OVERDUE
    return State.DUE_SOON if visit["soon_at"] and visit["soon_at"] <= now else State.ON_TIME


def is_claimed(visit: OpenVisit, now: datetime) -> bool:
    """Whether somebody's claim holds at `now`."""
    return visit["claimed_by_sub"] is not None and (visit["claim_ends_at"] is None or now < visit["claim_ends_at"])


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
    conditions = sql.Composed(
        [
            *([sql.SQL(BY_STATE[state])] if state else []),
            *([sql.SQL(AFTER)] if after is not None else []),
        ]
    )
    due, permit = after or (None, None)
    async with connection.cursor(row_factory=class_row(OpenVisit)) as cursor:
        await cursor.execute(
            sql.SQL(_LISTED if q is None else _FOUND).format(conditions=conditions),
            {
                "role": role,
                "now": whole_second(now),
                "due": due or "infinity",
                "permit": permit,
                "limit": limit + 1,
                **question(q or ""),
            },
            prepare=False if q is not None else None,  # as in a list of cases
        )
        visits = await cursor.fetchall()
        return page_of(visits, limit=limit, key=lambda visit: queue_key(visit["due_at"], visit["permit"]))


async def queue_loads(connection: Connection, roles: Sequence[Role], *, now: datetime) -> tuple[Load, ...]:
    """Return what lies on each desk, in the order of `roles`."""
    now = whole_second(now)
    midnight = now.replace(hour=0, minute=0, second=0)
    async with connection.cursor(row_factory=class_row(Load)) as cursor:
        await cursor.execute(_LOADS, {"roles": list(roles), "now": now, "midnight": midnight, "today": midnight.date()})
        return tuple(await cursor.fetchall())


def queue_key(due_at: datetime | None, permit: UUID) -> Key:
    """Return where a file stands in the order of a queue."""
    return due_at.astimezone(UTC).isoformat() if due_at else None, str(permit)


def whole_second(instant: datetime) -> datetime:
    """Return the instant cut to a whole second (design 6), in UTC."""
    return instant.astimezone(UTC).replace(microsecond=0)


BY_STATE: dict[State, LiteralString] = {
    State.OVERDUE: " AND coalesce(due_at, 'infinity') < %(now)s",
    State.DUE_SOON: " AND coalesce(due_at, 'infinity') >= %(now)s AND soon_at <= %(now)s",
    State.ON_TIME: " AND coalesce(due_at, 'infinity') >= %(now)s AND coalesce(soon_at, 'infinity') > %(now)s",
}
AFTER: LiteralString = " AND (coalesce(due_at, 'infinity'), permit) > (%(due)s::timestamptz, %(permit)s::uuid)"
_LISTED: LiteralString = """
SELECT *
  FROM read.inbox
 WHERE role = %(role)s {conditions}
 ORDER BY coalesce(due_at, 'infinity'), permit
 LIMIT %(limit)s
"""
_FOUND: LiteralString = """
SELECT *
  FROM ((SELECT i.*
           FROM read.inbox i
           JOIN read.inbox_words w USING (permit)
          WHERE w.words @@ %(words)s::tsquery
            AND role = %(role)s {conditions}
          ORDER BY coalesce(due_at, 'infinity'), permit
          LIMIT %(limit)s)
         UNION
        (SELECT *
           FROM read.inbox
          WHERE number ~>=~ %(number_from)s
            AND number ~<~ %(number_below)s
            AND role = %(role)s {conditions}
          ORDER BY coalesce(due_at, 'infinity'), permit
          LIMIT %(limit)s)) found
 ORDER BY coalesce(due_at, 'infinity'), permit
 LIMIT %(limit)s
"""
_LOADS: LiteralString = """
SELECT desk.role,
       total.open,
       total.unclaimed + today.unclaimed AS unclaimed,
       total.overdue + today.overdue AS overdue,
       total.pressing + today.pressing - total.overdue - today.overdue AS due_soon,
       (SELECT min(i.entered_at) FROM read.inbox i WHERE i.role = desk.role) AS oldest_at
  FROM unnest(%(roles)s::text[]) WITH ORDINALITY AS desk (role, place)
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(n) FILTER (WHERE measure = 'open'), 0)::bigint AS open,
              coalesce(sum(n) FILTER (WHERE measure = 'unclaimed' OR measure = 'claim_ends' AND day < %(today)s),
                       0)::bigint AS unclaimed,
              coalesce(sum(n) FILTER (WHERE measure = 'due' AND day < %(today)s), 0)::bigint AS overdue,
              coalesce(sum(n) FILTER (WHERE measure = 'soon' AND day < %(today)s), 0)::bigint AS pressing
         FROM read.inbox_load l
        WHERE l.role = desk.role) total
 CROSS JOIN LATERAL (
       SELECT (SELECT count(*)
                 FROM read.inbox i
                WHERE i.role = desk.role
                  AND coalesce(i.due_at, 'infinity') >= %(midnight)s
                  AND coalesce(i.due_at, 'infinity') < %(now)s) AS overdue,
              (SELECT count(*)
                 FROM read.inbox i
                WHERE i.role = desk.role
                  AND i.soon_at >= %(midnight)s
                  AND i.soon_at <= %(now)s) AS pressing,
              (SELECT count(*)
                 FROM read.inbox i
                WHERE i.role = desk.role
                  AND i.claim_ends_at >= %(midnight)s
                  AND i.claim_ends_at <= %(now)s) AS unclaimed) today
 ORDER BY desk.place
"""

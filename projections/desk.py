"""One desk's files as its officers ask for them: in the order they choose, by any of the filters; and how many.

The same rows as the queue; an officer's own page has more questions than the queue of the API.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import LiteralString

from psycopg import sql
from psycopg.rows import class_row

from domain.actor import Role
from domain.papers import ApplicationKind
from domain.working_time import State
from projections.engine.connection import Connection
from projections.engine.page import Key, Page, page_of
from projections.queues import BY_STATE, queue_key, whole_second
from projections.search import question
from projections.sla.open_visit import OpenVisit


class Sort(StrEnum):
    """Least remaining time first, longest here first, or by name."""

    DUE = "due"
    RECEIVED = "received"
    NAME = "name"


class Claim(StrEnum):
    """Whose files: the reader's own, nobody's, or a colleague's."""

    MINE = "mine"
    NOBODY = "nobody"
    OTHERS = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an officer looks for on a desk. Days are instants: `since` the first one in, `before` the first one out."""

    role: Role
    sub: str
    sort: Sort = Sort.DUE
    state: State | None = None
    claim: Claim | None = None
    step: int | None = None
    kind: ApplicationKind | None = None
    q: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    due_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """How many files of a desk are the reader's own, and how many are due before the day ends."""

    mine: int
    due_today: int


async def desk_page(
    connection: Connection, asked: Question, *, now: datetime, after: Key | None = None, limit: int = 50
) -> Page[OpenVisit]:
    """Return the files that fit, in the order that is asked for."""
    order = _ORDERS[asked.sort]
    conditions: list[sql.Composable] = [sql.SQL(each) for each in _conditions(asked)]
    if after is not None:
        conditions.append(sql.SQL(_AFTER).format(order=sql.SQL(order.key), type=sql.SQL(order.type)))
    query = sql.SQL(_PAGE).format(conditions=sql.SQL("").join(conditions), order=sql.SQL(order.key))
    first, permit = after or (None, None)
    values = {
        "role": asked.role,
        "sub": asked.sub,
        "now": whole_second(now),
        "step": asked.step,
        "kind": asked.kind,
        "since": asked.since,
        "before": asked.before,
        "due_before": asked.due_before,
        "first": first if first is not None else order.last,
        "permit": permit,
        "limit": limit + 1,
        **question(asked.q or ""),
    }
    async with connection.cursor(row_factory=class_row(OpenVisit)) as cursor:
        # The filters differ from page to page: no plan of one serves the next.
        await cursor.execute(query, values, prepare=False)
        return page_of(await cursor.fetchall(), limit=limit, key=lambda visit: _key(asked.sort, visit))


async def mine_on_the_desk(connection: Connection, role: Role, sub: str, *, now: datetime, tomorrow: datetime) -> Mine:
    """Return what of a desk is the reader's own or due today."""
    async with connection.cursor(row_factory=class_row(Mine)) as cursor:
        query = sql.SQL(_MINE).format(mine=sql.SQL(_BY_CLAIM[Claim.MINE]), due_today=sql.SQL(_DUE_TODAY))
        await cursor.execute(query, {"role": role, "sub": sub, "now": whole_second(now), "due_before": tomorrow})
        found = await cursor.fetchone()
    assert found, "a count has a row"
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """`last` is what stands in the key of a row that has none."""

    key: LiteralString
    type: LiteralString
    last: str | None = None


_ORDERS: Mapping[Sort, _Order] = {
    Sort.DUE: _Order(key="coalesce(due_at, 'infinity')", type="timestamptz", last="infinity"),
    Sort.RECEIVED: _Order(key="entered_at", type="timestamptz"),
    # One desk's open files are sorted as they are asked for: they are as many as people work on.
    Sort.NAME: _Order(key="institution", type="text"),
}


def _conditions(asked: Question) -> list[LiteralString]:
    given: list[tuple[object, LiteralString]] = [
        (asked.step, " AND step = %(step)s"),
        (asked.kind, " AND kind = %(kind)s"),
        (asked.since, " AND entered_at >= %(since)s"),
        (asked.before, " AND entered_at < %(before)s"),
        (asked.due_before, _DUE_TODAY),
        (asked.q, _WORDS),
    ]
    return [
        *([BY_STATE[asked.state]] if asked.state else []),
        *([_BY_CLAIM[asked.claim]] if asked.claim else []),
        *(condition for value, condition in given if value is not None),
    ]


def _key(sort: Sort, visit: OpenVisit) -> Key:
    match sort:
        case Sort.DUE:
            return queue_key(visit["due_at"], visit["permit"])
        case Sort.RECEIVED:
            return queue_key(visit["entered_at"], visit["permit"])
        case Sort.NAME:
            return visit["institution"], str(visit["permit"])


_CLAIMED: LiteralString = "(claimed_by_sub IS NOT NULL AND coalesce(claim_ends_at, 'infinity') > %(now)s)"
_BY_CLAIM: Mapping[Claim, LiteralString] = {
    Claim.MINE: f" AND {_CLAIMED} AND claimed_by_sub = %(sub)s",
    Claim.NOBODY: f" AND NOT {_CLAIMED}",
    Claim.OTHERS: f" AND {_CLAIMED} AND claimed_by_sub <> %(sub)s",
}
_DUE_TODAY: LiteralString = (
    " AND coalesce(due_at, 'infinity') >= %(now)s AND coalesce(due_at, 'infinity') < %(due_before)s"
)
_WORDS: LiteralString = """
   AND (permit IN (SELECT w.permit FROM read.inbox_words w WHERE w.words @@ %(words)s::tsquery)
        OR (number ~>=~ %(number_from)s AND number ~<~ %(number_below)s))"""
_AFTER: LiteralString = " AND ({order}, permit) > (%(first)s::{type}, %(permit)s::uuid)"
_PAGE: LiteralString = """
SELECT *
  FROM read.inbox
 WHERE role = %(role)s {conditions}
 ORDER BY {order}, permit
 LIMIT %(limit)s
"""
_MINE: LiteralString = """
SELECT (SELECT count(*) FROM read.inbox WHERE role = %(role)s {mine}) AS mine,
       (SELECT count(*) FROM read.inbox WHERE role = %(role)s {due_today}) AS due_today
"""

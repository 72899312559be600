"""The visits behind a figure, page by page: the latest or the worst first; and those that a late decree turned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import LiteralString

from psycopg import sql
from psycopg.rows import class_row

from domain.actor import Role
from domain.publications import Knowledge
from projections.engine.connection import Connection
from projections.engine.page import Key, Page, page_of
from projections.sla.visit import SlaVisit


class Order(StrEnum):
    """Which comes first: what was left last, or what lost most time."""

    NEWEST = "newest"
    WORST = "worst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which visits are meant: those left from `start` to before `end`, and of these only what is named."""

    start: datetime | None = None
    end: datetime | None = None
    sop_code: str | None = None
    step: int | None = None
    role: Role | None = None
    late: bool | None = None
    knowledge: Knowledge = Knowledge.NOW
    flipped: bool = False


async def visit_page(
    connection: Connection, sought: Sought, order: Order, *, after: Key | None = None, limit: int = 50
) -> Page[SlaVisit]:
    """Return visits that are over."""
    column = _column(order, sought.knowledge)
    query = sql.SQL(_LISTED).format(
        columns=sql.SQL(", ").join(map(sql.Identifier, SlaVisit.__annotations__)),
        conditions=_conditions(sought, column, order, after),
        order=sql.Identifier(column),
    )
    first, permit, n = after or (None, None, None)
    async with connection.cursor(row_factory=class_row(SlaVisit)) as cursor:
        await cursor.execute(
            query,
            {
                "start": sought.start,
                "end": sought.end,
                "sop": sought.sop_code,
                "step": sought.step,
                "role": sought.role,
                "first": first,
                "permit": permit,
                "n": n,
                "limit": limit + 1,
            },
            prepare=False,  # a plan fit for any range is fit for none
        )
        return page_of(await cursor.fetchall(), limit=limit, key=_key_of(column))


def _column(order: Order, knowledge: Knowledge) -> str:
    if order is Order.NEWEST:
        return "left_at"
    return "lost" if knowledge is Knowledge.NOW else "lost_then"


def _key_of(column: str) -> Callable[[SlaVisit], Key]:
    def key(visit: SlaVisit) -> Key:
        if column == "left_at":
            first: str | int = visit["left_at"].astimezone(UTC).isoformat()
        else:
            first = visit["lost"] if column == "lost" else visit["lost_then"]
        return first, str(visit["permit"]), visit["n"]

    return key


def _conditions(sought: Sought, column: str, order: Order, after: Key | None) -> sql.Composed:
    late = sql.Identifier("late" if sought.knowledge is Knowledge.NOW else "late_then")
    named: dict[LiteralString, bool] = {
        _STARTED: sought.start is not None,
        _ENDED: sought.end is not None,
        _OF_SOP: sought.sop_code is not None,
        _AT_STEP: sought.step is not None,
        _OF_ROLE: sought.role is not None,
        _LATE: sought.late is True,
        _ON_TIME: sought.late is False,
        _FLIPPED: sought.flipped,
        _AFTER[order]: after is not None,
    }
    chosen = [
        sql.SQL(text).format(late=late, order=sql.Identifier(column)) for text, is_meant in named.items() if is_meant
    ]
    return sql.Composed(chosen)


_STARTED: LiteralString = " AND left_at >= %(start)s"
_ENDED: LiteralString = " AND left_at < %(end)s"
_OF_SOP: LiteralString = " AND sop_code = %(sop)s"
_AT_STEP: LiteralString = " AND step = %(step)s"
_OF_ROLE: LiteralString = " AND role = %(role)s"
_LATE: LiteralString = " AND {late}"
_ON_TIME: LiteralString = " AND NOT {late}"
_FLIPPED: LiteralString = " AND late IS DISTINCT FROM late_then"
_AFTER: dict[Order, LiteralString] = {
    Order.NEWEST: " AND ({order}, permit, n) < (%(first)s::timestamptz, %(permit)s::uuid, %(n)s::integer)",
    Order.WORST: " AND ({order}, permit, n) < (%(first)s::integer, %(permit)s::uuid, %(n)s::integer)",
}
_LISTED: LiteralString = """
SELECT {columns}
  FROM read.sla_visits
 WHERE true {conditions}
 ORDER BY {order} DESC, permit DESC, n DESC
 LIMIT %(limit)s
"""

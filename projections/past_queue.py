"""One desk as it was at an instant of the past: found among the visits, told by the log.

Which visits lasted then is looked up, at a cost that depends on how many they were and not on how many there have ever
been. What a file was called then, and who had taken it, is folded from its own events up to that instant.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from domain.actor import Role
from domain.working_time import State
from projections.engine.connection import Connection
from projections.engine.log import read_streams
from projections.engine.page import Key, Page, page_of
from projections.engine.recorded import OpenState, Recorded, instant
from projections.queues import AFTER, BY_STATE, queue_key, whole_second
from projections.search import is_found, question
from projections.sla.open_visit import OpenVisit

Fold = Callable[[OpenVisit | None, Recorded], OpenVisit | None]
"""From a file on a desk and an event to what the queue of today would make of it."""

_TURN = 20  # files folded between two turns of the event loop


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose desk, when; and of what lay there only what stood so, or what `q` finds by number or the name of then."""

    role: Role
    at: datetime
    state: State | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lay:
    """A visit that lasted then. `renamed`: it was submitted anew since, and may have had another name."""

    permit: UUID
    soon_at: datetime | None
    due_at: datetime | None
    renamed: bool


async def past_queue_page(
    connection: Connection, open_state: OpenState, fold: Fold, desk: Desk, *, after: Key | None = None, limit: int = 50
) -> Page[OpenVisit]:
    """Return the files on the desk, least remaining time first, undated ones last, each as it was then."""
    visits: list[OpenVisit] = []
    while len(visits) <= limit:
        lying = await _look_up(connection, desk, after, limit + 1)
        visits += await _as_then(connection, open_state, fold, desk, lying)
        if len(lying) <= limit:
            break
        after = queue_key(lying[-1].due_at, lying[-1].permit)
    return page_of(visits, limit=limit, key=lambda visit: queue_key(visit["due_at"], visit["permit"]))


async def _look_up(connection: Connection, desk: Desk, after: Key | None, size: int) -> Sequence[Lay]:
    conditions = sql.Composed(
        [
            *([sql.SQL(BY_STATE[desk.state])] if desk.state else []),
            *([sql.SQL(_SOUGHT)] if desk.q is not None else []),
            *([sql.SQL(AFTER)] if after is not None else []),
        ]
    )
    due, permit = after or (None, None)
    async with connection.cursor(row_factory=class_row(Lay)) as cursor:
        await cursor.execute(
            sql.SQL(_PAGE).format(lay=sql.SQL(_LAY if desk.q is None else _NAMED), conditions=conditions),
            {
                "role": desk.role,
                "at": desk.at,
                "now": whole_second(desk.at),
                "due": due or "infinity",
                "permit": permit,
                "size": size,
                **question(desk.q or ""),
            },
            prepare=False,  # how much lay there depends on the instant: a plan fit for any is fit for none
        )
        return await cursor.fetchall()


async def _as_then(
    connection: Connection, open_state: OpenState, fold: Fold, desk: Desk, lying: Sequence[Lay]
) -> list[OpenVisit]:
    streams = await read_streams(connection, open_state, [each.permit for each in lying])
    visits: list[OpenVisit] = []
    for n, each in enumerate(lying):
        if n % _TURN == 0:
            await asyncio.sleep(0)
        visit = _folded(streams[each.permit], fold, desk.at)
        assert visit is not None, "whatever lay on a desk is open"
        if desk.q is None or not each.renamed or is_found(desk.q, visit["number"], visit["institution"]):
            visits.append({**visit, "soon_at": each.soon_at, "due_at": each.due_at})
    return visits


def _folded(stream: Iterable[Recorded], fold: Fold, at: datetime) -> OpenVisit | None:
    """Return the file after its events up to `at`; within one file time never runs backwards."""
    visit: OpenVisit | None = None
    for event in takewhile(lambda event: instant(event.open()["at"]) <= at, map(_opened, stream)):
        visit = fold(visit, event)
    return visit


def _opened(event: Recorded) -> Recorded:
    """The same event, decoded once."""
    state = event.open()
    event.open_state = lambda _topic, _state: state
    return event


# Drafting, before there was a file at all, lay on nobody's desk.
_LAY: LiteralString = """
SELECT permit, soon_at, due_at, false AS renamed
  FROM read.sla_visits
 WHERE during @> %(at)s::timestamptz
   AND role = %(role)s
   AND (step, round) <> (1, 1)
 UNION ALL
SELECT permit, soon_at, due_at, false
  FROM read.sla_cases
 WHERE role = %(role)s
   AND entered_at <= %(at)s
   AND (step, visit_round) <> (1, 1)
"""
_NAMED: LiteralString = (
    """
SELECT v.permit, v.soon_at, v.due_at, c.submitted_at > %(at)s AS renamed, c.number, w.words
  FROM ("""
    + _LAY
    + """) v
  JOIN read.sla_cases c USING (permit)
  LEFT JOIN read.cases_words w USING (permit)
"""
)
_SOUGHT: LiteralString = """
   AND (renamed OR words @@ %(words)s::tsquery OR (number ~>=~ %(number_from)s AND number ~<~ %(number_below)s))
"""
_PAGE: LiteralString = """
SELECT permit, soon_at, due_at, renamed
  FROM ({lay}) lay
 WHERE true {conditions}
 ORDER BY coalesce(due_at, 'infinity'), permit
 LIMIT %(size)s
"""

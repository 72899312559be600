"""Questions to the access log: who looked, newest first, by file, by person, by action, by time or by position."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from projections.engine.connection import Connection
from projections.engine.page import Key, Page, page_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessed:
    """A row of the log as it is stored."""

    position: int
    at: datetime
    application: UUID | None
    action: str
    actor: str
    role: str
    state: bytes
    leaf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for; None asks for everything. `after` and `before` are positions, both exclusive."""

    files: Sequence[UUID] | None = None
    actors: Sequence[str] | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: int | None = None
    before: int | None = None


async def access_page(connection: Connection, wanted: Wanted, *, below: int | None, limit: int) -> Page[Accessed]:
    """Return the rows that fit everything that is wanted, newest first, from below position `below` on."""
    filters: list[tuple[LiteralString, object]] = [
        (_ACTOR, wanted.actors),
        (_ACTION, wanted.action),
        (_SINCE, wanted.since),
        (_UNTIL, wanted.until),
        (_AFTER, wanted.after),
        (_BEFORE, wanted.before),
        (_BELOW, below),
    ]
    chosen = sql.SQL("").join(sql.SQL(each) for each, value in filters if value is not None)
    async with connection.cursor(row_factory=class_row(Accessed), binary=True) as cursor:
        await cursor.execute(
            sql.SQL(_source(wanted)).format(filters=chosen),
            {
                "files": list(wanted.files or ()),
                "actors": list(wanted.actors or ()),
                "action": wanted.action,
                "since": wanted.since,
                "until": wanted.until,
                "after": wanted.after,
                "before": wanted.before,
                "below": below,
                "limit": limit + 1,
            },
            prepare=False,  # a plan fit for any filter is fit for none
        )
        return page_of(await cursor.fetchall(), limit=limit, key=_key)


async def files_of(connection: Connection, sub: str) -> list[UUID]:
    """Return every application that this person submitted, or acted on for another, and whose data was not erased."""
    cursor = await connection.execute(_OF_PERSON, {"sub": sub, "subs": [sub]})
    return [permit for (permit,) in await cursor.fetchall()]


def _source(wanted: Wanted) -> LiteralString:
    """Several files or persons are asked one by one: each is a walk along an index that ends with the page."""
    if wanted.files is not None:
        return _OF_FILES
    return _OF_ACTORS if wanted.actors is not None else _OF_ALL


def _key(accessed: Accessed) -> Key:
    return (accessed.position,)


_OF_PERSON: LiteralString = """
SELECT permit
  FROM read.cases
 WHERE applicant_sub = %(sub)s
 UNION
SELECT permit
  FROM read.cases
 WHERE attorneys <> '{}'
   AND attorneys @> %(subs)s
"""
_ACTOR: LiteralString = " AND l.actor = ANY (%(actors)s)"
_ACTION: LiteralString = " AND l.action = %(action)s"
_SINCE: LiteralString = """
 AND l.position >= coalesce((SELECT s.position
                               FROM ledger.access_log s
                              WHERE s.at >= %(since)s
                              ORDER BY s.at, s.position
                              LIMIT 1), 9223372036854775807)
"""
_UNTIL: LiteralString = """
 AND l.position < coalesce((SELECT u.position
                              FROM ledger.access_log u
                             WHERE u.at >= %(until)s
                             ORDER BY u.at, u.position
                             LIMIT 1), 9223372036854775807)
"""
_AFTER: LiteralString = " AND l.position > %(after)s"
_BEFORE: LiteralString = " AND l.position < %(before)s"
_BELOW: LiteralString = " AND l.position < %(below)s"
_OF_ALL: LiteralString = """
SELECT l.*
  FROM ledger.access_log l
 WHERE true {filters}
 ORDER BY l.position DESC
 LIMIT %(limit)s
"""
_OF_FILES: LiteralString = """
SELECT l.*
  FROM unnest(%(files)s::uuid[]) AS f (file)
 CROSS JOIN LATERAL (
       SELECT l.*
         FROM ledger.access_log l
        WHERE l.application = f.file {filters}
        ORDER BY l.position DESC
        LIMIT %(limit)s) l
 ORDER BY l.position DESC
 LIMIT %(limit)s
"""
_OF_ACTORS: LiteralString = """
SELECT l.*
  FROM unnest(%(actors)s::text[]) AS a (person)
 CROSS JOIN LATERAL (
       SELECT l.*
         FROM ledger.access_log l
        WHERE l.actor = a.person {filters}
        ORDER BY l.position DESC
        LIMIT %(limit)s) l
 ORDER BY l.position DESC
 LIMIT %(limit)s
"""

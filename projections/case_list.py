"""Questions to the cases: the applications somebody may know of, newest first, by number, status or words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg import sql
from psycopg.rows import class_row

from domain.actor import OFFICERS, Role
from domain.permit import Status
from projections.cases import Case
from projections.engine.connection import Connection
from projections.engine.page import Key, Page, page_of
from projections.search import question


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Whose files somebody may know of: everyone's, those that reached their offices, those they submitted.

    And those on which they act for an applicant `at` this instant.
    """

    everything: bool = False
    offices: frozenset[Role] = frozenset()
    applicant: str | None = None
    at: datetime | None = None


async def case_page(
    connection: Connection,
    sight: Sight,
    *,
    number: str | None = None,
    status: Status | None = None,
    q: str | None = None,
    after: Key | None = None,
    limit: int = 50,
) -> Page[Case]:
    """Return the applications within sight that fit every filter, newest first."""
    views = _views(sight)
    if not views:
        return Page(items=(), next=None)
    filters = sql.Composed(
        [
            *([sql.SQL(_NUMBERED)] if number is not None else []),
            *([sql.SQL(_AFTER)] if after is not None else []),
        ]
    )
    query = _listed(views, filters) if q is None else _found(views, filters)
    async with connection.cursor(row_factory=class_row(Case)) as cursor:
        await cursor.execute(
            query,
            {
                "statuses": [status] if status else list(Status),
                "applicant": sight.applicant,
                "at": sight.at,
                "number": number,
                "before": after and after[0],
                "limit": limit + 1,
                **question(q or ""),
            },
            # A plan fit for any words is fit for none: rare and common ones are found by different indexes.
            prepare=False if q is not None else None,
        )
        return page_of(await cursor.fetchall(), limit=limit, key=_key)


def _listed(views: Sequence[sql.Composable], filters: sql.Composed) -> sql.Composed:
    branches = [sql.SQL(_BRANCH).format(view=view, filters=filters) for view in views]
    return sql.SQL(_PAGE).format(branches=sql.SQL(" UNION ").join(branches))


def _found(views: Sequence[sql.Composable], filters: sql.Composed) -> sql.Composed:
    view = sql.SQL("({})").format(sql.SQL(" OR ").join(views))
    branches = [sql.SQL(branch).format(view=view, filters=filters) for branch in (_BY_WORDS, _BY_NUMBER)]
    return sql.SQL(_PAGE).format(branches=sql.SQL(" UNION ").join(branches))


def _views(sight: Sight) -> list[sql.Composable]:
    """Return the conditions of which one is enough. Roles are literals: only so is an office's own index found."""
    if sight.everything:
        return [sql.SQL("true")]
    offices: list[sql.Composable] = [
        sql.SQL("{} = ANY (seen_by)").format(sql.Literal(str(role))) for role in OFFICERS if role in sight.offices
    ]
    own = [sql.SQL(each) for each in (_OWN, _EMPOWERED)] if sight.applicant is not None else []
    return [*offices, *own]


def _key(case: Case) -> Key:
    return (case["opened"],)


_OWN: LiteralString = "applicant_sub = %(applicant)s"
_EMPOWERED: LiteralString = (
    "(attorney_sub = %(applicant)s AND (attorney_until IS NULL OR attorney_until > %(at)s::timestamptz))"
)
_NUMBERED: LiteralString = " AND number = %(number)s"
# Said twice, for the indexes of the lists and for that of the search.
_AFTER: LiteralString = " AND opened < %(before)s AND -opened > -%(before)s::bigint"
_PAGE: LiteralString = "{branches} ORDER BY opened DESC LIMIT %(limit)s"
# Each status for itself, then together: so one index serves every list, filtered by status or not.
_BRANCH: LiteralString = """
SELECT c.*
  FROM unnest(%(statuses)s::text[]) AS s (status)
 CROSS JOIN LATERAL (
       SELECT *
         FROM read.cases
        WHERE status = s.status
          AND {view}
          {filters}
        ORDER BY opened DESC
        LIMIT %(limit)s) c
"""
_BY_WORDS: LiteralString = """
(SELECT c.*
   FROM read.cases c
   JOIN read.cases_words w USING (permit)
  WHERE w.words @@ %(words)s::tsquery
    AND status = ANY (%(statuses)s)
    AND {view}
    {filters}
  ORDER BY -opened
  LIMIT %(limit)s)
"""
_BY_NUMBER: LiteralString = """
(SELECT *
   FROM read.cases
  WHERE number ~>=~ %(number_from)s
    AND number ~<~ %(number_below)s
    AND status = ANY (%(statuses)s)
    AND {view}
    {filters}
  ORDER BY -opened
  LIMIT %(limit)s)
"""

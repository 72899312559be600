"""Questions to the cases: the applications somebody may know of, newest first, by number, status or words."""

from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql
from psycopg.rows import class_row

from domain.actor import OFFICERS, Role
from domain.permit import Status
from projections.cases import Case
from projections.connection import Connection
from projections.page import Key, Page, page_of
from projections.search import as_tsquery


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Whose files somebody may know of: everyone's, those that reached their offices, those they submitted."""

    everything: bool = False
    offices: frozenset[Role] = frozenset()
    applicant: str | None = None


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
            *([sql.SQL(_NAMED)] if q is not None else []),
            *([sql.SQL(_AFTER)] if after is not None else []),
        ]
    )
    query = sql.SQL(_PAGE).format(
        branches=sql.SQL(" UNION ").join(sql.SQL(_BRANCH).format(view=view, filters=filters) for view in views)
    )
    async with connection.cursor(row_factory=class_row(Case)) as cursor:
        await cursor.execute(
            query,
            {
                "statuses": [status] if status else list(Status),
                "applicant": sight.applicant,
                "number": number,
                "q": as_tsquery(q or ""),
                "before": after and after[0],
                "limit": limit + 1,
            },
        )
        return page_of(await cursor.fetchall(), limit=limit, key=_key)


def _views(sight: Sight) -> list[sql.Composable]:
    """Return the conditions of which one is enough. Roles are literals: only so is an office's own index found."""
    if sight.everything:
        return [sql.SQL("true")]
    offices: list[sql.Composable] = [
        sql.SQL("{} = ANY (seen_by)").format(sql.Literal(str(role))) for role in OFFICERS if role in sight.offices
    ]
    own = [sql.SQL("applicant_sub = %(applicant)s")] if sight.applicant is not None else []
    return [*offices, *own]


def _key(case: Case) -> Key:
    return (case["opened"],)


_NUMBERED: LiteralString = " AND number = %(number)s"
_NAMED: LiteralString = " AND permit IN (SELECT permit FROM read.cases_words WHERE words @@ %(q)s::tsquery)"
_AFTER: LiteralString = " AND opened < %(before)s"
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

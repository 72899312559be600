"""The register as anybody may read it: the permits that were given and how each stands today. Nothing personal.

A decree is found by its number and by its institution only. A registration number finds nothing: together with the
code on a receipt it opens an application, and nobody shall learn one here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import LiteralString

from psycopg import sql
from psycopg.rows import class_row

from domain.decree_number import same_number
from projections.engine.connection import Connection
from projections.engine.page import Key, Page, page_of
from projections.search import question


class Standing(StrEnum):
    """How a permit stands: in force, or what has ended it."""

    VALID = "valid"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A permit that was given; `signed` is where the log tells of it."""

    number: str
    institution: str
    kecamatan: str
    issued_on: date
    valid_until: date | None
    revoked_at: datetime | None
    superseded_by: str | None
    standing: str
    signed: int


async def permits_given(
    connection: Connection,
    *,
    today: date,
    q: str | None = None,
    kecamatan: str | None = None,
    standing: Standing | None = None,
    after: Key | None = None,
    limit: int = 50,
) -> Page[Given]:
    """Return the permits that fit every filter, the newest first; `q` is a decree's number or words of a name."""
    filters: list[tuple[LiteralString, bool]] = [
        (_SOUGHT, q is not None),
        (_KECAMATAN, kecamatan is not None),
        (_AFTER, after is not None),
    ]
    chosen = sql.SQL("").join([sql.SQL(each) for each, wanted in filters if wanted])
    words = question(q or "")["words"]
    async with connection.cursor(row_factory=class_row(Given)) as cursor:
        await cursor.execute(
            sql.SQL(_PAGE).format(filters=chosen),
            {
                "today": today,
                "standings": [standing] if standing else list(Standing),
                "key": same_number(q or ""),
                "words": words,
                "counts": [each for each in _words(words) if each.isdecimal()],
                "kecamatan": kecamatan,
                "after": after[0] if after else None,
                "limit": limit + 1,
            },
            prepare=False,  # a plan fit for any filter is fit for none
        )
        return page_of(await cursor.fetchall(), limit=limit, key=lambda given: (given.signed,))


def _words(tsquery: str) -> list[str]:
    return [each.strip("':*") for each in tsquery.split(" & ")]


# Of a registration number its counts are filed with the words of the name (`search.lexemes`): they must be in the name.
_SOUGHT: LiteralString = """
   AND (r.decree_key = %(key)s
        OR r.permit IN (SELECT permit FROM read.register_words WHERE words @@ %(words)s::tsquery)
       AND NOT EXISTS (SELECT FROM unnest(%(counts)s::text[]) AS c (count) WHERE strpos(r.institution, c.count) = 0))
"""
_KECAMATAN: LiteralString = " AND lower(r.kecamatan) = lower(%(kecamatan)s)"
_AFTER: LiteralString = " AND r.signed < %(after)s"
_PAGE: LiteralString = """
SELECT *
  FROM (SELECT r.decree_number AS number, r.institution, r.kecamatan, r.issued_on, r.valid_until, r.revoked_at,
               s.decree_number AS superseded_by,
               CASE WHEN r.revoked_at IS NOT NULL THEN 'revoked'
                    WHEN s.decree_number IS NOT NULL THEN 'superseded'
                    WHEN r.valid_until < %(today)s THEN 'expired'
                    ELSE 'valid'
               END AS standing,
               r.signed
          FROM read.register r
          LEFT JOIN LATERAL (SELECT n.decree_number
                               FROM read.register n
                              WHERE n.supersedes = r.decree_key
                                AND n.permit <> r.permit
                                AND n.signed > r.signed
                              ORDER BY n.signed
                              LIMIT 1) s ON true
         WHERE r.decree_kind = 'permit'
         {filters}) g
 WHERE g.standing = ANY (%(standings)s)
 ORDER BY g.signed DESC
 LIMIT %(limit)s
"""

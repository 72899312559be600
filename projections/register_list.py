"""Questions to the register of decrees: every number that was ever reserved, what became of it, and why if nothing.

Numbers are reserved in the ledger, outside the log, so their state is not stored anywhere: it follows from the file,
each time it is asked for. A number of a draft that was replaced is void; drafted in the same words again, it is used.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from domain.papers import NumberedKind
from projections.engine.connection import Connection
from projections.engine.page import Key, Page, page_of
from projections.search import question


class NumberState(StrEnum):
    """What became of a number."""

    RESERVED = "reserved"
    ISSUED = "issued"
    VOID = "void"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A number of the register. `number` is the decree's own, None without one; `reason` says why it is void.

    Of a decree that was revoked, `revocation_number` is that of the revocation, and of a revocation `revokes` is the
    decree's. A revocation that nobody has signed yet has no `signed_by` and no document.
    """

    year: int
    register: str
    seq: int
    permit: UUID
    reserved_at: datetime
    reserved_on: date
    permit_number: str | None
    institution: str | None
    previous_number: str | None
    sop_version: str | None
    number: str | None
    issued_on: date | None
    valid_until: date | None
    signed_by: str | None
    document_sha256: str | None
    revoked_at: datetime | None
    revoked_on: date | None
    revocation_number: str | None
    revokes: str | None
    superseded_by: str | None
    state: str
    reason: str | None
    verifications: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for: exactly one number, or words of the institution or the registration number."""

    register: str | None = None
    year: int | None = None
    seq: int | None = None
    words: str | None = None


async def register_page(
    connection: Connection,
    *,
    today: date,
    year: int | None = None,
    kind: NumberedKind | None = None,
    state: NumberState | None = None,
    sought: Sought | None = None,
    after: Key | None = None,
    limit: int = 50,
) -> Page[Entered]:
    """Return the numbers that fit every filter, by year and register, the newest first."""
    sought = sought or Sought()
    filters: list[tuple[LiteralString, bool]] = [
        (_YEAR, year is not None),
        (_KIND, kind is not None),
        (_REGISTER, sought.register is not None),
        (_SEQ, sought.seq is not None),
        (_WORDS, sought.words is not None),
        (_AFTER, after is not None),
    ]
    chosen = sql.SQL("").join([sql.SQL(each) for each, wanted in filters if wanted])
    after_year, after_register, after_seq = after or (None, None, None)
    async with connection.cursor(row_factory=class_row(Entered)) as cursor:
        await cursor.execute(
            sql.SQL(_PAGE).format(filters=chosen),
            {
                "today": today,
                "states": [state] if state else list(NumberState),
                "year": year,
                "sought_year": sought.year,
                "kind": f"%/{kind}",
                "register": sought.register,
                "seq": sought.seq,
                "after_year": after_year,
                "after_register": after_register,
                "after_seq": after_seq,
                "limit": limit + 1,
                **question(sought.words or ""),
            },
            prepare=False,  # a plan fit for any filter is fit for none
        )
        return page_of(await cursor.fetchall(), limit=limit, key=_key)


def _key(entered: Entered) -> Key:
    return entered.year, entered.register, entered.seq


_YEAR: LiteralString = " AND d.year = %(year)s"
_KIND: LiteralString = " AND d.register LIKE %(kind)s"
_REGISTER: LiteralString = " AND d.register = %(register)s AND d.year = %(sought_year)s"
_SEQ: LiteralString = " AND d.seq = %(seq)s"
_WORDS: LiteralString = """
   AND (d.permit IN (SELECT permit FROM read.register_words WHERE words @@ %(words)s::tsquery)
        OR r.number ~>=~ %(number_from)s AND r.number ~<~ %(number_below)s)
"""
_AFTER: LiteralString = """
   AND d.year <= %(after_year)s
   AND (d.year < %(after_year)s OR d.register > %(after_register)s
        OR d.register = %(after_register)s AND d.seq < %(after_seq)s)
"""
_PAGE: LiteralString = """
SELECT *
  FROM (SELECT d.year, d.register, d.seq, d.permit, d.reserved_at, d.issued_on AS reserved_on,
               r.number AS permit_number, r.institution, r.previous_number, r.sop_version,
               coalesce(i.decree_number, c.revocation_number) AS number,
               coalesce(i.issued_on, c.revoked_on) AS issued_on, i.valid_until,
               coalesce(i.signed_by, c.revocation_signed_by) AS signed_by,
               coalesce(i.document_sha256, c.revocation_sha256) AS document_sha256,
               i.revoked_at, i.revoked_on, i.revocation_number, c.decree_number AS revokes,
               s.decree_number AS superseded_by,
               CASE WHEN i.revoked_at IS NOT NULL THEN 'revoked'
                    WHEN s.decree_number IS NOT NULL THEN 'superseded'
                    WHEN i.valid_until < %(today)s THEN 'expired'
                    WHEN i.permit IS NOT NULL OR c.permit IS NOT NULL THEN 'issued'
                    WHEN k.is_dead THEN 'void'
                    ELSE 'reserved'
               END AS state,
               CASE WHEN i.permit IS NOT NULL OR c.permit IS NOT NULL THEN NULL
                    WHEN r.ended IS NOT NULL THEN r.ended
                    WHEN k.is_dead THEN 'redrafted'
               END AS reason,
               coalesce(v.n, 0) AS verifications
          FROM ledger.decree_numbers d
          LEFT JOIN read.register r
            ON r.permit = d.permit
          LEFT JOIN read.register i
            ON i.permit = d.permit
           AND i.decree_draft = d.draft_sha256
          LEFT JOIN read.register c
            ON c.permit = d.permit
           AND c.revocation_draft = d.draft_sha256
          LEFT JOIN read.cases o
            ON o.permit = i.permit
          LEFT JOIN LATERAL (SELECT n.decree_number
                               FROM read.register n
                               LEFT JOIN read.cases p
                                 ON p.permit = n.permit
                              WHERE n.supersedes = i.decree_key
                                AND n.permit <> i.permit
                                AND n.signed > i.signed
                                AND (n.institution_key = i.institution_key OR p.applicant_sub = o.applicant_sub)
                              ORDER BY n.signed
                              LIMIT 1) s ON true
          LEFT JOIN LATERAL (SELECT CASE WHEN d.register LIKE '%%/revocation' THEN r.revocation_number IS NOT NULL
                                         ELSE r.ended IS NOT NULL OR r.decree_draft IS NOT NULL
                                              OR r.draft_sha256 <> d.draft_sha256
                                    END AS is_dead) k ON true
          LEFT JOIN LATERAL (SELECT sum(c.n)::bigint AS n
                               FROM verification.counts c
                              WHERE c.permit = i.permit) v ON true
         WHERE true
         {filters}) e
 WHERE e.state = ANY (%(states)s)
 ORDER BY e.year DESC, e.register, e.seq DESC
 LIMIT %(limit)s
"""

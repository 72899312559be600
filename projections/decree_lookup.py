"""Questions to the register about one decree: whose paper is this, whose number, and what has taken its place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from domain.decree_number import same_number
from projections.engine.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """The decree that took another one's place."""

    number: str
    issued_on: date


async def permit_with_paper(connection: Connection, hashes: Collection[str]) -> tuple[UUID, str] | None:
    """Return the file whose decree, or its revocation, is a document with one of these hashes, and which of them."""
    cursor = await connection.execute(_BY_PAPER, {"hashes": list(hashes)})
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else None


async def permit_with_number(connection: Connection, number: str) -> UUID | None:
    """Return the file whose decree, or its revocation, has this number.

    Asked of the ledger, which knows it as soon as it is signed.
    """
    cursor = await connection.execute(_BY_NUMBER, (same_number(number),))
    row = await cursor.fetchone()
    return row[0] if row else None


async def is_signer_of_ours(connection: Connection, serials: Collection[str]) -> bool:
    """Whether a decree was signed with one of these certificates."""
    cursor = await connection.execute(_BY_CERTIFICATE, {"serials": list(serials)})
    return await cursor.fetchone() is not None


async def successor_of(connection: Connection, permit: UUID, number: str, *, signed: int) -> Successor | None:
    """Return the first decree signed after position `signed` whose application names `number` as the previous one.

    Only where both belong to one institution or one applicant (as in `domain.succession`): a number can be guessed.
    """
    async with connection.cursor(row_factory=class_row(Successor)) as cursor:
        await cursor.execute(_SUCCESSOR, {"number": same_number(number), "permit": permit, "signed": signed})
        return await cursor.fetchone()


_BY_PAPER: LiteralString = """
SELECT permit, document_sha256
  FROM read.register
 WHERE document_sha256 = ANY (%(hashes)s)
 UNION ALL
SELECT permit, revocation_sha256
  FROM read.register
 WHERE revocation_sha256 = ANY (%(hashes)s)
 LIMIT 1
"""
_BY_NUMBER: LiteralString = """
SELECT permit
  FROM ledger.uniques
 WHERE space = 'decree'
   AND value = %s
"""
_BY_CERTIFICATE: LiteralString = """
SELECT
  FROM read.register
 WHERE certificate = ANY (%(serials)s)
 UNION ALL
SELECT
  FROM read.register
 WHERE revocation_certificate = ANY (%(serials)s)
 LIMIT 1
"""
_SUCCESSOR: LiteralString = """
SELECT n.decree_number AS number, n.issued_on
  FROM read.register n
  JOIN read.register o
    ON o.permit = %(permit)s
  LEFT JOIN read.cases nc
    ON nc.permit = n.permit
  LEFT JOIN read.cases oc
    ON oc.permit = o.permit
 WHERE n.supersedes = %(number)s
   AND n.permit <> o.permit
   AND n.signed > %(signed)s
   AND (n.institution_key = o.institution_key OR nc.applicant_sub = oc.applicant_sub)
 ORDER BY n.signed
 LIMIT 1
"""

"""The forgotten in the database: who they are, the one function that destroys a key, and what must still go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from application.erasure.doomed import Doomed
from application.postgres.pool import Pool, connected


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What must still leave the archive; `unclaimed_at` is since when nobody can name it anew."""

    path: str
    permit: UUID
    uploader: bytes | None
    sha256: str | None
    unclaimed_at: datetime | None
    now: datetime


class Forgotten:
    """Every method is a statement or two; all raise `ConnectionLost` where the database does not answer."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def since(self, position: int) -> Sequence[tuple[int, UUID]]:
        """Return position and file of each decision to forget after `position`."""
        async with connected(self._pool) as connection:
            return await (await connection.execute(_SINCE, (position,))).fetchall()

    async def unfinished(self) -> Sequence[UUID]:
        """Return the files whose key is there although they are to be forgotten: also after a restored backup."""
        async with connected(self._pool) as connection:
            return [row[0] for row in await (await connection.execute(_UNFINISHED)).fetchall()]

    async def letters(self, permit: UUID) -> Sequence[UUID]:
        """Return the letters to the applicant of that file."""
        async with connected(self._pool) as connection:
            return [row[0] for row in await (await connection.execute(_LETTERS, (permit,))).fetchall()]

    async def forget(self, permit: UUID, doomed: Sequence[Doomed]) -> bool:
        """Destroy the key and note what else must go, in one transaction; return False where that was done before."""
        columns = [[getattr(each, name) for each in doomed] for name in ("path", "uploader", "sha256")]
        async with connected(self._pool) as connection:
            row = await (await connection.execute(_FORGET, (permit, *columns))).fetchone()
        assert row is not None, "the function answers"
        return bool(row[0])

    async def doom(self, upload: Doomed) -> None:
        """Take the upload's row away, and note that its object must go."""
        async with connected(self._pool) as connection:
            await connection.execute(_DOOM, (upload.path, upload.uploader, upload.sha256))

    async def waiting(self) -> Sequence[Waiting]:
        async with connected(self._pool) as connection, connection.cursor(row_factory=class_row(Waiting)) as cursor:
            await cursor.execute(_WAITING)
            return await cursor.fetchall()

    async def naming(self, hashes: Collection[str], *, but: UUID) -> Sequence[UUID]:
        """Return the files, whose people are known, that name one of these contents, maybe as uploads of their own.

        Reads every submission and inspection of the log, which takes as long as it takes.
        """
        async with connected(self._pool) as connection, connection.transaction():
            await connection.execute("SET LOCAL statement_timeout = 0")
            found = await connection.execute(_NAMING, {"hashes": "|".join(sorted(hashes)), "but": but})
            return [row[0] for row in await found.fetchall()]

    async def unclaim(self, path: str) -> None:
        async with connected(self._pool) as connection:
            await connection.execute("SELECT files.unclaim(%s)", (path,))

    async def gone(self, path: str) -> None:
        async with connected(self._pool) as connection:
            await connection.execute("DELETE FROM files.doomed WHERE path = %s", (path,))


_SINCE: LiteralString = """
SELECT notification_id, originator_id
  FROM ledger.events
 WHERE topic = 'PersonalDataErased'
   AND notification_id > %s
 ORDER BY notification_id
"""
_UNFINISHED: LiteralString = """
SELECT e.originator_id
  FROM ledger.events e
  JOIN ledger.keys k
    ON k.permit = e.originator_id
 WHERE e.topic = 'PersonalDataErased'
"""
_LETTERS: LiteralString = """
SELECT o.id
  FROM ledger.events e
  JOIN mail.outbox o
    ON o.position = e.notification_id
 WHERE e.originator_id = %s
   AND o.channel = 'mail'
   AND o.recipient = 'applicant'
"""
_FORGET: LiteralString = "SELECT ledger.forget(%s, %s::text[], %s::bytea[], %s::text[])"
_DOOM: LiteralString = "SELECT files.doom(%s, %s, %s)"
_WAITING: LiteralString = """
SELECT path, permit, uploader, sha256, unclaimed_at, clock_timestamp() AS now
  FROM files.doomed
 ORDER BY permit, path
"""
_NAMING: LiteralString = """
SELECT DISTINCT e.originator_id
  FROM ledger.events e
  JOIN ledger.keys k
    ON k.permit = e.originator_id
 WHERE e.topic IN ('Submitted', 'BAPFiled', 'AuthorityGiven')
   AND e.originator_id <> %(but)s
   AND convert_from(e.state, 'UTF8') ~ %(hashes)s
"""

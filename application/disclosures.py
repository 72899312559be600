"""Who was shown whose personal data, and why: noted before it is shown, and kept for ever beside the log."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString, Protocol
from uuid import UUID

from psycopg.rows import class_row

from application.postgres.pool import Pool, connected, small_pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One file was shown to somebody: `fields` by the paths under which they are sealed; `leaf` is its hash."""

    n: int
    at: datetime
    actor: str
    role: str
    application: UUID
    fields: list[str]
    reason: str
    leaf: bytes


class Discloses(Protocol):
    """The one door: whoever is to see what is masked goes through here first. May raise `Busy`: then show nothing."""

    async def disclose(
        self, actor: str, role: str, applications: Sequence[UUID], fields: Sequence[str], reason: str
    ) -> Sequence[Disclosure]: ...


class Disclosures:
    """The table `ledger.disclosures`. Every method raises `ConnectionLost` where the database does not answer."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def disclose(
        self, actor: str, role: str, applications: Sequence[UUID], fields: Sequence[str], reason: str
    ) -> Sequence[Disclosure]:
        """Note that these fields of each of the files are about to be shown; return what was noted."""
        async with connected(self.pool) as connection, connection.cursor(row_factory=class_row(Disclosure)) as cursor:
            await cursor.execute(_DISCLOSE, (actor, role, list(applications), list(fields), reason))
            return await cursor.fetchall()

    async def of(self, applications: Sequence[UUID]) -> Sequence[Disclosure]:
        """Return who was shown one of these files, oldest first."""
        async with connected(self.pool) as connection, connection.cursor(row_factory=class_row(Disclosure)) as cursor:
            await cursor.execute(_OF, (list(applications),))
            return await cursor.fetchall()


@asynccontextmanager
async def open_disclosures(url: str) -> AsyncGenerator[Disclosures]:
    """Yield the disclosures in the database at `url`, which must be the primary."""
    async with small_pool(url) as pool:
        yield Disclosures(pool)


_DISCLOSE: LiteralString = "SELECT * FROM ledger.disclose(%s, %s, %s::uuid[], %s::text[], %s) ORDER BY n"
_OF: LiteralString = "SELECT * FROM ledger.disclosures WHERE application = ANY (%s::uuid[]) ORDER BY n"

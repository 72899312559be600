"""How often each decree was verified, by day and result: counted in memory, written down once a second.

Nobody who asks waits for it, and nothing is kept of who asked. A process that is killed loses the last second.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import date
from typing import LiteralString
from uuid import UUID

import psycopg
from psycopg_pool import PoolTimeout

from application.ending import ended
from application.postgres.pool import Pool

NOBODYS = UUID(int=0)  # what is no decree of ours
EVERY_S = 1.0
MOST_WAITING = 10_000  # different counts, while the database is away

INSERT: LiteralString = """
INSERT INTO verification.counts AS c (permit, day, result, n)
SELECT *
  FROM unnest(%b::uuid[], %b::date[], %b::text[], %b::bigint[]) n (permit, day, result, n)
 ORDER BY 1, 2, 3
    ON CONFLICT (permit, day, result) DO UPDATE
   SET n = c.n + excluded.n
"""
Place = tuple[UUID, date, str]


@asynccontextmanager
async def verification_counts(url: str) -> "AsyncGenerator[VerificationCounts]":
    """Yield counts that are written to the database at `url`, which must be the primary; the last ones at the end."""
    pool = Pool(url, min_size=0, max_size=1, open=False, timeout=5, reconnect_timeout=1, kwargs={"autocommit": True})
    async with pool:
        counts = VerificationCounts(pool)
        writing = asyncio.create_task(counts.run())
        try:
            yield counts
        finally:
            await ended(writing)
            await counts.write()


class VerificationCounts:
    """Counts of one process; `since_start` is by result alone."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting = Counter[Place]()
        self._since_start = Counter[str]()

    @property
    def since_start(self) -> Mapping[str, float]:
        return self._since_start

    def count(self, permit: UUID | None, day: date, result: str) -> None:
        """Count one verification of the decree of `permit`, or of what is not ours."""
        self._since_start[result] += 1
        place = (permit or NOBODYS, day, result)
        if len(self._waiting) < MOST_WAITING or place in self._waiting:
            self._waiting[place] += 1

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            await self.write()

    async def write(self) -> bool:
        """Write down what waits; return whether that was possible. What was not written waits on."""
        if not self._waiting:
            return True
        taken, self._waiting = self._waiting, Counter()
        try:
            async with self._pool.connection() as connection:
                await connection.execute(INSERT, _columns(taken))
        except (psycopg.Error, PoolTimeout, OSError):
            self._waiting.update(taken)
            return False
        return True


def _columns(counts: Mapping[Place, int]) -> tuple[list[UUID], list[date], list[str], list[int]]:
    places = list(counts)
    return (
        [permit for permit, _, _ in places],
        [day for _, day, _ in places],
        [result for _, _, result in places],
        list(counts.values()),
    )

"""What applicants thought of the service, once a file: nine numbers beside its id, and nothing of a person."""

from collections.abc import Sequence
from datetime import date
from typing import LiteralString
from uuid import UUID

from application.postgres.pool import Pool, connected


class Surveys:
    """Every method raises `ConnectionLost` where the database does not answer."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def answer(self, permit: UUID, answers: Sequence[int], on: date) -> bool:
        """Keep the answers; return False where that file's applicant has answered before: the first answer stays."""
        async with connected(self._pool) as connection:
            return (await connection.execute(_ANSWER, (permit, on, list(answers)))).rowcount > 0

    async def is_answered(self, permit: UUID) -> bool:
        async with connected(self._pool) as connection:
            return await (await connection.execute(_IS_ANSWERED, (permit,))).fetchone() is not None

    async def counts(self, begin: date, end: date) -> list[tuple[int, ...]]:
        """Return for each of the nine questions how often it was answered with 1, 2, 3 and 4, both days included."""
        async with connected(self._pool) as connection:
            rows = await (await connection.execute(_COUNTS, (begin, end))).fetchall()
        return [tuple(row[1:]) for row in rows]


_ANSWER: LiteralString = """
INSERT INTO desk.surveys (permit, answered_on, answers)
VALUES (%s, %s, %s::smallint[])
    ON CONFLICT DO NOTHING
"""
_IS_ANSWERED: LiteralString = "SELECT FROM desk.surveys WHERE permit = %s"
_COUNTS: LiteralString = """
SELECT n,
       count(*) FILTER (WHERE answers[n] = 1),
       count(*) FILTER (WHERE answers[n] = 2),
       count(*) FILTER (WHERE answers[n] = 3),
       count(*) FILTER (WHERE answers[n] = 4)
  FROM generate_series(1, 9) n
  LEFT JOIN desk.surveys
    ON answered_on BETWEEN %s AND %s
 GROUP BY n
 ORDER BY n
"""

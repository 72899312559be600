"""The outbox as the application uses it: rows leased to one worker at a time, and settled by what became of them."""

from collections.abc import AsyncGenerator, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import LiteralString
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow, class_row

from application.letters.carriage import Channel, Item, State, Verdict
from application.postgres.pool import Pool, connected, small_pool
from application.postgres.retries import pause_after

LEASE = timedelta(minutes=2)  # longer than any attempt may take (`delivery.PATIENCE_S`)
MOST_AT_ONCE = 2  # deliveries to one webhook: a dead one must not take all the workers


class Outbox:
    """Every method is one statement and raises `ConnectionLost` where the database does not answer."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def lease_mail(self, limit: int) -> list[Item]:
        """Return letters that are due, for `LEASE` nobody else's; each attempt counts from here."""
        return await self._lease(_OF_MAIL + _FREE + _UP_TO, {"limit": limit})

    async def lease_webhooks(self, limit: int, busy: Collection[str]) -> list[Item]:
        """The same of deliveries to webhooks, a few for each but those that are `busy`."""
        return await self._lease(
            _OF_EACH_WEBHOOK + _FREE + _UP_TO_EACH, {"limit": limit, "busy": list(busy), "each": MOST_AT_ONCE}
        )

    async def settle(self, item: Item, verdict: Verdict) -> None:
        """Record what became of an attempt.

        One that was sent is sent, even if its lease ran out meanwhile; what failed counts for its own attempt only.
        """
        async with self.connection() as connection:
            await connection.execute(
                _SETTLE,
                {
                    "id": item.id,
                    "attempts": item.attempts,
                    "state": verdict.state,
                    "reason": verdict.reason,
                    "pause": pause_after(item.attempts),
                },
            )

    async def replay(
        self, id_: UUID, channel: Channel, recipient: str | None, states: Collection[State]
    ) -> bool | None:
        """Let a settled row be sent once more, under its own id; return False if it is in another of the states.

        None if there is no such row.
        """
        where = {"id": id_, "channel": channel, "recipient": recipient, "states": list(states)}
        async with self.connection() as connection:
            cursor = await connection.execute(_REPLAY, where)
            row = await cursor.fetchone()
        return None if row is None else bool(row[0])

    def connection(self) -> AbstractAsyncContextManager[AsyncConnection[TupleRow]]:
        """Return a connection in the application's role, for the block of an `async with`."""
        return connected(self._pool)

    async def _lease(self, due: LiteralString, where: dict[str, object]) -> list[Item]:
        async with self.connection() as connection:
            cursor = connection.cursor(row_factory=class_row(Item))
            await cursor.execute(due + _TAKE, {**where, "lease": LEASE})
            leased = [replace(item, channel=Channel(item.channel)) for item in await cursor.fetchall()]
        return sorted(leased, key=lambda item: item.position)


@asynccontextmanager
async def open_outbox(url: str) -> AsyncGenerator[Outbox]:
    """Yield the outbox in the database at `url`, which must be the primary."""
    async with small_pool(url) as pool:
        yield Outbox(pool)


# What is on its way to one recipient about one file goes in the order of the log.
_FREE: LiteralString = """
           AND o.state = 'pending'
           AND o.next_at <= clock_timestamp()
           AND (o.leased_until IS NULL OR o.leased_until <= clock_timestamp())
           AND NOT EXISTS (SELECT
                             FROM mail.outbox e
                            WHERE e.permit = o.permit
                              AND e.channel = o.channel
                              AND e.recipient = o.recipient
                              AND e.position < o.position
                              AND e.state = 'pending')
         ORDER BY o.next_at
"""
_OF_MAIL: LiteralString = """
WITH due AS (
        SELECT o.id
          FROM mail.outbox o
         WHERE o.channel = 'mail'
"""
_UP_TO: LiteralString = """
         LIMIT %(limit)s
           FOR UPDATE SKIP LOCKED)
"""
# Of each webhook, also of one that has ended: what still waits for that one is dropped.
_OF_EACH_WEBHOOK: LiteralString = """
WITH due AS (
        SELECT d.id
          FROM mail.webhooks w
         CROSS JOIN LATERAL (
        SELECT o.id
          FROM mail.outbox o
         WHERE o.channel = 'webhook'
           AND o.recipient = w.id::text
"""
_UP_TO_EACH: LiteralString = """
         LIMIT %(each)s
           FOR UPDATE SKIP LOCKED) d
         WHERE w.id::text <> ALL (%(busy)s::text[])
         LIMIT %(limit)s)
"""
_TAKE: LiteralString = """
UPDATE mail.outbox o
   SET leased_until = clock_timestamp() + %(lease)s,
       attempts = o.attempts + 1
  FROM due
 WHERE o.id = due.id
RETURNING o.id, o.position, o.permit, o.version, o.kind, o.channel, o.recipient, o.attempts, o.created_at
"""
# Whatever must wait for one that failed is due no earlier: else each look would pass over all of it.
_SETTLE: LiteralString = """
WITH settled AS (
        UPDATE mail.outbox
           SET state = %(state)s,
               last_error = %(reason)s,
               leased_until = NULL,
               next_at = clock_timestamp() + %(pause)s,
               settled_at = CASE WHEN %(state)s <> 'pending' THEN clock_timestamp() END
         WHERE id = %(id)s
           AND state = 'pending'
           AND (attempts = %(attempts)s OR %(state)s = 'sent')
        RETURNING permit, channel, recipient, position, state, next_at)
UPDATE mail.outbox o
   SET next_at = s.next_at
  FROM settled s
 WHERE s.state = 'pending'
   AND o.permit = s.permit
   AND o.channel = s.channel
   AND o.recipient = s.recipient
   AND o.position > s.position
   AND o.state = 'pending'
   AND o.next_at < s.next_at
"""
_REPLAY: LiteralString = """
WITH found AS (
        SELECT id, state = ANY (%(states)s) AS fit
          FROM mail.outbox
         WHERE id = %(id)s
           AND channel = %(channel)s
           AND recipient = coalesce(%(recipient)s, recipient)
           FOR UPDATE),
     replayed AS (
        UPDATE mail.outbox o
           SET state = 'pending',
               attempts = 0,
               next_at = clock_timestamp(),
               last_error = NULL,
               settled_at = NULL
          FROM found
         WHERE o.id = found.id
           AND found.fit)
SELECT fit FROM found
"""

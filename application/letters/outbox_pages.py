"""The outbox looked at: page by page, newest first, for whoever asks what became of a letter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from application.letters.carriage import Channel, State
from application.letters.outbox import Outbox

Place = tuple[int, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the outbox. `next_at` is when it is tried next, while it is pending."""

    id: UUID
    position: int
    permit: UUID
    version: int
    kind: str
    recipient: str
    state: str
    attempts: int
    next_at: datetime | None
    last_error: str | None
    created_at: datetime
    settled_at: datetime | None


async def entries(
    outbox: Outbox,
    channel: Channel,
    *,
    recipient: str | None = None,
    state: State | None = None,
    before: Place | None = None,
    limit: int,
) -> Sequence[Entry]:
    """Return entries of a channel, newest first; raise `ConnectionLost`."""
    filters = [
        *([sql.SQL(_TO)] if recipient is not None else []),
        *([sql.SQL(_IN_STATE).format(state=sql.Literal(str(state)))] if state is not None else []),
        *([sql.SQL(_BEFORE)] if before is not None else []),
    ]
    position, id_ = before or (None, None)
    where = {"to": recipient, "position": position, "id": id_, "limit": limit}
    async with outbox.connection() as connection:
        cursor = connection.cursor(row_factory=class_row(Entry))
        page = sql.SQL(_PAGE).format(channel=sql.Literal(str(channel)), filters=sql.Composed(filters))
        await cursor.execute(page, where)
        return await cursor.fetchall()


async def entry(outbox: Outbox, channel: Channel, id_: UUID) -> Entry | None:
    async with outbox.connection() as connection:
        cursor = connection.cursor(row_factory=class_row(Entry))
        page = sql.SQL(_PAGE).format(channel=sql.Literal(str(channel)), filters=sql.SQL(_ONE))
        await cursor.execute(page, {"id": id_, "limit": 1})
        return await cursor.fetchone()


async def letters_to(outbox: Outbox, permits: Sequence[UUID]) -> Sequence[Entry]:
    """Return the letters to the applicants of these files, oldest first; raise `ConnectionLost`."""
    async with outbox.connection() as connection:
        cursor = connection.cursor(row_factory=class_row(Entry))
        await cursor.execute(_LETTERS, (list(permits),))
        return await cursor.fetchall()


_LETTERS: LiteralString = """
SELECT o.id, o.position, o.permit, o.version, o.kind, o.recipient, o.state, o.attempts,
       CASE WHEN o.state = 'pending' THEN o.next_at END AS next_at,
       o.last_error, o.created_at, o.settled_at
  FROM ledger.events e
  JOIN mail.outbox o
    ON o.position = e.notification_id
 WHERE e.originator_id = ANY (%s::uuid[])
   AND o.channel = 'mail'
   AND o.recipient = 'applicant'
 ORDER BY o.position
"""
_TO: LiteralString = " AND recipient = %(to)s"
_IN_STATE: LiteralString = " AND state = {state}"  # a literal: only so is the index of what was not sent found
_BEFORE: LiteralString = " AND (position, id) < (%(position)s, %(id)s)"
_ONE: LiteralString = " AND id = %(id)s"
_PAGE: LiteralString = """
SELECT id, position, permit, version, kind, recipient, state, attempts,
       CASE WHEN state = 'pending' THEN next_at END AS next_at,
       last_error, created_at, settled_at
  FROM mail.outbox
 WHERE channel = {channel}
       {filters}
 ORDER BY position DESC, id DESC
 LIMIT %(limit)s
"""

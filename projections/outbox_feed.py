"""The outbox's feeder: follows the log by position and enqueues once what there is to tell. Never rebuilt.

A letter that was sent stays sent, so this is no read model: it begins where the migration put it (`mail.feed`), only
moves forward, and moves together with what it enqueues, or not at all.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID, uuid5

import orjson
import structlog

from domain.letters import DEPENDING, letters_on
from domain.office_events import OFFICE_TOPICS
from projections.engine.bell import Bell, rung_within
from projections.engine.connection import Connect, Connection
from projections.engine.log import Tape
from projections.engine.recorded import FACTS, OpenState, Recorded
from projections.leadership import StandDown, lead_in_turn

UNREADABLE = "unreadable"  # a fact whose letters could not be told: dead from the start, so that somebody looks
_LETTERS = UUID("6a1f2f0e-7f5c-4b0f-9a55-0c6f4a7d2e11")  # the space of our names (RFC 9562, version 5)
log = structlog.get_logger(__name__)


class FeedMoved(StandDown):
    """Somebody else has fed the outbox meanwhile."""


class NewerFact(StandDown):
    """This program is older than the event: whoever knows the fact must go on, or its letters would be lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A webhook as far as the feeder must know it; `facts` is None for all."""

    id: UUID
    facts: frozenset[str] | None
    from_position: int

    def wants(self, event: Recorded) -> bool:
        return event.position > self.from_position and (self.facts is None or event.topic in self.facts)


class OutboxFeed:
    """Keeps the outbox fed. `idle` and `standby` are seconds between looks at the log and at the lock."""

    def __init__(
        self,
        *,
        connect: Connect,
        open_state: OpenState,
        batch: int = 1_000,
        idle: float = 0.25,
        standby: float = 0.5,
    ) -> None:
        self._connect = connect
        self._idle, self._standby = idle, standby
        self._bell = Bell(connect)
        self._tape = Tape(connect, open_state, batch=batch)

    async def run(self) -> None:
        """Follow the log until cancelled. A cancelled batch is rolled back: nothing is half done."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._bell.listen())
                tasks.create_task(lead_in_turn("mail.feed", self._connect, self._lead, standby=self._standby))
        finally:
            await self._tape.close()

    async def _lead(self, connection: Connection) -> None:
        position = await fed_to(connection)
        while True:
            rung = self._bell.next
            if events := await self._tape.after(position):
                position = await feed(connection, position, events)
            elif not await rung_within(rung, self._idle):
                position = await fed_to(connection)  # also asks whether this session, and so the lock, is still there


async def fed_to(connection: Connection) -> int:
    """Return the position up to which everything there is to tell is in the outbox."""
    cursor = await connection.execute("SELECT position FROM mail.feed")
    row = await cursor.fetchone()
    assert row is not None, "the migration began it"
    return int(row[0])


async def feed(connection: Connection, position: int, events: Sequence[Recorded]) -> int:
    """Enqueue what these events, which follow `position`, bring about; return where that leads.

    Raise FeedMoved or NewerFact, and change nothing then.
    """
    for event in events:
        if event.topic not in FACTS | OFFICE_TOPICS:
            raise NewerFact(event.topic)
    async with connection.transaction():
        await _advance(connection, position, events[-1].position)
        # Whoever makes a webhook waits for this batch, or this batch sees it: no event falls between the two.
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('izin.mail.webhooks', 0))")
        rows = list(_rows([event for event in events if event.topic in FACTS], await _hooks(connection)))
        if rows:
            await connection.execute(_ENQUEUE, (orjson.dumps(rows).decode(),))
    return events[-1].position


async def _advance(connection: Connection, position: int, to: int) -> None:
    cursor = await connection.execute(
        "UPDATE mail.feed SET position = %s, moved_at = clock_timestamp() WHERE position = %s", (to, position)
    )
    if cursor.rowcount == 0:
        raise FeedMoved


async def _hooks(connection: Connection) -> list[Hook]:
    cursor = await connection.execute("SELECT id, facts, from_position FROM mail.webhooks WHERE active")
    return [
        Hook(id=id_, facts=None if facts is None else frozenset(facts), from_position=from_position)
        for id_, facts, from_position in await cursor.fetchall()
    ]


def _rows(events: Sequence[Recorded], hooks: Sequence[Hook]) -> Iterator[dict[str, object]]:
    for event in events:
        for kind, recipient in _letters(event):
            yield _row(event, "mail", kind, recipient)
        for hook in hooks:
            if hook.wants(event):
                yield _row(event, "webhook", event.topic, str(hook.id))


def _letters(event: Recorded) -> list[tuple[str, str]]:
    """Return kind and recipient of each letter; one unreadable event must not stop everybody's letters."""
    try:
        said = event.open()["fact"] if event.topic in DEPENDING else {}
        return [(letter.kind, letter.recipient) for letter in letters_on(event.topic, said)]
    except Exception as error:  # noqa: BLE001  whatever it is: it is seen, and the others go on
        log.error("outbox_unreadable", position=event.position, error=type(error).__name__)  # noqa: TRY400  no data
        return [(UNREADABLE, "admin")]


def _row(event: Recorded, channel: str, kind: str, recipient: str) -> dict[str, object]:
    """The id is made from what the letter is, so that it is the same one in every database that is fed this log."""
    return {
        "id": uuid5(_LETTERS, f"{event.permit} {event.version} {channel} {kind} {recipient}"),
        "position": event.position,
        "permit": event.permit,
        "version": event.version,
        "kind": kind,
        "channel": channel,
        "recipient": recipient,
    }


# What is there already was enqueued for the same fact, whatever made the feeder come by again.
_ENQUEUE: LiteralString = """
INSERT INTO mail.outbox (id, position, permit, version, kind, channel, recipient)
SELECT id, position, permit, version, kind, channel, recipient
  FROM json_to_recordset(%s)
    AS r (id uuid, position bigint, permit uuid, version bigint, kind text, channel text, recipient text)
    ON CONFLICT DO NOTHING
"""

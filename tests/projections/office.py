"""What the projections are given in the running product, and a log to write into: real mapper, real sealing."""

from collections.abc import Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

import orjson
import psycopg

from application.database import APP, PROJECTOR, as_role
from application.mapper import EventMapper
from application.schema import SCHEMA
from application.vault import Key, Vault
from domain.events import Event, SopRef
from domain.sla import due_if_published
from domain.working_time import due_soon_at
from projections.cases import Cases
from projections.connection import Connect, connector
from projections.inbox import Inbox
from projections.projection import AnyProjection
from projections.recorded import Json, Recorded
from projections.runner import Runner
from tests.book import office_rulebook

VAULT = Vault([bytes(range(32))])
MAPPER = EventMapper(vault=VAULT)
open_state = SCHEMA.read


def due(sop: SopRef, step: int, entered_at: datetime) -> datetime | None:
    book = office_rulebook()
    return due_if_published(entered_at, book.sop(sop).row(step).standard, calendar=book.calendar)


def unseal(permit: UUID, version: int, path: str, sealed: Json, wrapped_key: bytes) -> object:
    opened = Vault.open(VAULT.key(permit, wrapped_key), version, path, dict(sealed))
    value: object = orjson.loads(opened.value)
    return value


def inbox() -> Inbox:
    return Inbox(due=due, soon=partial(due_soon_at, calendar=office_rulebook().calendar))


def cases() -> Cases:
    return Cases(unseal=unseal)


def both() -> tuple[AnyProjection, ...]:
    return inbox(), cases()


def projector(url: str) -> Connect:
    return connector(as_role(url, PROJECTOR))


def app(url: str) -> Connect:
    return connector(as_role(url, APP))


def runner(url: str, *projections: AnyProjection, **options: float) -> Runner:
    return Runner(connect=projector(url), projections=projections or both(), open_state=open_state, **options)


@dataclass
class Log:
    """The end of a log. Events are put into the tables as `ledger.append` would put them, only many at once."""

    keys: dict[UUID, Key] = field(default_factory=dict[UUID, Key])
    numbers: dict[UUID, str] = field(default_factory=dict[UUID, str])
    position: int = 0

    def record(self, events: Iterable[Event]) -> list[Recorded]:
        """Return the events as a projection would read them."""
        return [self._record(event) for event in events]

    def _record(self, event: Event) -> Recorded:
        permit = event.originator_id
        key = self.keys.setdefault(permit, VAULT.new_key(permit))
        number = self.numbers.setdefault(permit, f"REG-KBM-20261123-{len(self.numbers) + 1:04}")
        stored = MAPPER.store(event, key)
        self.position += 1
        submitted = stored.topic == "Submitted"
        return Recorded(
            position=self.position,
            permit=permit,
            version=event.originator_version,
            topic=stored.topic,
            state=stored.state,
            number=number if submitted else None,
            wrapped_key=key.wrapped if submitted else None,
            open_state=open_state,
        )


def append(url: str, events: Sequence[Recorded]) -> None:
    """Commit the events, and ring the bell as the ledger does."""
    begun = [event for event in events if event.topic == "Submitted" and event.version == 1]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        with cursor.copy(
            "COPY ledger.events (notification_id, originator_id, originator_version, topic, state, recorded_at,"
            " actor, role, leaf) FROM STDIN"
        ) as copy:
            for event in events:
                copy.write_row(
                    (event.position, event.permit, event.version, event.topic, event.state, "now", "-", "-", b"")
                )
        with cursor.copy("COPY ledger.keys FROM STDIN") as copy:
            for event in begun:
                copy.write_row((event.permit, event.wrapped_key))
        with cursor.copy("COPY ledger.registrations FROM STDIN") as copy:
            for event in begun:
                copy.write_row((event.permit, event.number, "REG-KBM", event.position))
        cursor.execute("NOTIFY ledger")

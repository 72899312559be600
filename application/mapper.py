"""Events to stored bytes and back. The stored topic is the fact's own name; stored bytes are never written anew.

A state is a JSON object: v (version of the fact), at, by, sop, step, round, command, correlation, fact; sop, step and
round are a permit's only. Instants are UTC with microseconds.
"""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast, get_args
from uuid import UUID

import orjson
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Cipher, Compressor, JSONTranscoder, Mapper, StoredEvent, Transcoder
from pydantic import TypeAdapter

from application.schema import SCHEMA, Raw, Schema
from application.sealing import seal, unseal
from application.vault import Key, Vault
from domain.actor import Actor, Role
from domain.events import Event, SopRef
from domain.office_events import OFFICE_TOPICS, OfficeEvent

KeyOf = Callable[[UUID], Key | None]


def no_key(_: UUID) -> None:
    """Whoever may not open personal fields has no keys."""


class EventMapper(Mapper[UUID]):
    """The library's mapper for our events. Without a vault it reads everything, personal fields masked."""

    def __init__(
        self,
        transcoder: Transcoder | None = None,
        compressor: Compressor | None = None,
        cipher: Cipher | None = None,
        *,
        vault: Vault | None = None,
        key_of: KeyOf = no_key,
        schema: Schema = SCHEMA,
    ) -> None:
        super().__init__(transcoder or JSONTranscoder(), compressor, cipher)
        self._vault, self._key_of, self._schema = vault, key_of, schema

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        event = cast("Event | OfficeEvent", domain_event)  # the protocol names two of its fields only
        return self.store(event, self._key_of(event.originator_id))

    def to_domain_event(self, stored_event: StoredEvent) -> Event | OfficeEvent:
        if stored_event.topic in OFFICE_TOPICS:
            return self.restore_office(stored_event)
        return self.restore(stored_event, self._key_of(_stream_of(stored_event)))

    def store(self, event: Event | OfficeEvent, key: Key | None) -> StoredEvent:
        """Return `event` as it is stored, or raise `UnknownTopic` or `KeyMissing`."""
        topic = type(event.fact).__name__
        raw = _raw(event, self._schema.version_of(topic))
        seal(self._vault, key, event.originator_version, topic, raw)
        return StoredEvent(event.originator_id, event.originator_version, topic, orjson.dumps(raw))

    def restore(self, stored: StoredEvent, key: Key | None) -> Event:
        """Return the event, or raise `UnknownTopic`, `UnknownVersion` or `Tampered`."""
        raw = self.opened(stored, key)
        sop = raw["sop"]
        return Event(
            originator_id=_stream_of(stored),
            originator_version=stored.originator_version,
            at=datetime.fromisoformat(raw["at"]),
            by=_actor(raw),
            sop=SopRef(code=sop["code"], version=sop["version"]),
            step=raw["step"],
            round=raw["round"],
            command_id=UUID(raw["command"]),
            correlation=raw["correlation"],
            fact=_adapter(self._schema.facts[stored.topic]).validate_python(raw["fact"]),
        )

    def restore_office(self, stored: StoredEvent) -> OfficeEvent:
        """Return what happened to no permit, or raise `UnknownTopic` or `UnknownVersion`."""
        raw = self._schema.read(stored.topic, stored.state)
        return OfficeEvent(
            originator_id=_stream_of(stored),
            originator_version=stored.originator_version,
            at=datetime.fromisoformat(raw["at"]),
            by=_actor(raw),
            command_id=UUID(raw["command"]),
            correlation=raw["correlation"],
            fact=_adapter(self._schema.facts[stored.topic]).validate_python(raw["fact"]),
        )

    def opened(self, stored: StoredEvent, key: Key | None) -> Raw:
        """Return the state as JSON values in the present version, personal fields open, or masked without a key."""
        raw = self._schema.read(stored.topic, stored.state)
        unseal(key, stored.originator_version, stored.topic, raw)
        return raw


def _raw(event: Event | OfficeEvent, version: int) -> Raw:
    by, fact = event.by, event.fact
    kind: type = type(fact)
    actor = {"sub": by.sub, "name": by.name, "role": by.role.value}
    if by.acting_for is not None:
        actor["acting_for"] = by.acting_for
    # A fact of wrong types would be stored for ever and never read again: refused here, with pydantic's own words.
    said: Raw = _adapter(kind).dump_python(fact, mode="json", warnings="error")
    for name in _instants(kind):
        if (instant := getattr(fact, name)) is not None:
            said[name] = _utc(instant)
    return {
        "v": version,
        "at": _utc(event.at),
        "by": actor,
        **(_place(event) if isinstance(event, Event) else {}),
        "command": event.command_id,
        "correlation": event.correlation,
        "fact": said,
    }


def _place(event: Event) -> Raw:
    """Where the file stood."""
    return {
        "sop": {"code": event.sop.code, "version": event.sop.version},
        "step": event.step,
        "round": event.round,
    }


def _actor(raw: Raw) -> Actor:
    by = raw["by"]
    return Actor(sub=by["sub"], name=by["name"], role=Role(by["role"]), acting_for=by.get("acting_for"))


@cache
def _adapter(fact: type) -> TypeAdapter[Any]:
    # Any: the union of facts is known where the result is used, pydantic wants one type at a time.
    return TypeAdapter(fact)


@cache
def _instants(fact: type) -> tuple[str, ...]:
    """The names of the fields that hold an instant."""
    return tuple(field.name for field in fields(fact) if datetime in (field.type, *get_args(field.type)))


def _utc(instant: datetime) -> str:
    instant = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    text = instant.isoformat()[: -len("+00:00")]  # asked for microseconds, it takes twice as long
    return f"{text}Z" if instant.microsecond else f"{text}.000000Z"


def _stream_of(stored: StoredEvent) -> UUID:
    return cast("UUID", stored.originator_id)  # the library also knows streams that are named by text

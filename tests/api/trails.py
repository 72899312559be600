"""Trails as files: events, stored and written down as `scripts/export` does."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from application.mapper import EventMapper
from application.trail_item import trail_item
from application.vault import Vault
from domain.events import Event
from domain.office_events import OfficeEvent

VAULT = Vault([bytes(range(32))])
MAPPER = EventMapper(vault=VAULT)
RECORDED_AT = datetime(2026, 12, 1, tzinfo=UTC)
Json = dict[str, Any]


def trail_of(events: Iterable[Event | OfficeEvent], *, first: int = 1) -> list[bytes]:
    """Return a trail with these events at the positions from `first` on."""
    return [orjson.dumps(item, option=orjson.OPT_UTC_Z) + b"\n" for item in items_of(events, first=first)]


def items_of(events: Iterable[Event | OfficeEvent], *, first: int = 1) -> Iterator[Json]:
    for position, event in enumerate(events, first):
        stored = MAPPER.store(event, VAULT.new_key(event.originator_id))
        yield trail_item(
            position=position,
            stream=event.originator_id,
            version=event.originator_version,
            topic=stored.topic,
            state=stored.state,
            recorded_at=RECORDED_AT,
            leaf=bytes(32),
        )


def restored(events: Iterable[Event]) -> list[Event]:
    """Return the events as the write path reads them again."""
    found: list[Event] = []
    for event in events:
        key = VAULT.new_key(event.originator_id)
        found.append(MAPPER.restore(MAPPER.store(event, key), key))
    return found

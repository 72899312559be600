"""Real stored events of every fact and version, kept for ever: `python -m tests.golden.keep` adds what is missing.

A file is never rewritten. When a fact changes, it gets a new version and an upcaster (application/schema.py), this adds
the file of the new version, and the older files go on proving that what they hold can still be read.
"""

import json
from base64 import b64encode
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from application.mapper import EventMapper
from application.schema import SCHEMA
from application.vault import Vault
from domain.actor import Actor
from domain.events import Event, SopRef
from domain.office_events import OFFICE_FACTS, OfficeEvent
from tests.application.every_fact import every_fact, every_office_fact

DIRECTORY = Path(__file__).parent
VAULT = Vault([bytes(range(32))])
Json = dict[str, Any]


def path_of(topic: str) -> Path:
    """Return where the present version of `topic` is kept."""
    return DIRECTORY / f"{topic}.{SCHEMA.version_of(topic)}.json"


def golden(event: Event | OfficeEvent) -> Json:
    """Return everything a file holds about `event`, stored just now; only a permit has a key."""
    key = VAULT.new_key(event.originator_id) if isinstance(event, Event) else None
    stored = EventMapper(vault=VAULT).store(event, key)
    return {
        "topic": stored.topic,
        "originator_id": str(event.originator_id),
        "originator_version": event.originator_version,
        "state": stored.state.decode(),
        "wrapped_key": b64encode(key.wrapped).decode() if key else None,
        "reads": readable(event),
        "shape": shape(type(event.fact)),
    }


def readable(event: Event | OfficeEvent) -> Json:
    """Return `event` as plain JSON."""
    found: Json = TypeAdapter(type(event)).dump_python(event, mode="json")
    return found


def shape(fact: type) -> Json:
    """Return the fields and types of a stored fact and its envelope, down to the values of enumerations."""
    envelope = {"by": Actor} if fact in OFFICE_FACTS else {"by": Actor, "sop": SopRef}
    return {name: _shape(kind) for name, kind in {**envelope, "fact": fact}.items()}


def _shape(kind: object) -> object:
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return {
            field.name if field.default is MISSING else f"{field.name} = {field.default!r}": _shape(hints[field.name])
            for field in fields(kind)
        }
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"one of": [member.value for member in kind]}
    if get_origin(kind):
        return [getattr(get_origin(kind), "__name__", "?"), *(_shape(each) for each in get_args(kind))]
    return getattr(kind, "__name__", str(kind))


if __name__ == "__main__":
    everything: tuple[Event | OfficeEvent, ...] = (*every_fact(), *every_office_fact())
    for each in everything:
        if not (path := path_of(type(each.fact).__name__)).exists():
            path.write_text(json.dumps(golden(each), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

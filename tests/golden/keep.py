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
from tests.application.every_fact import every_fact

DIRECTORY = Path(__file__).parent
VAULT = Vault([bytes(range(32))])
Json = dict[str, Any]


def path_of(topic: str) -> Path:
    """Return where the present version of `topic` is kept."""
    return DIRECTORY / f"{topic}.{SCHEMA.version_of(topic)}.json"


def golden(event: Event) -> Json:
    """Return everything a file holds about `event`, stored just now."""
    key = VAULT.new_key(event.originator_id)
    stored = EventMapper(vault=VAULT).store(event, key)
    return {
        "topic": stored.topic,
        "originator_id": str(event.originator_id),
        "originator_version": event.originator_version,
        "state": stored.state.decode(),
        "wrapped_key": b64encode(key.wrapped).decode(),
        "reads": readable(event),
        "shape": shape(type(event.fact)),
    }


def readable(event: Event) -> Json:
    """Return `event` as plain JSON."""
    found: Json = TypeAdapter(Event).dump_python(event, mode="json")
    return found


def shape(fact: type) -> Json:
    """Return the fields and types of a stored fact and its envelope, down to the values of enumerations."""
    return {"by": _shape(Actor), "sop": _shape(SopRef), "fact": _shape(fact)}


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
    for each in every_fact():
        if not (path := path_of(type(each.fact).__name__)).exists():
            path.write_text(json.dumps(golden(each), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

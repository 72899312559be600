"""Stored events of the past: they are read for ever, and no fact changes without a version of its own."""

import json
from base64 import b64decode
from pathlib import Path
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from application.mapper import EventMapper
from application.schema import SCHEMA
from application.vault import Key
from tests.application.every_fact import PERSONAL
from tests.golden.keep import DIRECTORY, VAULT, Json, path_of, readable, shape

FILES = sorted(DIRECTORY.glob("*.json"))


def read(path: Path) -> tuple[Json, StoredEvent, Key | None]:
    kept: Json = json.loads(path.read_text(encoding="utf-8"))
    stream = UUID(kept["originator_id"])
    stored = StoredEvent(stream, kept["originator_version"], kept["topic"], kept["state"].encode())
    key = VAULT.key(stream, b64decode(kept["wrapped_key"])) if kept["wrapped_key"] else None
    return kept, stored, key


def reading(stored: StoredEvent, key: Key | None) -> Json:
    return readable(EventMapper(vault=VAULT, key_of=lambda _: key).to_domain_event(stored))


def test_the_present_version_of_every_fact_is_kept() -> None:
    assert {path_of(topic) for topic in SCHEMA.facts} <= set(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_stored_is_read_for_ever(path: Path) -> None:
    kept, stored, key = read(path)

    assert still_reads(kept["reads"], reading(stored, key))


def still_reads(kept: object, present: object) -> bool:
    """Whether everything is read as it always was; a later version may have more to tell, of which nothing was said."""
    if isinstance(kept, dict) and isinstance(present, dict):
        nothing = all(not present[name] for name in present.keys() - kept.keys())
        return nothing and all(name in present and still_reads(kept[name], present[name]) for name in kept)
    if isinstance(kept, list) and isinstance(present, list):
        return len(kept) == len(present) and all(map(still_reads, kept, present))
    return kept == present


@pytest.mark.parametrize(
    "present", [{"a": 2}, {}, {"a": 1, "b": 3}, {"a": [1]}, [1]], ids=["other", "less", "more", "list", "no object"]
)
def test_reading_otherwise_is_noticed(present: object) -> None:
    assert still_reads({"a": 1}, {"a": 1, "b": None, "c": []})
    assert not still_reads({"a": 1}, present)
    assert not still_reads([{"a": 1}], [present])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_forgotten_is_read_for_ever_without_what_was_forgotten(path: Path) -> None:
    _, stored, _ = read(path)

    shown = json.dumps(reading(stored, None), ensure_ascii=False)
    assert [] == [word for word in PERSONAL if word in shown]


@pytest.mark.parametrize("topic", SCHEMA.facts)
def test_no_fact_changes_without_a_new_version(topic: str) -> None:
    kept, _, _ = read(path_of(topic))

    assert fits(kept["shape"], shape(SCHEMA.facts[topic])), (
        f"{topic} has changed: what is stored would be read wrongly. Give it a new version and an upcaster in"
        " application/schema.py, then run: python -m tests.golden.keep"
    )


def fits(kept: object, present: object) -> bool:
    """Whether nothing has changed, but that an enumeration may have got further values."""
    if isinstance(kept, dict) and isinstance(present, dict):
        if kept.keys() == present.keys() == {"one of"}:
            return set(kept["one of"]) <= set(present["one of"])
        return kept.keys() == present.keys() and all(fits(kept[name], present[name]) for name in kept)
    return kept == present


def test_every_other_change_is_noticed() -> None:
    kept = shape(SCHEMA.facts["Delivered"])
    fact = kept["fact"]

    assert fits(kept, {**kept, "fact": {**fact, "channel": {"one of": ["online", "counter", "post"]}}})
    for changed in (
        {**fact, "channel": {"one of": ["online"]}},
        {**fact, "received_by": "int"},
        {**fact, "note = None": "str"},
        {"channel": fact["channel"]},
    ):
        assert not fits(kept, {**kept, "fact": changed})

"""Every fact in every version that was ever stored, masked and opened: the verifier reads what the office wrote."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import orjson
import pytest

from application.mapper import EventMapper
from application.sealing import sealed_paths
from application.trail_item import trail_item
from application.vault import Vault
from domain.events import Event
from domain.office_events import OfficeEvent
from tests.application.every_fact import every_fact, every_office_fact
from tests.golden.keep import VAULT
from tests.verifier.office_trail import OfficeTrail, stored_of, written
from tests.verifier.program import SCRIPT_MODULE, Program
from tests.verifier.second import Json

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.json"))
AT = datetime(2026, 11, 23, 1, 0, 0, 5, tzinfo=UTC)


def listed(stream: UUID, version: int, topic: str, state: bytes) -> Json:
    found = trail_item(
        position=1, stream=stream, version=version, topic=topic, state=state, recorded_at=AT, leaf=bytes(32)
    )
    return orjson.loads(orjson.dumps(found, option=orjson.OPT_UTC_Z))  # type: ignore[no-any-return]  # JSON


def opened(item: Json, wrapped: bytes) -> Json:
    """Return the item unmasked, as docs/evidence-verify.md says it: the values, and beside them their salts."""
    stream, _, version = item["id"].partition(":")
    state = stored_of(item)
    item, salts = json.loads(json.dumps(item)), {}
    for path in sealed_paths(item["fact"], state["by"]["role"]):
        *containers, name = path.split(".")
        place, sealed = item, state
        for container in containers:
            place, sealed = place["data" if container == "fact" else container], sealed[container]
        found = Vault.open(VAULT.key(UUID(stream), wrapped), int(version), path, sealed[name])
        place[name], salts[path] = orjson.loads(found.value), b64encode(found.salt).decode()
    return {**item, "salts": salts} if salts else item


@pytest.fixture(scope="session")
def facts(trail: OfficeTrail) -> list[tuple[Json, bytes]]:
    """One event of each fact, as a trail, each with the wrapped key of its stream."""
    key = VAULT.new_key(every_fact()[0].originator_id)
    mapper = EventMapper(vault=VAULT)
    events: list[Event | OfficeEvent] = [*every_fact(), *every_office_fact()]
    items: list[Json] = []
    for event in events:
        stored = mapper.store(event, key)
        items.append(listed(event.originator_id, event.originator_version, stored.topic, stored.state))
    return [(item, key.wrapped) for item in trail.renumbered(items)]


def golden() -> Iterator[tuple[str, Json, bytes]]:
    for path in GOLDEN:
        kept = json.loads(path.read_text(encoding="utf-8"))
        item = listed(UUID(kept["originator_id"]), kept["originator_version"], kept["topic"], kept["state"].encode())
        yield path.stem, item, b64decode(kept["wrapped_key"] or "")


def test_every_fact_passes_masked_and_opened(
    trail: OfficeTrail, program: Program, facts: list[tuple[Json, bytes]]
) -> None:
    masked, clear = written(item for item, _ in facts), written(opened(*fact) for fact in facts)
    checkpoint = trail.sealing(masked.splitlines())

    assert b"6372994101900001" in clear
    for export in (masked, clear):
        assert program.judge(export, checkpoint).ok
        assert trail.opinion.judge(export, checkpoint)


@pytest.mark.parametrize(("item", "wrapped"), [(item, key) for _, item, key in golden()], ids=[p.stem for p in GOLDEN])
def test_what_was_ever_stored_is_compared_as_it_was_stored(trail: OfficeTrail, item: Json, wrapped: bytes) -> None:
    """A trail shows the version that was written: nobody needs our upcasters to compare it."""
    item = trail.with_leaf(item)

    for shown in (item, opened(item, wrapped)):
        line = orjson.dumps(shown)
        assert bytes.fromhex(item["leaf"]) == SCRIPT_MODULE.read_event(1, line).leaf
        assert trail.opinion.event(line)


def test_an_opened_value_is_held_to_what_was_sealed(facts: list[tuple[Json, bytes]]) -> None:
    item = opened(*facts[0])
    paths = sealed_paths("Submitted", "pemohon")

    assert set(paths) == item["salts"].keys()
    for path in paths:
        spoiled: Json = json.loads(json.dumps(item))
        *containers, name = path.replace("fact.", "data.").split(".")
        place = spoiled
        for container in containers:
            place = place[container]
        place[name] = {**place[name], "x": "y"} if isinstance(place[name], dict) else place[name] + " "
        other: Json = json.loads(json.dumps(item))
        other["salts"][path] = b64encode(bytes(16)).decode()
        for each in (spoiled, other):
            with pytest.raises(SCRIPT_MODULE.Refused, match="by its salt that is not what was sealed there"):
                SCRIPT_MODULE.read_event(1, orjson.dumps(each))
        masked: Json = json.loads(json.dumps(item))
        del masked["salts"][path]
        with pytest.raises(SCRIPT_MODULE.Refused, match="is sealed and must read •••"):
            SCRIPT_MODULE.read_event(1, orjson.dumps(masked))


@pytest.mark.parametrize("value", ["", "•••", '"\\/\b\f\n\r\t\x00\x1f\x7f\x80', "Ŵ€😀", {"b": "1", "a": "é"}, {}])
def test_values_are_spelled_for_the_commitment_as_the_office_spells_them(value: object) -> None:
    """Whoever checks has another program for JSON than whoever sealed."""
    path, key = "fact.reason", VAULT.new_key(UUID(int=5))
    (sealed,) = VAULT.seal(key, 1, [(path, orjson.dumps(value))])
    salt = Vault.open(key, 1, path, sealed).salt

    assert SCRIPT_MODULE._unlike_sealed(value, sealed, path, {path: salt}) is None

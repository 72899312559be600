"""Events to stored bytes and back: what is in clear, what is sealed, what is refused."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import get_args

import orjson
import pytest
from eventsourcing.persistence import StoredEvent
from pydantic_core import PydanticSerializationError

from application.mapper import EventMapper
from application.schema import SCHEMA, Raw, Schema, UnknownTopic, UnknownVersion
from application.sealing import MASK, KeyMissing
from application.vault import Tampered, Vault
from domain.actor import Role
from domain.events import Claimed, Event, Fact, Routed, Signed
from domain.office_events import OFFICE_FACTS, OfficeEvent
from domain.papers import Applicant
from tests.application.every_fact import PERSONAL, SUBMITTED, every_fact, every_office_fact

VAULT = Vault([bytes(range(32))])
MAPPER = EventMapper(vault=VAULT)
EVENTS = every_fact()
KEY = VAULT.new_key(EVENTS[0].originator_id)
BY_HAND = EVENTS[6]


def test_the_history_under_test_has_every_fact() -> None:
    assert set(get_args(Fact)) == {type(event.fact) for event in EVENTS}
    assert set(OFFICE_FACTS) == {type(event.fact) for event in every_office_fact()}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: f"{event.originator_version}-{type(event.fact).__name__}")
def test_what_was_stored_is_read_again(event: Event) -> None:
    stored = MAPPER.store(event, KEY)

    assert event == MAPPER.restore(stored, KEY)
    assert (event.originator_id, event.originator_version, type(event.fact).__name__) == (
        stored.originator_id,
        stored.originator_version,
        stored.topic,
    )


@pytest.mark.parametrize("event", every_office_fact(), ids=lambda event: type(event.fact).__name__)
def test_what_happened_to_no_permit_is_stored_without_key_and_step_and_read_again(event: OfficeEvent) -> None:
    stored = EventMapper().store(event, None)

    assert event == EventMapper().to_domain_event(stored)
    assert ["v", "at", "by", "command", "correlation", "fact"] == list(json.loads(stored.state))


def test_no_personal_data_is_stored_in_clear() -> None:
    for event in EVENTS:
        stored = MAPPER.store(event, KEY)
        for word in PERSONAL:
            assert word.encode() not in stored.state, f"{word} in {stored.topic}"


def test_without_the_key_personal_fields_read_as_masked_and_the_rest_as_ever() -> None:
    submitted = EVENTS[0]
    stored = MAPPER.store(submitted, KEY)

    masked = EventMapper().restore(stored, None)

    applicant = Applicant(name=MASK, nik=MASK, email=MASK, phone=MASK, address=MASK)
    fact = replace(SUBMITTED, applicant=applicant, document_keys={}, tracking_code=MASK)
    assert replace(submitted, by=replace(submitted.by, sub=MASK, name=MASK), fact=fact) == masked


def test_personal_data_is_never_stored_without_a_key() -> None:
    with pytest.raises(KeyMissing):
        MAPPER.store(EVENTS[0], None)
    with pytest.raises(KeyMissing):
        EventMapper().store(EVENTS[0], KEY)


def test_the_stored_form() -> None:
    assert {
        "v": 1,
        "at": "2026-11-23T01:07:00.123456Z",
        "by": {"sub": "bayu", "name": "Bayu Pratama", "role": "back_office"},
        "sop": {"code": "izin-kbm", "version": "1"},
        "step": 7,
        "round": 1,
        "command": "00000000-0000-0000-0000-000000000007",
        "correlation": "request-7",
        "fact": {"from_step": 3, "to_step": 4, "to_role": "dinas_teknis", "automatic": False, "note": "Segera."},
    } == json.loads(MAPPER.store(BY_HAND, KEY).state)


def test_whoever_acts_under_a_mandate_is_stored_as_such() -> None:
    raw = json.loads(MAPPER.store(next(_of(Signed)), KEY).state)

    assert {
        "sub": "surya",
        "name": "Surya Wijaya",
        "role": "kepala_dinas",
        "acting_for": "Plh. Kepala Dinas",
    } == raw["by"]


def test_instants_are_stored_in_utc() -> None:
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=9)))
    moved = replace(EVENTS[0], at=noon, fact=replace(SUBMITTED, started_at=noon))

    raw = json.loads(MAPPER.store(moved, KEY).state)

    assert ("2026-11-23T03:00:00.000000Z",) * 2 == (raw["at"], raw["fact"]["started_at"])


def test_a_sealed_field_that_was_replaced_by_clear_text_is_found() -> None:
    stored = MAPPER.store(EVENTS[0], KEY)
    raw = orjson.loads(stored.state)
    raw["fact"]["applicant"]["name"] = "Budi"

    with pytest.raises(Tampered, match=r"fact\.applicant\.name is stored in clear"):
        MAPPER.restore(replace(stored, state=orjson.dumps(raw)), KEY)


def test_an_unknown_topic_is_refused_and_never_imported() -> None:
    for topic in ("Granted", "os:system", "domain.events:Claimed", ""):
        with pytest.raises(UnknownTopic):
            MAPPER.restore(StoredEvent(KEY.permit, 1, topic, b'{"v":1}'), KEY)


@pytest.mark.parametrize("version", [0, 2])
def test_a_version_of_another_program_is_refused(version: int) -> None:
    stored = MAPPER.store(next(_of(Claimed)), KEY)
    state = stored.state.replace(b'"v":1', b'"v":%d' % version)

    with pytest.raises(UnknownVersion, match=f"Claimed version {version}"):
        MAPPER.restore(replace(stored, state=state), KEY)


def test_a_fact_of_wrong_types_is_not_stored() -> None:
    wrong = Routed(from_step="2", to_step=3, to_role=Role.KABID, automatic=True)  # type: ignore[arg-type]  # wrong

    with pytest.raises(PydanticSerializationError, match="Expected `int`"):
        MAPPER.store(replace(BY_HAND, fact=wrong), KEY)


def test_older_versions_are_lifted_one_by_one() -> None:
    """Version 1 had no note, version 2 called it remark; version 3 is the present one."""

    def second(raw: Raw) -> Raw:
        return {**raw, "v": 2, "fact": {**raw["fact"], "remark": "-"}}

    def third(raw: Raw) -> Raw:
        fact = dict(raw["fact"])
        return {**raw, "v": 3, "fact": {**fact, "note": fact.pop("remark")}}

    schema = Schema(
        facts=SCHEMA.facts,
        versions={"Routed": 3},
        upcasters={("Routed", 1): second, ("Routed", 2): third},
    )
    first = MAPPER.store(BY_HAND, KEY)

    lifted = EventMapper(vault=VAULT, schema=schema).restore(first, KEY)

    assert isinstance(lifted.fact, Routed)
    assert lifted == replace(BY_HAND, fact=replace(lifted.fact, note="-"))
    assert 3 == json.loads(EventMapper(vault=VAULT, schema=schema).store(lifted, KEY).state)["v"]


def _of(kind: type) -> Iterator[Event]:
    return (event for event in EVENTS if isinstance(event.fact, kind))

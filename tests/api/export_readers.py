"""Trails as somebody else's programs read them: lxml with a grammar, a JSON schema, pyarrow, csv."""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO, StringIO
from itertools import groupby
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
from lxml import etree  # type: ignore[import-untyped]  # it has no types
from pyarrow import parquet  # type: ignore[import-untyped]  # the same

from api.trail.formats.forms import FORMS, Form
from api.trail.formats.items import Selection
from domain.events import Event
from domain.office_events import OfficeEvent
from projections.evidence.chosen import Order, Stored
from tests.api.trails import MAPPER, RECORDED_AT, VAULT, Json

GRAMMARS = Path(__file__).parents[1] / "golden" / "formats"
NUMBER = "REG-KBM-20261123-0007"


def stored(events: Iterable[Event | OfficeEvent], *, first: int = 1) -> Iterator[Stored]:
    """Yield the events as a ledger would hold them, from position `first` on."""
    for position, event in enumerate(events, first):
        kept = MAPPER.store(event, VAULT.new_key(event.originator_id))
        yield Stored(
            position=position,
            stream=event.originator_id,
            version=event.originator_version,
            topic=kept.topic,
            state=kept.state,
            recorded_at=RECORDED_AT,
            actor=event.by.sub,
            role=event.by.role,
            leaf=bytes(32),
            number=NUMBER,
        )


def written(form: Form, events: Iterable[Stored], *, everything: bool = False, piece: int = 7) -> bytes:
    """Return the file of these events, written in pieces."""
    how, events = FORMS[form], list(events)
    if how.order is Order.FILE:
        events.sort(key=lambda event: (event.stream, event.version))
    selection, writing = Selection(permits_only=how.permits_only, everything=everything), how.writing()
    try:
        chunks = [writing.begin()]
        chunks += [writing.write(selection.items(events[n : n + piece])) for n in range(0, len(events), piece)]
        chunks += writing.end()
    finally:
        writing.close()
    return b"".join(chunks)


def read_csv(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.decode(), newline=""), strict=True))


def read_parquet(file: bytes) -> list[Json]:
    table = parquet.read_table(BytesIO(file))
    table.validate(full=True)
    rows: list[Json] = table.to_pylist()
    return rows


def read_ocel(file: bytes) -> Json:
    """Return the log, or fail where it is not as the standard's text says."""
    log: Json = orjson.loads(file)
    _ocel_schema().validate(log)
    known = {each["id"] for each in log["objects"]}
    assert len(known) == len(log["objects"])
    assert len({each["id"] for each in log["events"]}) == len(log["events"])
    for of, types in (("events", "eventTypes"), ("objects", "objectTypes")):
        declared = {each["name"]: {one["name"] for one in each["attributes"]} for each in log[types]}
        for each in log[of]:
            assert {one["name"] for one in each["attributes"]} <= declared[each["type"]]
            assert {one["objectId"] for one in each["relationships"]} <= known
    return log


def read_xes(file: bytes) -> list[tuple[Json, list[Json]]]:
    """Return each trace with its events, or fail where the log is not as IEEE 1849 says."""
    document = etree.parse(BytesIO(file))
    _xes_grammar().assertValid(document)
    log = document.getroot()
    prefixes = {each.get("prefix") for each in log.findall("extension")}
    for each in log.iter("string", "date", "int", "float", "boolean", "id"):
        prefix, colon, _ = each.get("key").rpartition(":")
        assert not colon or prefix in prefixes, "a key of an extension that is not declared"
    promised = {each.get("scope"): set(_attributes(each)) for each in log.findall("global")}
    for each in log.findall("classifier"):
        assert set(each.get("keys").split()) <= promised[each.get("scope")]
    traces = [
        (_attributes(trace), [_attributes(each) for each in trace.findall("event")]) for trace in log.iter("trace")
    ]
    for trace, events in traces:
        assert promised["trace"] <= trace.keys()
        assert all(promised["event"] <= event.keys() for event in events)
    return traces


def _attributes(component: Any) -> Json:
    return {each.get("key"): each.get("value") for each in component if each.get("key")}


def by_file(items: Iterable[Json]) -> dict[str, list[Json]]:
    """Return items of the trail by their application."""
    ordered = sorted(items, key=lambda item: (item["application"], item["version"]))
    return {id_: list(group) for id_, group in groupby(ordered, key=lambda item: item["application"])}


@cache
def _xes_grammar() -> Any:
    return etree.XMLSchema(etree.parse(GRAMMARS / "xes.xsd"))


@cache
def _ocel_schema() -> Any:
    schema = orjson.loads((GRAMMARS / "ocel.json").read_bytes())
    return jsonschema_rs.validator_for(schema, validate_formats=True)

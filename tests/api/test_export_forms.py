"""The trail in every form, read back by programs that are not ours: the same events, grouped and named as each asks."""

import csv
import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet  # type: ignore[import-untyped]  # it has no types

from api.trail.formats.csv_table import Table, harmless
from api.trail.formats.forms import Form
from api.trail.formats.items import Item, Selection, told_of
from api.trail.formats.parquet import Columns
from api.trail.formats.table import COLUMNS
from api.trail.formats.xes import Traces
from domain.events import Event, Returned, Submitted
from domain.office_events import OfficeEvent
from projections.evidence.chosen import Stored
from tests.api.export_readers import NUMBER, by_file, read_csv, read_ocel, read_parquet, read_xes, stored, written
from tests.api.trails import Json, items_of
from tests.application.every_fact import INSPECTED, PERSONAL, SIGNED, SUBMITTED, every_fact, every_office_fact
from tests.projections.histories import PLOTS, interleaved, many_lives

MINING = [Form.CSV, Form.XES, Form.OCEL, Form.PARQUET]
LIVES = interleaved(Random(3), many_lives(Random(2), len(PLOTS)))
LOG: Sequence[Event | OfficeEvent] = (*LIVES, *every_office_fact(), *every_fact())
EVENTS = tuple(stored(LOG))
ITEMS: Sequence[Json] = tuple(items_of(LOG))
WORK = [
    item
    for item in ITEMS
    if item["application"]
    and item["fact"] not in ("Claimed", "Released", "Reassigned", "AuthorityGiven", "AuthorityEnded")
    and not (item["fact"] == "Routed" and item["data"]["automatic"])
]


def positions(form: Form, file: bytes) -> list[int]:
    match form:
        case Form.NDJSON:
            return [orjson.loads(line)["position"] for line in file.splitlines()]
        case Form.CSV:
            return [int(row["position"]) for row in read_csv(file)]
        case Form.PARQUET:
            return [row["position"] for row in read_parquet(file)]
        case Form.XES:
            return [int(event["position"]) for _, events in read_xes(file) for event in events]
        case Form.OCEL:
            return [int(value_of(event, "position")) for event in read_ocel(file)["events"]]


def value_of(thing: Json, name: str) -> str:
    (value,) = [each["value"] for each in thing["attributes"] if each["name"] == name]
    return str(value)


def test_lines_are_the_items_of_the_trail() -> None:
    lines = [orjson.loads(line) for line in written(Form.NDJSON, EVENTS).splitlines()]

    assert [event.state for event in EVENTS] == [b64decode(line.pop("state")) for line in lines]
    assert [{**item, "state": None} for item in orjson.loads(orjson.dumps(ITEMS, option=orjson.OPT_UTC_Z))] == [
        {**line, "state": None} for line in lines
    ]


@pytest.mark.parametrize("form", MINING)
def test_what_is_for_mining_holds_the_work_on_permits(form: Form) -> None:
    assert sorted(item["position"] for item in WORK) == sorted(positions(form, written(form, EVENTS)))


@pytest.mark.parametrize("form", MINING)
def test_or_everything_that_happened_to_permits(form: Form) -> None:
    found = positions(form, written(form, EVENTS, everything=True))

    assert sorted(item["position"] for item in ITEMS if item["application"]) == sorted(found)


@pytest.mark.parametrize("form", Form)
def test_however_it_is_cut_into_pieces_the_file_is_the_same(form: Form) -> None:
    assert written(form, EVENTS, piece=1) == written(form, EVENTS, piece=1000)


@pytest.mark.parametrize("form", Form)
def test_an_empty_trail_is_a_file_that_can_be_read(form: Form) -> None:
    assert [] == positions(form, written(form, []))


@pytest.mark.parametrize("form", Form)
def test_nothing_personal_is_in_any_form(form: Form) -> None:
    file = written(form, EVENTS, everything=True)
    if form is Form.PARQUET:
        file = repr(read_parquet(file)).encode()

    for personal in PERSONAL:
        assert personal.strip('"').encode() not in file if len(personal) > 6 else personal.encode() not in file


def test_a_row_says_what_the_item_says() -> None:
    for row, item in zip(read_csv(written(Form.CSV, EVENTS)), WORK, strict=True):
        told: Json = item
        assert list(COLUMNS) == list(row)
        assert (told["application"], NUMBER) == (row["case:concept:name"], row["case:number"])
        assert (told["fact"], told["by"]["sub"], told["by"]["role"]) == (
            row["concept:name"],
            row["org:resource"],
            row["org:role"],
        )
        assert datetime.fromisoformat(told["at"]) == datetime.fromisoformat(row["time:timestamp"])
        assert told["data"] == orjson.loads(row["data"])


def test_parquet_and_csv_are_the_same_table() -> None:
    table, lines = read_parquet(written(Form.PARQUET, EVENTS)), read_csv(written(Form.CSV, EVENTS))

    for row, line in zip(table, lines, strict=True):
        shown = {name: "" if value is None else value for name, value in row.items()}
        for name in ("time:timestamp", "recorded_at"):
            assert shown.pop(name) == datetime.fromisoformat(line.pop(name))
        assert {name: str(value) for name, value in shown.items()} == line


def test_a_trace_is_a_file_and_its_events_are_in_order() -> None:
    traces = read_xes(written(Form.XES, EVENTS))

    told = by_file(WORK)
    assert sorted(told) == [trace["concept:name"] for trace, _ in traces]
    for trace, events in traces:
        assert NUMBER == trace["number"]
        expected = [(item["fact"], item["by"]["role"]) for item in told[trace["concept:name"]]]
        assert expected == [(event["concept:name"], event["org:role"]) for event in events]


def test_objects_are_related_to_events_by_what_they_are_to_them() -> None:
    log = read_ocel(written(Form.OCEL, EVENTS))
    kinds = {each["id"]: each["type"] for each in log["objects"]}
    touched: dict[str, set[tuple[str, str]]] = {}
    for event in log["events"]:
        related = {(kinds[each["objectId"]], each["qualifier"]) for each in event["relationships"]}
        touched.setdefault(event["type"], set()).update(related)

    assert {"application", "institution", "document", "decree", "role"} == set(kinds.values())
    assert {("application", "of"), ("role", "by"), ("decree", "decree")} == touched["Signed"] == touched["Delivered"]
    assert {("document", "R02"), ("institution", "institution")} < touched["Submitted"]
    assert ("document", INSPECTED.documents[0].requirement) in touched["BAPFiled"]
    (decree,) = [each for each in log["objects"] if each["id"] == f"decree:{SIGNED.number}"]
    assert SIGNED.document_sha256 in [each["value"] for each in decree["attributes"]]


def test_the_same_institution_in_two_applications_is_one_object() -> None:
    first, second = [each for each in LOG[:40] if isinstance(each, Event) and isinstance(each.fact, Submitted)][:2]
    assert first.originator_id != second.originator_id
    again = replace(SUBMITTED, institution=replace(SUBMITTED.institution, name="PKBM  HARAPAN bangsa", capacity=90))
    first, other = replace(first, fact=SUBMITTED), replace(second, fact=again)

    log = read_ocel(written(Form.OCEL, stored([first, other])))

    (institution,) = [each for each in log["objects"] if each["type"] == "institution"]
    assert {"60", "90"} == {each["value"] for each in institution["attributes"] if each["name"] == "capacity"}


# What a stranger may have written


def strange(state: bytes = EVENTS[0].state, topic: str = "Routed") -> Stored:
    return EVENTS[0]._replace(version=77, position=4711, state=state, topic=topic, actor="•••")


STRANGE = [
    strange(topic="Unheard"),
    strange(b"\xff\0 no JSON"),
    strange(b"[]"),
    strange(b"{}"),
    strange(b'{"v": 99, "by": {"role": "kabid"}}'),
    strange(b'{"v": 1, "at": 7, "by": 3, "sop": 1, "correlation": null, "fact": {}}'),
    strange(b'{"v":1,"at":"x","by":{"role":"kabid"},"sop":[],"step":{},"correlation":[],"fact":"y"}'),
    strange(b'{"v":1,"at":"2026-01-01","by":{"role":7},"sop":{},"step":1e9,"correlation":1,"fact":{"A":1}}'),
]


@pytest.mark.parametrize("event", STRANGE)
@pytest.mark.parametrize("form", Form)
def test_what_cannot_be_read_is_shown_as_it_is_recorded(form: Form, event: Stored) -> None:
    """An export that ended there would hide everything that follows."""
    assert {4711} <= set(positions(form, written(form, [*EVENTS[:3], event, *EVENTS[3:6]])))


def test_what_is_stored_in_clear_is_not_told_but_for_the_very_bytes() -> None:
    leaky = b'{"v":1,"at":"2026-01-01T00:00:00Z","by":{"sub":"siti","name":"Siti","role":"pemohon"},"fact":{},"sop":{}}'
    told = told_of(strange(leaky, "Withdrawn"))

    assert (None, "•••") == (told["data"], told["by"]["name"])


# Spreadsheets

CORPUS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20A1",
    "  =1+1",
    "\xa0=1",
    "a;=1+1",
    "a;  @x",
    "a\n=1",
    "a\r\n+1",
    "a\t-1",
    ";;=1",
    "=\n=\n=",
]
DANGEROUS = re.compile(r"^[ \xa0]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]")


def cells_as_opened(text: str) -> list[str]:
    """Every cell that a program makes of a file by comma, semicolon or tab, and whether it heeds quotes or not."""
    found = []
    for separator in ",;\t":
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            reader = csv.reader(StringIO(text, newline=""), delimiter=separator, quoting=quoting)
            found += [cell.strip('"') for row in reader for cell in row]
    return found


@pytest.mark.parametrize("text", CORPUS)
def test_no_program_takes_a_cell_for_a_formula(text: str) -> None:
    file = noted(text)

    assert [] == [cell for cell in cells_as_opened(file.decode()) if DANGEROUS.match(cell)]
    (row,) = read_csv(file)
    assert text == row["acting_for"].replace("'", "") or "'" in text


@given(st.text(st.sampled_from("=+-@;\t\r\n\0 'a\uff1d")))
def test_nor_whatever_else_is_put_together(text: str) -> None:
    assert [] == [cell for cell in cells_as_opened(noted(text).decode()) if DANGEROUS.match(cell)]


@pytest.mark.parametrize("text", ["", "a", "Jalan A. Yani Km 34", "PKBM = bagus", "•••", "62-811", "a, -b", "{}"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert text == harmless(text)


def noted(text: str) -> bytes:
    told: Json = {**told_of(EVENTS[0]), "data": None}
    told["by"] = {**told["by"], "acting_for": text}
    table = Table()
    return table.begin() + table.write([Item(told, None)])


# Whatever text there is

TEXTS = st.text(max_size=20) | st.text(st.sampled_from("<>&'\"\0\x0b\ud7ff\ufffe\t\r\n]]>"), max_size=12)


@given(TEXTS, TEXTS)
def test_xes_says_whatever_text_there_is(reason: str, name: str) -> None:
    event = next(event for event in every_fact() if isinstance(event.fact, Returned))
    about = replace(event, fact=Returned(to_step=5, reason=reason), by=replace(event.by, name=name))

    ((_, (told,)),) = read_xes(written(Form.XES, stored([about])))

    assert (speakable(reason), speakable(name)) == (told["data_reason"], told["name"])


def speakable(text: str) -> str:
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


VALUES = {
    "acting_for": st.none() | st.text(max_size=9),
    "step": st.none() | st.integers(-(2**63) + 1, 2**63 - 1),
    "at": st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001 - beside them
}


@given(st.lists(st.fixed_dictionaries(VALUES), max_size=30), st.integers(1, 9), st.integers(1, 9))
def test_pyarrow_reads_what_parquet_was_written(rows: list[dict[str, Any]], group: int, piece: int) -> None:
    plain = told_of(EVENTS[0])
    items = [
        Item({**plain, "by": {"acting_for": row["acting_for"]}, "step": row["step"], "at": row["at"].isoformat()}, None)
        for row in rows
    ]
    columns = Columns(group)
    file = columns.begin() + b"".join(columns.write(items[n : n + piece]) for n in range(0, len(items), piece))
    file += b"".join(columns.end())

    names = ["acting_for", "step", "time:timestamp"]
    read = parquet.read_table(BytesIO(file), columns=names)

    assert rows == [
        dict(zip(VALUES, (row[0], row[1], row[2].replace(tzinfo=UTC)), strict=True))
        for row in zip(*(read.column(name).to_pylist() for name in names), strict=True)
    ]
    assert -(-len(rows) // group) == parquet.ParquetFile(BytesIO(file)).num_row_groups


def test_traces_of_files_that_come_in_pieces_are_closed_once() -> None:
    traces = Traces()
    items = [*Selection(permits_only=True).items(EVENTS[:1])]
    file = traces.begin() + traces.write(items) + traces.write([]) + traces.write(items)

    assert 1 == (file + b"".join(traces.end())).count(b"<trace>")

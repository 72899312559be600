"""Conformance over HTTP and as a report: our own files conform, and what a stranger wrote into the ledger is found."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import get_args
from uuid import UUID, uuid4

import orjson
import psycopg
import pytest
from typer import Typer
from typer.testing import CliRunner

from api.http.negotiation import Language
from api.trail.conformance_forms import Json as JsonReport
from api.trail.conformance_forms import Markdown
from api.trail.conformance_report import command, write
from api.trail.conformity import Judge, judged_view
from application.evidence.deeds import DeedReader, Unreadable
from application.mapper import EventMapper
from application.postgres.embedded import EmbeddedPostgres
from application.vault import Vault
from domain.actor import Actor, Role
from domain.deeds import deeds
from domain.events import Event, Signed, SopRef
from projections.evidence.files import Kept, StoredFile
from tests.api.casework import Case, case_at, submitted
from tests.api.product import Json, Product, faults, opened, told
from tests.api.publishing import CALENDAR, once_more
from tests.api.trails import MAPPER, RECORDED_AT, VAULT
from tests.application.every_fact import every_fact
from tests.application.ledgers import database
from tests.book import office_rulebook
from tests.projections.histories import PLOTS, life
from tests.walk import DELIVERED

PATH, NUMBER = "/v1/conformance", "REG-KBM-20261123-0007"
WRITTEN = """
INSERT INTO ledger.events
       (notification_id, originator_id, originator_version, topic, state, recorded_at, actor, role, leaf)
SELECT position + 1, %s, %s, %s, %s, clock_timestamp(), %s, %s, '' FROM ledger.head
"""
STRANGE = UUID("ffffffff-0000-4000-8000-000000000001")


@pytest.fixture(scope="module")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Product, Case]]:
    """Three files of ours, a calendar, and one file that a stranger wrote past us."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("conformance")) as running:
        case = case_at(running, 6)
        submitted(running)
        submitted(running).done("front_office", "claim", {})
        published = running.person("admin").post(CALENDAR, once_more(running, 2026))
        assert 201 == published.status_code, published.text
        _write(running, _unapproved())
        yield running, case


@pytest.fixture(scope="module")
def own(office: tuple[Product, Case]) -> Product:
    return office[0]


def _unapproved() -> list[Event]:
    """A file signed without the secretary, by somebody who had been the applicant."""
    events = [event for event in life(DELIVERED, STRANGE) if not _is_of_the_secretary(event)]
    applicant = next(event.by for event in events)
    signer = Actor(sub=applicant.sub, name=applicant.name, role=Role.KEPALA_DINAS)
    return [
        replace(event, originator_version=n, by=signer if isinstance(event.fact, Signed) else event.by)
        for n, event in enumerate(events, 1)
    ]


def _is_of_the_secretary(event: Event) -> bool:
    return event.by.role is Role.SEKRETARIS


def _write(product: Product, events: list[Event]) -> None:
    vault = product.office.deeds._vault
    key = vault.new_key(STRANGE)
    mapper = EventMapper(vault=vault)
    with psycopg.connect(product.databases.owner, autocommit=True) as connection:
        for event in events:
            stored = mapper.store(event, key)
            row = (STRANGE, event.originator_version, stored.topic, stored.state, event.by.sub, event.by.role)
            connection.execute(WRITTEN, row)
        connection.execute("INSERT INTO ledger.keys VALUES (%s, %s)", (STRANGE, key.wrapped))


def test_a_file_of_ours_conforms(own: Product, office: tuple[Product, Case]) -> None:
    case = office[1]

    found = own.person("auditor").get(f"{case.path}/conformance").json()

    assert {
        "application": case.id,
        "number": case.view("auditor")["number"],
        "sop": {"code": "izin-kbm", "version": "1"},
        "conforms": True,
        "findings": [],
    } == found


def test_what_a_stranger_wrote_is_found_step_event_and_person(own: Product) -> None:
    answer = own.person("auditor").get(f"/v1/applications/{STRANGE}/conformance", accept_language="en")

    found = answer.json()
    assert (False, None) == (found["conforms"], found["number"])
    told = [(each["deviation"], each["fact"], each["steps"], each["sub"]) for each in found["findings"]]
    applicant = life(DELIVERED, STRANGE)[0].by.sub
    assert [
        ("skipped_step", "Signed", [7], applicant),
        ("two_roles", "Signed", [], applicant),
        ("unapproved", "Signed", [7], applicant),
        ("wrong_role", "Routed", [], "hendra"),
    ] == told
    assert "The decree was signed without the approval of step 7." == found["findings"][2]["text"]


def test_all_files_are_looked_at_and_those_that_deviate_are_told(own: Product) -> None:
    page = own.person("auditor").get(PATH).json()

    assert (4, 1, None) == (page["examined"], page["deviating"], page["next"])
    assert {"skipped_step": 1, "two_roles": 1, "unapproved": 1, "wrong_role": 1} == page["by_deviation"]
    assert [str(STRANGE)] == [each["application"] for each in page["items"]]


def test_pages_together_are_the_whole(own: Product) -> None:
    auditor = own.person("auditor")
    whole = auditor.get(f"{PATH}?lateness=true").json()
    pages = [auditor.get(f"{PATH}?lateness=true&limit=1").json()]
    while following := pages[-1]["next"]:
        answer = auditor.get(f"{PATH}?lateness=true&limit=1&cursor={following}")
        pages.append(answer.json())
        assert (pages[-1]["next"] is not None) == ("link" in answer.headers)

    assert whole["examined"] == sum(page["examined"] for page in pages)
    assert whole["items"] == [item for page in pages for item in page["items"]]


def test_being_late_is_told_beside_it(own: Product) -> None:
    before = own.clock.now
    own.clock.now = datetime(2026, 12, 20, tzinfo=UTC)
    try:
        page = own.person("auditor").get(f"{PATH}?lateness=true").json()
    finally:
        own.clock.now = before

    assert (4, 1) == (page["examined"], page["deviating"])
    assert 3 == page["by_deviation"]["no_decision"] == page["by_deviation"]["late"]
    assert {True, False} == {item["conforms"] for item in page["items"]}


def test_conformance_is_for_auditors_and_of_files_that_are_there(own: Product) -> None:
    auditor = own.person("auditor")
    for path in (PATH, f"/v1/applications/{STRANGE}/conformance"):
        assert (403, "role-not-permitted") == told(own.person("supervisor").get(path))
    assert (404, "application-not-found") == told(auditor.get(f"/v1/applications/{uuid4()}/conformance"))
    assert (404, "application-not-found") == told(auditor.get("/v1/applications/x/conformance"))
    assert [("/query/cursor", "cursor_invalid")] == faults(auditor.get(f"{PATH}?cursor=x"))


@pytest.mark.parametrize("language", get_args(Language))
def test_the_report_is_readable_and_says_the_same(own: Product, language: Language) -> None:
    out = StringIO()

    async def report() -> Json:
        counts = await write(
            own.databases,
            Markdown(language),
            out,
            reader=own.office.deeds,
            as_of=own.office.clock(),
            language=language,
        )
        return counts.told

    totals = asyncio.run(report())

    text = out.getvalue()
    assert (4, 1) == (totals["examined"], totals["deviating"])
    assert f"## {STRANGE}" in text
    assert "| kepala_dinas" in text
    assert "| `unapproved` | 1 |" in text
    assert ("Menyimpang" if language == "id" else "Deviating") in text


def test_the_command_writes_json_and_its_status_tells(
    own: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IZIN_DATABASE_URL", own.databases.owner)
    monkeypatch.setenv("IZIN_MASTER_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")  # another one
    typed = Typer(pretty_exceptions_enable=False)
    typed.command()(command)

    result = CliRunner().invoke(typed, [f"--data-dir={tmp_path}"])

    report = orjson.loads(result.stdout)
    assert (1, 4, 1) == (result.exit_code, report["totals"]["examined"], report["totals"]["deviating"])
    (file,) = report["files"]
    assert "two_roles" not in [each["deviation"] for each in file["findings"]], "without the key nobody is known"
    assert 2 == CliRunner().invoke(typed, ["--lang=fr"]).exit_code


def test_a_report_of_nothing_is_a_report() -> None:
    empty = JsonReport()
    totals: Json = {"head": 0, "examined": 0, "deviating": 0, "by_deviation": {}}

    assert {"files": [], "totals": totals} == orjson.loads(empty.begin() + empty.end(totals))


# Of files that are not whole


def stored_file(events: Iterable[Event], *changes: tuple[int, str, bytes]) -> StoredFile:
    """Return the file as the ledger holds it; what is changed has another topic and state at that version."""
    key, other = VAULT.new_key(STRANGE), {version: (topic, state) for version, topic, state in changes}
    file = StoredFile(STRANGE)
    for event in events:
        stored = MAPPER.store(event, key)
        topic, state = other.get(event.originator_version, (stored.topic, stored.state))
        position = 40 + event.originator_version
        file.events.append(
            Kept(STRANGE, event.originator_version, position, topic, state, RECORDED_AT, NUMBER, key.wrapped)
        )
    return file


def judged(file: StoredFile) -> list[tuple[str, int]]:
    view = judged_view(Judge(book=office_rulebook(), reader=DeedReader(VAULT)).judged(file), "id")
    return [(each["deviation"], each["position"]) for each in view["findings"]]  # type: ignore[attr-defined]


def test_what_cannot_be_read_is_told_and_the_rest_is_judged() -> None:
    whole = life(DELIVERED, STRANGE)

    assert [] == judged(stored_file(whole))
    assert [("unreadable", 43), ("events_missing", 44), ("skipped_step", 44)] == judged(
        stored_file(whole, (3, "Unheard", b"{}"))
    )


def test_a_file_of_which_nothing_can_be_read_is_told_so() -> None:
    assert [("unreadable", 41)] == judged(stored_file(life(DELIVERED, STRANGE)[:1], (1, "Unheard", b"{}")))


def test_a_file_by_an_unknown_sop_is_told_so() -> None:
    other = SopRef(code="izin-lain", version="9")

    assert [("unknown_sop", 41)] == judged(stored_file(replace(each, sop=other) for each in life(DELIVERED, STRANGE)))


# From stored bytes to deeds


@pytest.mark.parametrize("plot", PLOTS)
def test_what_is_stored_says_the_same_as_the_event(plot: str) -> None:
    events, reader = life(PLOTS[plot], STRANGE), DeedReader(VAULT)
    key = VAULT.new_key(STRANGE)
    stored = [MAPPER.store(event, key) for event in events]

    read = [reader.read(key, n, each.topic, each.state) for n, each in enumerate(stored, 1)]

    assert [(event.sop, deed) for event, deed in zip(events, deeds(events), strict=True)] == [
        (sop, replace(deed, at=event.at)) for (sop, deed), event in zip(read, events, strict=True)
    ]
    assert [event.at for event in events] == [deed.at for _, deed in read]


def test_every_fact_can_be_read_without_a_key() -> None:
    reader = DeedReader(Vault([bytes(32)]))
    key = VAULT.new_key(STRANGE)

    for event in every_fact():
        stored = MAPPER.store(event, key)
        _, deed = reader.read(reader.key(STRANGE, key.wrapped), event.originator_version, stored.topic, stored.state)
        assert (type(event.fact).__name__, None if event.by.role is Role.PEMOHON else event.by.sub) == (
            deed.fact,
            deed.sub,
        )


def test_a_key_of_another_file_opens_nobody() -> None:
    key, other = VAULT.new_key(STRANGE), VAULT.new_key(uuid4())
    event = every_fact()[0]
    stored = MAPPER.store(event, key)

    assert None is DeedReader(VAULT).read(other, 1, stored.topic, stored.state)[1].sub
    assert None is DeedReader(VAULT).key(uuid4(), key.wrapped)
    assert None is DeedReader(VAULT).key(STRANGE, None)


HEADER = b'"v":1,"step":1,"sop":{"code":"a","version":"1"}'
KABID = b'"by":{"role":"kabid","sub":"x"}'


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("Unheard", b"{}"),
        ("Claimed", b"\xff"),
        ("Claimed", b"[]"),
        ("Claimed", b'{"v":9}'),
        ("Claimed", b'{%b,%b,"at":"2026-01-01T00:00:00","fact":{}}' % (HEADER, KABID)),
        ("Claimed", b'{%b,"by":{"role":"boss","sub":"x"},"at":"2026-01-01T00:00:00Z","fact":{}}' % HEADER),
        ("Routed", b'{%b,%b,"at":"2026-01-01T00:00:00Z","fact":7}' % (HEADER, KABID)),
        ("Claimed", b'{%b,%b,"at":"2026-01-01T00:00:00Z","fact":{},"step":{}}' % (HEADER, KABID)),
    ],
)
def test_what_cannot_be_read_is_no_deed(topic: str, state: bytes) -> None:
    with pytest.raises(Unreadable):
        DeedReader(VAULT).read(None, 1, topic, state)

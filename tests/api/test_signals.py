"""Signals over HTTP: for auditors, with evidence and innocent explanations, and nothing of the applicant."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from api.commands.examples import REJECTION
from application.postgres.embedded import EmbeddedPostgres
from tests.api.bodies import changed
from tests.api.casework import Case, submission, submitted
from tests.api.product import Json, Product, faults, opened, told
from tests.api.published import Published
from tests.application.ledgers import database
from tests.scenario import MONDAY

PATH = "/v1/signals"


@pytest.fixture(scope="module")
def own(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product of its own: its clock moves."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("signals")) as running:
        yield running


@pytest.fixture(scope="module")
def gamed(own: Product) -> Case:
    """A file with a signal of each kind, made between nine and noon."""
    case = submitted(own)
    own.clock.now = MONDAY + timedelta(minutes=8, seconds=30)
    case.done("front_office", "rejection", REJECTION)
    case.done("pemohon", "submissions", submission())
    for action in ("claim", "release", "claim", "release"):
        case.done("front_office", action, {})
    own.clock.now = MONDAY + timedelta(hours=1)
    answer = case.act("front_office", "rejection", changed(REJECTION, "/deficiencies/0/requirement", "R01"))
    assert 200 == answer.status_code
    own.clock.now = MONDAY + timedelta(hours=3)
    seen = own.person("auditor").get(PATH, x_after_position=answer.headers["x-position"])
    assert 200 == seen.status_code
    return case


def items(own: Product, query: str = "", **headers: str) -> list[Json]:
    answer = own.person("auditor").get(f"{PATH}{query}", **headers)
    assert 200 == answer.status_code, answer.text
    found: list[Json] = answer.json()["items"]
    return found


def test_an_auditor_reads_what_may_be_looked_at(own: Product, gamed: Case) -> None:
    late, taken, returned = items(own)

    assert ["late_deficiency", "claim_and_release", "returned_just_before_due"] == [
        each["kind"] for each in (late, taken, returned)
    ]
    text = returned.pop("text")
    assert {
        "application": gamed.id,
        "number": gamed.view()["number"],
        "kind": "returned_just_before_due",
        "step": 2,
        "role": "front_office",
        "round": 1,
        "by": {"sub": "demo-front-office", "name": returned["by"]["name"], "role": "front_office"},
        "at": "2026-11-23T01:08:30Z",
        "detail": {"due_at": "2026-11-23T01:10:00Z", "seconds_left": 90},
        "evidence": returned["evidence"],
    } == returned
    assert "bukan temuan" in text
    assert "1 menit 30 detik" in text
    assert {"times": 2, "seconds_held": 0} == taken["detail"]
    assert {"requirements": ["R01"], "since_round": 1} == late["detail"]


def test_the_evidence_is_in_the_files_own_timeline(own: Product, gamed: Case) -> None:
    timeline = own.person("auditor").get(f"{gamed.path}/timeline").json()["items"]
    events = {(each["position"], each["version"], each["fact"]) for each in timeline}

    for signal in items(own):
        assert signal["evidence"]
        assert {(each["position"], each["version"], each["fact"]) for each in signal["evidence"]} <= events


@pytest.mark.parametrize(
    ("language", "words"),
    [("id", ["bukan temuan", "Mungkin", "2 kali"]), ("en", ["not a finding", "may have", "2 times"])],
)
def test_it_says_in_both_languages_that_it_accuses_nobody(
    own: Product, gamed: Case, language: str, words: list[str]
) -> None:
    texts = [signal["text"] for signal in items(own, accept_language=language)]

    assert gamed.id
    assert all(words[0] in text and words[1] in text for text in texts)
    assert words[2] in texts[1]


def test_nothing_of_the_applicant_is_in_it(own: Product, gamed: Case) -> None:
    applicant = gamed.view("pemohon")["applicant"]
    said = own.person("auditor").get(PATH).text

    assert not [value for value in (*applicant.values(), '"siti"') if value in said]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=late_deficiency", 1),
        ("?role=front_office", 3),
        ("?role=kabid", 0),
        ("?from=2026-11-23&to=2026-11-23", 3),
        ("?from=2026-11-24", 0),
        ("?to=2026-11-22", 0),
        ("?from=2026-11-23T09:08:30%2B08:00&to=2026-11-23T10:00:00%2B08:00", 2),
        ("?from=2026-11-23T02:00:00Z", 1),
        ("?limit=1", 1),
    ],
)
def test_signals_are_found_by_kind_role_and_time(own: Product, gamed: Case, query: str, expected: int) -> None:
    assert gamed.id
    assert expected == len(items(own, query))


def test_a_page_leads_to_the_next(own: Product, gamed: Case) -> None:
    first = own.person("auditor").get(f"{PATH}?limit=2").json()
    second = own.person("auditor").get(f"{PATH}?limit=2&cursor={first['next']}").json()

    assert gamed.id
    assert items(own) == [*first["items"], *second["items"]]
    assert second["next"] is None
    other = own.person("auditor").get(f"{PATH}?kind=late_deficiency&cursor={first['next']}")
    assert [("/query/cursor", "cursor_invalid")] == faults(other)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=fraud", [("/query/kind", "enum")]),
        ("?role=nobody", [("/query/role", "enum")]),
        ("?from=yesterday", [("/query/from", "instant")]),
        ("?from=2026-02-30", [("/query/from", "datetime_from_date_parsing")]),
        ("?to=2026-02-30", [("/query/to", "instant")]),
        ("?to=9999-12-31", [("/query/to", "instant")]),
        ("?from=2026-11-24&to=2026-11-23", [("/query/to", "before_from")]),
        ("?from=2026-11-23T01:00:00Z&to=2026-11-23T01:00:00Z", [("/query/to", "before_from")]),
        ("?limit=0", [("/query/limit", "greater_than_equal")]),
    ],
)
def test_a_question_that_is_none_is_a_422(own: Product, query: str, expected: list[tuple[str, str]]) -> None:
    assert expected == faults(own.person("auditor").get(f"{PATH}{query}"))


def test_signals_are_for_auditors_alone(own: Product) -> None:
    for role in ("pemohon", "front_office", "kepala_dinas", "supervisor", "admin"):
        assert (403, "role-not-permitted") == told(own.person(role).get(PATH))
    assert (401, "unauthenticated") == told(own.get(PATH))


def test_what_is_answered_is_as_published(own: Product, gamed: Case) -> None:
    published = Published(own)

    assert gamed.id
    assert ("GET /v1/signals", "200") == published.holds(own.person("auditor").get(PATH))

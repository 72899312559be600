"""Queues as of an instant over HTTP: what lay on a desk, what it was called, who had it, and what remained."""

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

DESK = "/v1/queues/front_office"


@pytest.fixture(scope="module")
def own(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product of its own: its clock moves."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("past")) as running:
        yield running


@pytest.fixture(scope="module")
def case(own: Product) -> Case:
    """At nine submitted, at five past taken, at eight past sent back; at ten repaired under another name."""
    body = submission()
    case = submitted(own, institution=changed(body, "/institution/name", "PKBM Melati")["institution"])
    own.clock.now = MONDAY + timedelta(minutes=5)
    case.done("front_office", "claim", {})
    own.clock.now = MONDAY + timedelta(minutes=8)
    case.done("front_office", "rejection", REJECTION)
    own.clock.now = MONDAY + timedelta(minutes=60)
    answer = case.act("pemohon", "submissions", changed(body, "/institution/name", "LKP Kenanga"))
    own.clock.now = MONDAY + timedelta(days=1)
    settled = own.person("supervisor").get(
        f"{DESK}?as_of=2026-11-23T01:00:00Z", x_after_position=answer.headers["x-position"]
    )
    assert 200 == settled.status_code, settled.text
    return case


def items(own: Product, as_of: str, query: str = "", desk: str = DESK) -> list[Json]:
    answer = own.person("supervisor").get(f"{desk}?as_of={as_of}{query}")
    assert 200 == answer.status_code, answer.text
    found: list[Json] = answer.json()["items"]
    return found


def test_a_file_is_as_it_was(own: Product, case: Case) -> None:
    (item,) = items(own, "2026-11-23T09:06:30%2B08:00")

    assert {
        "id": case.id,
        "number": case.view()["number"],
        "institution": "PKBM Melati",
        "step": 2,
        "round": 1,
        "kind": "new",
        "entered_at": "2026-11-23T01:00:00Z",
        "due_at": "2026-11-23T01:10:00Z",
        "remaining_seconds": 210,
        "state": "on_time",
        "claimed_by": item["claimed_by"],
    } == item
    assert "demo-front-office" == item["claimed_by"]["sub"]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-11-23T00:59:59.999Z", []),
        ("2026-11-23T01:00:00Z", [("PKBM Melati", "on_time", 600, False)]),
        ("2026-11-23T01:07:59Z", [("PKBM Melati", "due_soon", 121, True)]),
        ("2026-11-23T01:08:00Z", []),
        ("2026-11-23T02:00:00Z", [("LKP Kenanga", "on_time", 600, False)]),
        ("2026-11-23T02:10:00Z", [("LKP Kenanga", "due_soon", 0, False)]),
        ("2026-11-23T02:10:01Z", [("LKP Kenanga", "overdue", -1, False)]),
        ("2025-01-01T00:00:00Z", []),
    ],
)
def test_every_instant_has_its_own_desk(
    own: Product, case: Case, as_of: str, expected: list[tuple[str, str, int, bool]]
) -> None:
    assert case.id
    assert expected == [
        (each["institution"], each["state"], each["remaining_seconds"], each["claimed_by"] is not None)
        for each in items(own, as_of)
    ]


def test_a_repair_lay_with_its_applicant_in_the_coming_round(own: Product, case: Case) -> None:
    (item,) = items(own, "2026-11-23T01:30:00Z", desk="/v1/queues/pemohon")

    assert (case.id, 1, 2) == (item["id"], item["step"], item["round"])


def test_now_is_an_instant_too(own: Product, case: Case) -> None:
    present = own.person("supervisor").get(DESK).json()["items"]

    assert [case.id] == [each["id"] for each in present]
    assert present == items(own, "2026-11-24T01:00:00Z")


@pytest.mark.parametrize(
    ("query", "expected"),
    [("&q=melati", 1), ("&q=kenanga", 0), ("&state=on_time", 1), ("&state=overdue", 0), ("&q=--", 0), ("&q=", 1)],
)
def test_it_is_searched_by_the_names_of_then(own: Product, case: Case, query: str, expected: int) -> None:
    assert case.id
    assert expected == len(items(own, "2026-11-23T01:01:00Z", query))


def test_a_page_leads_to_the_next_of_the_same_instant(own: Product, case: Case) -> None:
    own.clock.now = MONDAY + timedelta(days=1)
    other = submitted(own)
    own.clock.now = MONDAY + timedelta(days=1, minutes=1)
    answer = other.act("front_office", "claim", {})
    then = "2026-11-24T01:00:30Z"
    supervisor = own.person("supervisor")

    first = supervisor.get(f"{DESK}?as_of={then}&limit=1", x_after_position=answer.headers["x-position"]).json()
    second = supervisor.get(f"{DESK}?as_of={then}&limit=1&cursor={first['next']}").json()

    assert [case.id, other.id] == [each["id"] for each in (*first["items"], *second["items"])]
    assert second["next"] is None
    elsewhere = supervisor.get(f"{DESK}?as_of=2026-11-24T01:00:31Z&limit=1&cursor={first['next']}")
    assert [("/query/cursor", "cursor_invalid")] == faults(elsewhere)


@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        ("2027-11-23T01:00:00Z", "in_the_future"),
        ("yesterday", "instant"),
        ("2026-11-23T01:00:00", "timezone_aware"),
        ("", "instant"),
    ],
)
def test_an_instant_that_is_none_or_has_not_come_is_a_422(own: Product, as_of: str, code: str) -> None:
    assert [("/query/as_of", code)] == faults(own.person("front_office").get(f"{DESK}?as_of={as_of}"))


def test_the_past_is_for_the_same_eyes_as_the_present(own: Product) -> None:
    for role in ("kabid", "pemohon", "admin"):
        answer = own.person(role).get(f"{DESK}?as_of=2026-11-23T01:00:00Z")
        assert (403, "role-not-permitted") == told(answer)


def test_what_is_answered_is_as_published(own: Product, case: Case) -> None:
    answer = own.person("auditor").get(f"{DESK}?as_of=2026-11-23T01:00:00Z")

    assert case.id == answer.json()["items"][0]["id"]
    assert ("GET /v1/queues/{role}", "200") == Published(own).holds(answer)

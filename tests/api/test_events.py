"""The trail over HTTP: who may read it, what a page and an event say, and which questions are refused."""

from collections.abc import Sequence
from urllib.parse import quote

import pytest
from httpx2 import Response

from tests.api.casework import Case, case_at, rejected, submission, walked
from tests.api.product import Json, Person, Product, faults, told
from tests.api.publishing import once_more

EVENTS = "/v1/events"
ITEM = {
    *("position", "id", "application", "version", "fact", "at", "recorded_at", "by", "sop", "step"),
    *("correlation", "data", "leaf"),
}
MASK = "•••"
REQUEST = "the-request-of-the-inspection"


@pytest.fixture(scope="module")
def case(product: Product) -> Case:
    """A file that was sent back, repaired, and stands before its inspection; that one came with a name of its own."""
    case = rejected(product)
    case.done("pemohon", "submissions", submission())
    walked(case, 4)
    answer = case.act("dinas_teknis", "claim", {}, x_request_id=REQUEST)
    assert 200 == answer.status_code
    return case


@pytest.fixture(scope="module")
def auditor(product: Product, case: Case) -> Person:
    """There is something to read, wherever this runs."""
    assert case.id
    return product.person("auditor")


def items(answer: Response) -> Sequence[Json]:
    assert 200 == answer.status_code, answer.text
    found: Sequence[Json] = answer.json()["items"]
    return found


def facts(answer: Response) -> list[str]:
    return [item["fact"] for item in items(answer)]


ROUNDS = ["Submitted", "Routed", "Rejected", "Routed", "Submitted", "Routed", "Verified", "Routed", "Routed", "Claimed"]


def test_a_file_is_told_from_its_first_event_in_the_order_of_the_log(case: Case, auditor: Person) -> None:
    found = items(auditor.get(f"{EVENTS}?application={case.id}"))

    assert ROUNDS == [item["fact"] for item in found]
    assert all(ITEM == item.keys() for item in found)
    assert sorted(item["position"] for item in found) == [item["position"] for item in found]
    assert [f"{case.id}:{n}" for n in range(1, len(ROUNDS) + 1)] == [item["id"] for item in found]
    assert {"sub": MASK, "name": MASK, "role": "pemohon"} == found[0]["by"]
    assert {MASK} == set(found[0]["data"]["applicant"].values())
    assert {"code": "izin-kbm", "version": "1"} == found[0]["sop"]
    assert 64 == len(found[0]["leaf"])


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("order=desc", ROUNDS[::-1]),
        ("fact=Rejected", ["Rejected"]),
        ("fact=Verified&fact=Rejected", ["Rejected", "Verified"]),
        ("role=back_office", ["Routed"]),
        ("actor=demo-front-office&fact=Verified", ["Verified"]),
        ("step=3", ["Routed"]),
        ("sop=izin-kbm&fact=Claimed", ["Claimed"]),
        ("sop=izin-lain", []),
        ("acting_for=Plt.%20Kabid", []),
        ("from=2026-11-23&to=2026-11-23&fact=Claimed", ["Claimed"]),
        ("from=2026-11-24", []),
        ("to=2026-11-23T00:59:59%2B00:00", []),
        ("recorded_from=2020-01-01&fact=Claimed", ["Claimed"]),
        ("recorded_to=2020-01-01", []),
        (f"request_id={REQUEST}", ["Claimed"]),
        ("correlation=ffffffffffffffffffffffffffffffff", []),
        (f"correlation=ffffffffffffffffffffffffffffffff&request_id={REQUEST}", []),
    ],
)
def test_filters_hold_together(case: Case, auditor: Person, filters: str, expected: list[str]) -> None:
    assert expected == facts(auditor.get(f"{EVENTS}?application={case.id}&{filters}"))


def test_a_file_is_found_by_its_number_and_nobody_elses(case: Case, auditor: Person) -> None:
    number = quote(case.view()["number"])

    assert ROUNDS == facts(auditor.get(f"{EVENTS}?number={number}"))
    assert [] == facts(auditor.get(f"{EVENTS}?number=REG-KBM-0"))
    assert [] == facts(auditor.get(f"{EVENTS}?number={number}&application=00000000-0000-4000-8000-000000000000"))


def test_a_file_is_found_by_the_number_of_its_decree(product: Product, auditor: Person) -> None:
    signed = case_at(product, 8).signed_quickly()
    number = signed.view()["decree"]["number"]

    assert ["Signed"] == facts(auditor.get(f"{EVENTS}?number={quote(number)}&fact=Signed"))


def test_pages_follow_one_another_in_both_directions(case: Case, auditor: Person) -> None:
    for order in ("asc", "desc"):
        path = f"{EVENTS}?application={case.id}&limit=4&order={order}"
        found: list[Json] = []
        sizes: list[int] = []
        while path:
            answer = auditor.get(path)
            found += items(answer)
            sizes.append(len(items(answer)))
            link = answer.headers.get("link", "")
            assert bool(link) == (answer.json()["next"] is not None)
            path = link.partition(">")[0].removeprefix("<")

        assert [4, 4, 2] == sizes
        assert (ROUNDS if order == "asc" else ROUNDS[::-1]) == [item["fact"] for item in found]


def test_positions_bound_a_page_and_past_the_end_it_is_empty(case: Case, auditor: Person) -> None:
    first = items(auditor.get(f"{EVENTS}?application={case.id}"))[0]["position"]

    between = items(auditor.get(f"{EVENTS}?after={first}&before={first + 3}"))

    assert [first + 1, first + 2] == [item["position"] for item in between]
    assert [] == items(auditor.get(f"{EVENTS}?after={2**63 - 1}"))
    assert [] == items(auditor.get(f"{EVENTS}?before=1&order=desc"))


def test_an_event_tells_what_stands_around_it(case: Case, auditor: Person) -> None:
    of_the_file = items(auditor.get(f"{EVENTS}?application={case.id}"))
    submitted, routed = of_the_file[:2]
    at = routed["position"]

    event: Json = auditor.get(f"{EVENTS}/{at}").json()

    assert routed == {name: event[name] for name in ITEM}
    assert submitted["position"] == event["cause"]
    assert [submitted["position"], at] == [each["position"] for each in event["command"]]
    links = event["links"]
    assert [at - 1, at + 1] == [int(links[name].rpartition("/")[2]) for name in ("previous", "next")]
    assert f"{EVENTS}/{of_the_file[2]['position']}" == links["next_in_stream"]
    assert case.path == links["application"]
    assert ["Submitted", "Routed"] == facts(auditor.get(links["correlated"]))
    assert auditor.get(f"{EVENTS}/{submitted['position']}").json()["cause"] is None


def test_the_last_event_has_no_next_and_the_first_no_previous(auditor: Person) -> None:
    last = items(auditor.get(f"{EVENTS}?order=desc&limit=1"))[0]["position"]

    assert auditor.get(f"{EVENTS}/{last}").json()["links"]["next"] is None
    assert auditor.get(f"{EVENTS}/1").json()["links"]["previous"] is None
    assert (404, "event-not-found") == told(auditor.get(f"{EVENTS}/{last + 1}"))


def test_cloud_events_are_the_same_pages_in_other_clothes(case: Case, auditor: Person) -> None:
    path = f"{EVENTS}/cloudevents?application={case.id}&limit=6"
    answer = auditor.get(path)
    following = auditor.get(answer.headers["link"].partition(">")[0].removeprefix("<"))

    assert "application/cloudevents-batch+json" == answer.headers["content-type"]
    events = [*answer.json(), *following.json()]
    assert [f"jejak-izin.{fact}" for fact in ROUNDS] == [event["type"] for event in events]
    assert "link" not in following.headers
    for event, item in zip(events, items(auditor.get(f"{EVENTS}?application={case.id}")), strict=True):
        assert ("1.0", EVENTS, case.id) == (event["specversion"], event["source"], event["subject"])
        assert (item["id"], item["at"], item["data"]) == (event["id"], event["time"], event["data"])
        assert item["position"] == int(event["sequence"]) == int(event["position"])
        assert all(name.isalnum() and name.islower() for name in event)
        assert None not in event.values()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("frm=2026-01-01", [("/query/frm", "extra_forbidden")]),
        ("Fact=Signed&status=late", [("/query/Fact", "extra_forbidden"), ("/query/status", "extra_forbidden")]),
        ("fact=Gone", [("/query/fact/0", "unknown_fact")]),
        ("role=boss", [("/query/role", "enum")]),
        ("application=7", [("/query/application", "uuid_parsing")]),
        ("step=0", [("/query/step", "greater_than_equal")]),
        ("limit=201", [("/query/limit", "less_than_equal")]),
        ("after=-1", [("/query/after", "greater_than_equal")]),
        ("after=x", [("/query/after", "int_parsing")]),
        (f"before={2**63}", [("/query/before", "less_than_equal")]),
        ("after=7&before=7", [("/query/before", "before_after")]),
        ("from=2026-02-02&to=2026-02-01", [("/query/to", "before_from")]),
        ("recorded_from=2026-02-02&recorded_to=2026-02-01", [("/query/recorded_to", "before_from")]),
        ("from=2026-02-30", [("/query/from", "datetime_from_date_parsing")]),
        ("from=2026-02-01T07:00:00", [("/query/from", "timezone_aware")]),
        ("actor=", [("/query/actor", "string_too_short")]),
        ("number=%00", [("/query/number", "control_character")]),
        ("order=up", [("/query/order", "enum")]),
        ("cursor=abc", [("/query/cursor", "cursor_invalid")]),
        ("cursor=%C3%A9", [("/query/cursor", "cursor_invalid")]),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name(
    auditor: Person, query: str, expected: list[tuple[str, str]]
) -> None:
    for path in (EVENTS, f"{EVENTS}/cloudevents"):
        assert expected == faults(auditor.get(f"{path}?{query}"))


def test_a_cursor_is_good_for_its_own_question_only(case: Case, auditor: Person) -> None:
    path = f"{EVENTS}?application={case.id}&limit=1"
    cursor = auditor.get(path).json()["next"]

    for other in (f"{path}&order=desc", f"{path}&fact=Routed", f"{EVENTS}?limit=1", path.replace("?", "/cloudevents?")):
        assert [("/query/cursor", "cursor_invalid")] == faults(auditor.get(f"{other}&cursor={cursor}"))
    assert ["Routed"] == facts(auditor.get(f"{path}&cursor={cursor}"))


@pytest.mark.parametrize("position", ["0", "-1", "x", str(2**63)])
def test_what_is_no_position_is_a_wrong_request(auditor: Person, position: str) -> None:
    answer = auditor.get(f"{EVENTS}/{position}")

    assert (422, "invalid-request") == told(answer)


@pytest.mark.parametrize("path", [EVENTS, f"{EVENTS}/1", f"{EVENTS}/cloudevents", f"{EVENTS}/stream"])
def test_only_auditors_read_the_trail(product: Product, path: str) -> None:
    assert (401, "unauthenticated") == told(product.get(path))
    for role in ("pemohon", "front_office", "kepala_dinas", "supervisor", "admin"):
        assert (403, "role-not-permitted") == told(product.person(role).get(path))


def test_a_calendar_belongs_to_no_application(product: Product, auditor: Person) -> None:
    body = once_more(product, 2027, provisional=True)
    assert 201 == product.person("admin").post("/v1/calendar", body).status_code

    found = items(auditor.get(f"{EVENTS}?fact=CalendarPublished&role=admin"))

    assert found
    for item in found:
        assert (None, None, None) == (item["application"], item["sop"], item["step"])
    event = auditor.get(f"{EVENTS}/{found[0]['position']}").json()
    assert (None, None) == (event["cause"], event["links"]["application"])

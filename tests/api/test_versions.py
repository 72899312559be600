"""Versions over HTTP: what was seen, what is unchanged, and reading what one has just written."""

from time import monotonic

import pytest

from api.examples import VERIFICATION
from tests.api.casework import APPLICATIONS, case_at, submitted
from tests.api.product import Product, told

LATE = 2.0  # seconds that a reader waits for a read model, at most (contract)


def test_every_answer_about_a_file_names_its_version_and_position(product: Product) -> None:
    case = case_at(product, 3)

    for answer in (case.by("front_office").get(case.path), case.act("back_office", "claim", {})):
        view = answer.json()

        assert f'"{view["version"]}"' == answer.headers["etag"]
        assert str(view["position"]) == answer.headers["x-position"]


def test_what_is_unchanged_is_not_sent_again(product: Product) -> None:
    case = submitted(product)
    tag = case.applicant.get(case.path).headers["etag"]

    for unchanged in (tag, f"W/{tag}", "*", f'"1", {tag}'):
        answer = case.applicant.get(case.path, if_none_match=unchanged)

        assert (304, b"", tag) == (answer.status_code, answer.content, answer.headers["etag"])
    assert 200 == case.applicant.get(case.path, if_none_match='"1"').status_code


def test_a_304_is_only_for_those_who_may_see_the_file(product: Product) -> None:
    case = submitted(product)

    answer = product.person("pemohon", "budi").get(case.path, if_none_match="*")

    assert (404, "application-not-found") == told(answer)


@pytest.mark.parametrize(
    ("if_match", "status"),
    [('"2"', 200), ('"1", "2"', 200), ("*", 200), ('"1"', 412), ('"3"', 412), ('W/"2"', 412), ('"x"', 412), ("2", 400)],
)
def test_a_command_holds_only_for_the_version_that_was_seen(product: Product, if_match: str, status: int) -> None:
    case = submitted(product)

    answer = case.act("front_office", "verification?dry_run=true", VERIFICATION, if_match=if_match)

    assert status == answer.status_code


def test_of_two_who_saw_the_same_version_one_is_too_late(product: Product) -> None:
    case = submitted(product)

    first = case.act("front_office", "claim", {}, if_match='"2"')
    second = case.act("front_office", "release", {}, if_match='"2"')

    assert 200 == first.status_code
    assert (412, "stale-version") == told(second)


def test_who_has_just_written_finds_it_in_the_lists(product: Product) -> None:
    supervisor = product.person("supervisor")
    for _ in range(5):
        case = submitted(product)
        claimed = case.act("front_office", "claim", {})
        position, number = claimed.headers["x-position"], claimed.json()["number"]

        listed = supervisor.get(f"{APPLICATIONS}?number={number}", x_after_position=position).json()["items"]
        queue = supervisor.get(f"/v1/queues/front_office?q={number}", x_after_position=position).json()["items"]
        desks = supervisor.get("/v1/queues", x_after_position=position)

        assert [(case.id, 3)] == [(each["id"], each["version"]) for each in listed]
        assert [(case.id, "demo-front-office")] == [(each["id"], each["claimed_by"]["sub"]) for each in queue]
        assert 200 == desks.status_code


def test_a_reader_does_not_wait_for_ever(product: Product) -> None:
    began = monotonic()

    answer = product.person("supervisor").get(APPLICATIONS, x_after_position=str(2**62))

    assert (503, "read-model-behind") == told(answer)
    assert int(answer.headers["retry-after"]) >= 1
    assert LATE <= monotonic() - began < LATE + 3


@pytest.mark.parametrize("position", ["-1", "1.5", "x", "", str(2**63), "9" * 400])
def test_a_position_that_is_none_is_a_400(product: Product, position: str) -> None:
    answer = product.person("supervisor").get("/v1/queues", x_after_position=position)

    assert (400, "malformed-header") == told(answer)

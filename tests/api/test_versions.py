"""Versions over HTTP: what was seen, what is unchanged, and positions that are none."""

import pytest

from api.commands.examples import VERIFICATION
from tests.api.casework import case_at, submitted
from tests.api.product import Product, told


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


@pytest.mark.parametrize("position", ["-1", "1.5", "x", "", str(2**63), "9" * 400])
def test_a_position_that_is_none_is_a_400(product: Product, position: str) -> None:
    answer = product.person("supervisor").get("/v1/queues", x_after_position=position)

    assert (400, "malformed-header") == told(answer)

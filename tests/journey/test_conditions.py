"""Asking with a condition, or only asking: a stale version is refused, and a dry run changes nothing, at every step."""

import pytest

from tests.api.product import Product
from tests.journey.desk import (
    AGREE,
    OPPOSE,
    ROUTE,
    SIGN,
    SUBMIT,
    THE_WALK,
    TO_THE_HEAD,
    VERIFY,
    good,
    new_file,
    problem,
    walked,
)

UNSIGNED = THE_WALK[:-2]
FIRST = (
    *("Submitted", "Rejected", "Submitted", "Verified", "Routed", "BAPFiled", "Drafted"),
    *("Approved", "Returned", "Drafted", "Approved", "Approved", "Signed", "Delivered"),
)


def test_a_dry_run_tells_the_facts_and_changes_nothing_at_every_step(office: Product) -> None:
    file = new_file(office)

    told: list[str] = []
    for turn in THE_WALK:
        file.fill_in(turn)
        before = file.view() if file.id else None
        answer = good(file.send(turn, query="?dry_run=true")).json()
        told.append(answer["facts"][0]["fact"])
        if before:
            assert before == file.view()
        if turn is SIGN:
            file.sign_quickly()
        else:
            file.take(turn)

    assert list(FIRST) == told


def test_a_dry_run_of_a_submission_leaves_no_file_and_takes_no_number(office: Product) -> None:
    file = new_file(office, "dry")
    file.fill_in(SUBMIT)

    answer = good(file.send(SUBMIT, query="?dry_run=true"))

    assert (200, ["Submitted", "Routed"]) == (answer.status_code, [fact["fact"] for fact in answer.json()["facts"]])
    assert "location" not in answer.headers
    assert "x-position" not in answer.headers
    position = {"x_after_position": new_file(office).take(SUBMIT)["position"]}
    headers = {name: str(value) for name, value in position.items()}
    assert [] == good(file.applicant.get("/v1/applications", **headers)).json()["items"]


def test_a_dry_run_reserves_no_decree_number(office: Product) -> None:
    tried = new_file(office).take_all(TO_THE_HEAD)
    tried.fill_in(SIGN)
    rehearsed = good(tried.send(SIGN, query="?dry_run=true")).json()

    number = rehearsed["facts"][0]["data"]["number"]

    assert "" == number


def test_a_dry_run_is_refused_as_the_command_would_be(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT,))

    answer = file.send(ROUTE, {}, query="?dry_run=true")

    assert (409, "wrong-step") == problem(answer)
    assert ("back_office", ["verification", "rejection"]) == (
        ROUTE.role,
        [each for each in answer.json()["allowed"] if each in ("verification", "rejection")],
    )


def test_a_stale_version_is_refused_at_every_step_and_the_present_one_accepted(office: Product) -> None:
    file = new_file(office).take_all(UNSIGNED[:1])

    for turn in UNSIGNED[1:]:
        file.fill_in(turn)
        version = file.view()["version"]
        stale = file.send(turn, if_match=f'"{version - 1}"')
        done = good(file.send(turn, if_match=f'"{version}"'))

        assert (412, "stale-version") == problem(stale)
        assert f'"{version}"' == stale.headers["etag"]
        assert f'"{done.json()["version"]}"' == done.headers["etag"]


@pytest.mark.parametrize("below", ["", "/timeline"], ids=["file", "timeline"])
def test_an_unchanged_file_is_not_sent_again(office: Product, below: str) -> None:
    file = new_file(office).take_all((SUBMIT,))
    etag = good(file.applicant.get(file.path + below)).headers["etag"]

    unchanged = file.applicant.get(file.path + below, if_none_match=etag)
    file.take(VERIFY)
    changed = file.applicant.get(file.path + below, if_none_match=etag)

    assert (304, b"") == (unchanged.status_code, unchanged.content)
    assert 200 == changed.status_code


@pytest.mark.parametrize("turn", [AGREE, OPPOSE], ids=lambda turn: turn.action)
def test_another_step_is_told_where_the_file_is(office: Product, turn: object) -> None:
    file = new_file(office).take_all((SUBMIT,))
    form = {"draft_sha256": "0" * 64} if turn is AGREE else OPPOSE.form({})
    answer = file.send(AGREE if turn is AGREE else OPPOSE, form)

    assert (409, "wrong-step") == problem(answer)
    assert (2, "front_office") == (answer.json()["step"], answer.json()["holder"])


def test_an_approval_of_a_draft_that_has_changed_is_refused_and_names_the_present_one(office: Product) -> None:
    file = walked(office, THE_WALK[:7]).file
    old = AGREE.form(file.view())
    file.take(AGREE)
    file.take_all(THE_WALK[8:9])
    good(file.by("back_office").post(f"{file.path}/draft", {"kind": "permit", "valid_years": 3}))

    answer = file.send(AGREE, old)

    assert (409, "draft-changed") == problem(answer)
    assert AGREE.form(file.view()) == {"draft_sha256": answer.json()["draft_sha256"]}

"""Claims over HTTP: who has the file and since when, until when, and who gives it to another."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from api.commands.examples import VERIFICATION
from tests.api.casework import case_at, submitted
from tests.api.product import Json, Product, told
from tests.scenario import MONDAY

TO_FITRI = {"to": {"sub": "fitri", "name": "Fitri Handayani"}, "reason": "Petugas semula sakit."}


@pytest.fixture
def _turned_back(product: Product) -> Iterator[None]:
    """The clock is the shared office's."""
    before = product.clock.now
    yield
    product.clock.now = before


def test_a_lost_race_says_who_and_since_when(product: Product) -> None:
    case = submitted(product)
    first, second = (product.person("front_office", sub) for sub in ("fajar", "fitri"))
    taken = first.post(f"{case.path}/claim", {})

    lost = second.post(f"{case.path}/claim", {})

    assert 200 == taken.status_code
    assert (409, "claimed-by-colleague") == told(lost)
    claimed_by = {"sub": "fajar", "role": "front_office", "since": "2026-11-23T01:00:00Z"}
    assert claimed_by.items() <= lost.json()["claimed_by"].items()
    assert lost.json()["claimed_by"] == taken.json()["claimed_by"] == case.view()["claimed_by"]
    assert "sejak 23 November 2026" in lost.json()["detail"]


@pytest.mark.usefixtures("_turned_back")
def test_a_claim_runs_out_everywhere_at_once_and_nobody_has_to_sweep(product: Product) -> None:
    case = case_at(product, 6)
    kabid = product.person("kabid", "karina")
    claimed = kabid.post(f"{case.path}/claim", {})
    version = claimed.headers["etag"]
    waited = {"x_after_position": claimed.headers["x-position"]}
    before = _in_queue(kabid.get("/v1/queues/kabid", **waited).json(), case.id)
    unclaimed = _unclaimed(kabid.get("/v1/queues").json())

    product.clock.now = (MONDAY + timedelta(hours=5)).astimezone(product.clock.now.tzinfo)

    assert "karina" == before["claimed_by"]["sub"]
    assert claimed.json()["claimed_by"]["since"] == before["claimed_by"]["since"]
    assert _in_queue(kabid.get("/v1/queues/kabid").json(), case.id)["claimed_by"] is None
    assert unclaimed < _unclaimed(kabid.get("/v1/queues").json())
    assert "claimed_by" not in case.view("kabid")
    assert 200 == kabid.get(case.path, if_none_match=version).status_code
    then = "2026-11-23T09:30:00%2B08:00"
    assert "karina" == _in_queue(kabid.get(f"/v1/queues/kabid?as_of={then}").json(), case.id)["claimed_by"]["sub"]
    other = product.person("kabid", "kirana").post(f"{case.path}/claim", {})
    assert (200, "kirana") == (other.status_code, other.json()["claimed_by"]["sub"])


def test_a_superior_gives_the_file_to_another_officer_and_reads_nothing_by_it(product: Product) -> None:
    case = submitted(product)
    fajar, fitri, kabid = (
        product.person(role, sub)
        for role, sub in (("front_office", "fajar"), ("front_office", "fitri"), ("kabid", "kb"))
    )
    fajar.post(f"{case.path}/claim", {})

    given = kabid.post(f"{case.path}/reassignment", TO_FITRI)

    assert 200 == given.status_code, given.text
    assert {"•••"} == set(given.json()["applicant"].values())
    assert 404 == kabid.get(case.path).status_code
    assert "fitri" == case.view()["claimed_by"]["sub"]
    assert (409, "claimed-by-colleague") == told(fajar.post(f"{case.path}/verification", VERIFICATION))
    assert 200 == fitri.post(f"{case.path}/verification", VERIFICATION).status_code
    fact = next(each for each in case.by("front_office").get(f"{case.path}/timeline").json()["items"] if _is_it(each))
    assert ("kb", "kabid") == (fact["by"]["sub"], fact["by"]["role"])
    assert {
        "to_sub": "fitri",
        "to_name": "Fitri Handayani",
        "from_sub": "fajar",
        "reason": "Petugas semula sakit.",
    }.items() <= fact["data"].items()
    assert "Berkas dialihkan kepada Fitri Handayani oleh atasan." == fact["summary"]
    assert not [each for each in case.applicant.get(f"{case.path}/timeline").json()["items"] if _is_it(each)]


def test_who_is_not_fit_for_it_is_told_at_the_place(product: Product) -> None:
    case = submitted(product)

    answer = product.person("kabid").post(f"{case.path}/reassignment", {**TO_FITRI, "to": {"sub": "siti", "name": "S"}})

    assert 422 == answer.status_code
    assert [("/to/sub", "acted_before")] == [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


def _is_it(item: Json) -> bool:
    return bool(item["fact"] == "Reassigned")


def _in_queue(page: Json, permit: str) -> Json:
    found: Json = next(item for item in page["items"] if item["id"] == permit)
    return found


def _unclaimed(page: Json) -> int:
    return sum(desk["unclaimed"] for desk in page["items"] if desk["role"] == "kabid")

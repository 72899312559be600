"""Who sees which file, and how much of it: object by object, field by field."""

from uuid import uuid4

import pytest

from api.commands.examples import VERIFICATION
from tests.api.casework import APPLICATIONS, DESKS, Case, case_at, inspection, submitted
from tests.api.product import Json, Product, told

MASK = "•••"
SECRET = {"note": "rahasia dapur"}
PERSON = ("name", "nik", "email", "phone", "address")
OFFICERS = ("front_office", "back_office", "dinas_teknis", "kabid", "sekretaris", "kepala_dinas")


@pytest.fixture(scope="module")
def new(product: Product) -> Case:
    return submitted(product)


@pytest.fixture(scope="module")
def approved(product: Product) -> Case:
    """A file that every desk has seen, with a note at each."""
    case = submitted(product)
    case.done("front_office", "claim", {})
    case.done("front_office", "verification", {**VERIFICATION, "note": "lengkap"})
    case.done("back_office", "routing", SECRET)
    case.done("dinas_teknis", "inspection-report", inspection())
    case.done("back_office", "draft", {"kind": "permit", **SECRET})
    for step in (6, 7):
        case.done(DESKS[step], "approval", {"draft_sha256": case.draft_sha256(), **SECRET})
    return case


@pytest.mark.parametrize("role", ["pemohon", "kabid", "admin"])
@pytest.mark.parametrize("what", ["", "/timeline", "/acknowledgement.pdf", "/decree.pdf", f"/documents/{'0' * 64}"])
def test_what_one_may_not_know_of_is_not_there(product: Product, new: Case, role: str, what: str) -> None:
    stranger = product.person(role, "budi" if role == "pemohon" else None)

    hidden, unknown = stranger.get(new.path + what), stranger.get(f"{APPLICATIONS}/{uuid4()}{what}")

    assert (404, "application-not-found") == told(hidden)
    assert _without_id(hidden.json()) == _without_id(unknown.json())


def _without_id(problem: Json) -> Json:
    return {name: value for name, value in problem.items() if name != "instance"}


@pytest.mark.parametrize("role", ["supervisor", "auditor"])
def test_overseers_see_the_file_and_not_the_person(approved: Case, role: str) -> None:
    view = approved.view(role)

    assert dict.fromkeys(PERSON, MASK) == view["applicant"]
    assert "tracking_code" not in view
    assert "inspection" in view
    timeline = approved.by(role).get(f"{approved.path}/timeline")
    assert "6372994101900001" not in timeline.text
    assert "Siti Rahmah" not in timeline.text
    submitted_by = timeline.json()["items"][0]
    assert {"sub": MASK, "name": MASK, "role": "pemohon"} == submitted_by["by"]
    assert MASK == submitted_by["data"]["applicant"]


@pytest.mark.parametrize(("role", "reason"), [("auditor", MASK), ("front_office", "Sakit."), ("pemohon", "Sakit.")])
def test_why_an_applicant_withdrew_is_for_those_who_work_for_them(product: Product, role: str, reason: str) -> None:
    case = submitted(product)
    case.done("pemohon", "withdrawal", {"reason": "Sakit."})

    *_, last = case.by(role).get(f"{case.path}/timeline").json()["items"]

    assert ("Withdrawn", {"reason": reason}) == (last["fact"], last["data"])


def test_the_tracking_code_is_for_the_applicant_and_the_front_office(approved: Case) -> None:
    told_it = {role for role in ("pemohon", *OFFICERS) if "tracking_code" in approved.view(role)}

    assert {"pemohon", "front_office"} == told_it


def test_officers_see_the_person_they_work_for(approved: Case) -> None:
    for role in OFFICERS:
        assert "6372994101900001" == approved.view(role)["applicant"]["nik"]


def test_an_applicant_sees_what_is_meant_for_them(approved: Case) -> None:
    view = approved.view("pemohon")
    items = approved.applicant.get(f"{approved.path}/timeline").json()["items"]

    assert not {"draft", "inspection", "claimed_by"} & view.keys()
    assert {"Submitted", "Routed", "Verified", "BAPFiled"} == {item["fact"] for item in items}
    (inspected,) = (item["data"] for item in items if item["fact"] == "BAPFiled")
    assert {"report": {"number", "inspected_on"}} == {name: set(value) for name, value in inspected.items()}
    assert "rahasia dapur" not in str(items)


def test_officers_see_everything_that_happened_but_no_key_and_no_code(approved: Case) -> None:
    answer = approved.by("back_office").get(f"{approved.path}/timeline")
    items = answer.json()["items"]

    assert {"Claimed", "Drafted", "Approved"} < {item["fact"] for item in items}
    assert list(range(1, len(items) + 1)) == [item["version"] for item in items]
    assert sorted(item["position"] for item in items) == [item["position"] for item in items]
    assert "document_keys" not in answer.text
    assert "tracking_code" not in answer.text


def test_every_fact_is_told_in_both_languages(approved: Case) -> None:
    path = f"{approved.path}/timeline"
    indonesian = approved.by("back_office").get(path).json()["items"]
    english = approved.by("back_office").get(path, accept_language="en").json()["items"]

    for one, other in zip(indonesian, english, strict=True):
        assert one["summary"] != other["summary"]
        assert {**one, "summary": ""} == {**other, "summary": ""}


def test_lists_hold_what_one_may_see_and_nothing_else(product: Product, new: Case) -> None:
    position = case_at(product, 4).act("dinas_teknis", "claim", {}).headers["x-position"]

    def listed(person: str, sub: str | None = None) -> set[str]:
        answer = product.person(person, sub).get(f"{APPLICATIONS}?limit=200&q=REG", x_after_position=position)
        return {item["id"] for item in answer.json()["items"]}

    assert new.id in listed("front_office") & listed("supervisor") & listed("auditor") & listed("pemohon", "siti")
    assert new.id not in listed("kabid") | listed("back_office") | listed("pemohon", "budi") | listed("admin")

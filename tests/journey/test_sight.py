"""Who may know what: applicants their own files, offices what has reached them, nobody more than is meant for them."""

import pytest

from tests.api.casework import a_pdf
from tests.api.product import Product
from tests.journey.desk import (
    INSPECT,
    REJECT,
    ROUTE,
    SUBMIT,
    THE_WALK,
    TO_THE_HEAD,
    VERIFY,
    File,
    Walked,
    good,
    new_file,
    problem,
)

PAPERS = ("/acknowledgement.pdf", "/inspection-report.pdf", "/recommendation.pdf", "/draft.pdf", "/decree.pdf")
READABLE = ("", "/timeline", *PAPERS)
OFFICERS = ("front_office", "back_office", "dinas_teknis", "kabid", "sekretaris", "kepala_dinas")
HIDDEN = {"Drafted", "Approved", "Returned", "Claimed", "Released"}


@pytest.mark.parametrize("path", READABLE)
def test_another_applicant_finds_nothing_to_read(office: Product, walk: Walked, path: str) -> None:
    stranger = office.person("pemohon", "stranger")

    assert (404, "application-not-found") == problem(stranger.get(f"{walk.file.path}{path}"))


def test_another_applicant_finds_nothing_to_do(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT, REJECT))
    stranger = new_file(office, "stranger").applicant

    for turn in (turn for turn in THE_WALK if turn.role == "pemohon" and turn.action):
        answer = stranger.post(f"{file.path}/{turn.action}", turn.form({}))
        assert (404, "application-not-found") == problem(answer)
    assert (404, "application-not-found") == problem(stranger.post(f"{file.path}/withdrawal", {"reason": "?"}))
    assert 2 == file.facts().count("Routed")


def test_another_applicant_sees_it_in_no_list_and_cannot_open_its_documents(office: Product, walk: Walked) -> None:
    stranger, document = office.person("pemohon", "stranger"), walk.file.view()["documents"][0]["sha256"]

    found = good(stranger.get(f"/v1/applications?number={walk.file.view()['number']}")).json()

    assert [] == found["items"]
    assert (404, "application-not-found") == problem(stranger.get(f"{walk.file.path}/documents/{document}"))


def test_an_application_that_does_not_exist_is_told_as_one_that_is_anothers(office: Product, walk: Walked) -> None:
    stranger = office.person("pemohon", "stranger")
    nowhere = stranger.get("/v1/applications/00000000-0000-4000-8000-000000000000").json()
    anothers = stranger.get(walk.file.path).json()

    assert {**nowhere, "instance": ""} == {**anothers, "instance": ""}


def test_an_office_knows_of_a_file_from_its_first_arrival_and_for_ever(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT,))
    arrivals = [_knowing(file)]
    for turn in (VERIFY, ROUTE, INSPECT):
        file.take(turn)
        arrivals.append(_knowing(file))

    assert [
        {"front_office"},
        {"front_office", "back_office"},
        {"front_office", "back_office", "dinas_teknis"},
        {"front_office", "back_office", "dinas_teknis"},
    ] == arrivals


def test_the_applicant_reads_what_is_meant_for_them(walk: Walked) -> None:
    own, officers = walk.file.facts("pemohon"), walk.file.facts("kabid")

    assert [fact for fact in officers if fact not in HIDDEN] == own
    assert not HIDDEN.isdisjoint(officers)


def test_the_applicants_own_view_has_neither_draft_nor_claim(walk: Walked) -> None:
    own = walk.file.view("pemohon")

    assert {"draft", "claimed_by"}.isdisjoint(own)
    assert "tracking_code" in own


@pytest.mark.parametrize(
    ("role", "papers"),
    [
        ("pemohon", [path for path in PAPERS if path != "/draft.pdf"]),
        ("sekretaris", list(PAPERS)),
    ],
)
def test_who_may_know_the_file_reads_the_papers_that_are_meant_for_them(
    walk: Walked, role: str, papers: list[str]
) -> None:
    read = [path for path in PAPERS if walk.file.by(role).get(f"{walk.file.path}{path}").content.startswith(b"%PDF-")]

    assert papers == read


def test_a_draft_is_the_offices_own(office: Product) -> None:
    file = new_file(office).take_all(TO_THE_HEAD)

    approvers, applicants = (file.by(role).get(f"{file.path}/draft.pdf") for role in ("kepala_dinas", "pemohon"))

    assert good(approvers).content.startswith(b"%PDF-")
    assert (404, "document-not-found") == problem(applicants)


@pytest.mark.parametrize("role", ["pemohon", "front_office", "kepala_dinas"])
def test_a_document_comes_back_byte_for_byte(walk: Walked, role: str) -> None:
    document = next(each for each in walk.file.view()["documents"] if each["requirement"] == "R02")

    answer = good(walk.file.by(role).get(f"{walk.file.path}/documents/{document['sha256']}"))

    assert a_pdf("R02") == answer.content
    assert "application/pdf" == answer.headers["content-type"]
    assert document["name"] in answer.headers["content-disposition"]


def test_what_the_inspectors_hand_in_is_the_offices_own(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT, VERIFY, ROUTE))
    inspector = file.by("dinas_teknis")
    photo = good(inspector.upload(a_pdf("foto"), "foto.pdf")).json()["sha256"]
    papers = [{"requirement": "foto", "sha256": photo, "name": "foto.pdf"}]
    good(file.send(INSPECT, {**file.fill_in(INSPECT), "documents": papers}))

    officers = file.by("back_office").get(f"{file.path}/documents/{photo}")
    applicants = file.applicant.get(f"{file.path}/documents/{photo}")

    assert a_pdf("foto") == officers.content
    assert (404, "document-not-found") == problem(applicants)


def test_the_auditor_sees_every_fact_but_not_the_person(walk: Walked) -> None:
    view = walk.file.view("auditor")
    first = good(walk.file.by("auditor").get(f"{walk.file.path}/timeline")).json()["items"][0]

    assert {"•••"} == set(view["applicant"].values())
    assert ("•••", "•••") == (first["by"]["name"], first["data"]["applicant"])
    assert walk.file.facts("kabid") == walk.file.facts("auditor")


def _knowing(file: File) -> set[str]:
    return {role for role in OFFICERS if file.by(role).get(file.path).status_code == 200}

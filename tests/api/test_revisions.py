"""What changed between two submissions of a file, and between two drafts of its decree."""

import pytest

from tests.api.casework import Case, an_applicant, rejected, submission, walked
from tests.api.product import Json, Product, faults, told

MASK = "•••"
NAME: str = submission()["applicant"]["name"]


@pytest.fixture(scope="module")
def case(product: Product) -> Case:
    """Repaired with another telephone and fewer places; drafted for five years, returned, and drafted for three."""
    case = rejected(product, an_applicant(product, "revising"))
    repaired = submission()
    repaired["applicant"]["phone"] = "+62 811 5000 222"
    repaired["institution"].update(capacity=45, programs=["Paket A"])
    repaired["documents"][1]["name"] = "ktp-baru.pdf"
    case.done("pemohon", "submissions", repaired)
    walked(case, 6)
    case.done("kabid", "return", {"reason": "Masa berlaku terlalu lama."})
    case.done("back_office", "draft", {"kind": "permit", "valid_years": 3})
    return case


def compared(case: Case, path: str, role: str = "front_office") -> Json:
    answer = case.by(role).get(f"{case.path}/{path}")
    assert 200 == answer.status_code, answer.text
    view: Json = answer.json()
    return view


def changed(view: Json) -> dict[str, tuple[object, object]]:
    return {each["path"]: (each["before"], each["after"]) for each in view["changes"]}


CHANGED = {
    "/institution/capacity": (60, 45),
    "/institution/programs": (["Paket B", "Paket C"], ["Paket A"]),
    "/applicant/phone": ("+62 811 5000 111", "+62 811 5000 222"),
}


def test_two_rounds_of_a_file_are_compared_field_by_field(case: Case) -> None:
    for role in ("front_office", "pemohon"):
        view = compared(case, "diff?from=1&to=2", role)
        found = changed(view)

        assert CHANGED == {path: found[path] for path in CHANGED}
        assert {"/documents/R02"} == found.keys() - CHANGED.keys()
        assert "ktp-baru.pdf" in str(found["/documents/R02"][1])
        assert ([1, 1], [2, 5]) == tuple([view[side]["round"], view[side]["version"]] for side in ("from", "to"))


def test_whoever_only_oversees_learns_that_the_person_changed_and_not_how(case: Case) -> None:
    for role in ("auditor", "supervisor"):
        found = changed(compared(case, "diff?from=1&to=2", role))

        assert {**CHANGED, "/applicant/phone": (MASK, MASK)} == {path: found[path] for path in CHANGED}


@pytest.mark.parametrize(
    ("query", "rounds"), [("from=v1&to=v5", [1, 2]), ("from=v4&to=v6", [1, 2]), ("from=2&to=1", [2, 1])]
)
def test_a_version_means_the_submission_in_force_then(case: Case, query: str, rounds: list[int]) -> None:
    view = compared(case, f"diff?{query}")

    assert rounds == [view["from"]["round"], view["to"]["round"]]
    assert CHANGED.keys() < changed(view).keys()


def test_a_submission_is_no_different_from_itself(case: Case) -> None:
    assert [] == compared(case, "diff?from=2&to=v7")["changes"]


def test_two_drafts_are_compared_by_their_facts_and_their_words(case: Case) -> None:
    view = compared(case, "drafts/diff?from=1&to=2", "auditor")

    assert {"/valid_years": (5, 3)} == changed(view)
    assert ([1, 2]) == [view["from"]["ordinal"], view["to"]["ordinal"]]
    assert view["text"]
    for passage in view["text"]:
        assert passage["before"] != passage["after"]
    words = str(view["text"])
    assert "5 (lima) tahun" in words
    assert "3 (tiga) tahun" in words
    assert NAME not in words


def test_a_draft_is_known_by_its_hash_as_well(case: Case) -> None:
    by_count = compared(case, "drafts/diff?from=1&to=2")
    hashes = [by_count[side]["sha256"] for side in ("from", "to")]

    assert by_count == compared(case, f"drafts/diff?from={hashes[0]}&to={hashes[1]}")
    assert [] == compared(case, f"drafts/diff?from={hashes[1]}&to=2")["text"]


@pytest.mark.parametrize(
    "path",
    ["diff?from=1&to=3", "diff?from=v99&to=1", "drafts/diff?from=1&to=3", f"drafts/diff?from={'0' * 64}&to=1"],
)
def test_what_the_file_never_had_is_not_found(case: Case, path: str) -> None:
    assert (404, "revision-not-found") == told(case.by("front_office").get(f"{case.path}/{path}"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [("/query/from", "missing"), ("/query/to", "missing")]),
        ("from=0&to=1", [("/query/from", "string_pattern_mismatch")]),
        ("from=1&to=x", [("/query/to", "string_pattern_mismatch")]),
    ],
)
def test_what_names_no_revision_is_a_wrong_request(case: Case, query: str, expected: list[tuple[str, str]]) -> None:
    for path in ("diff", "drafts/diff"):
        assert expected == faults(case.by("front_office").get(f"{case.path}/{path}?{query}"))


def test_a_stranger_finds_no_file_and_an_applicant_no_drafts(product: Product, case: Case) -> None:
    stranger = an_applicant(product, "stranger-to-revisions")

    for path in ("diff?from=1&to=2", "drafts/diff?from=1&to=2"):
        assert (404, "application-not-found") == told(stranger.get(f"{case.path}/{path}"))
        assert (401, "unauthenticated") == told(product.get(f"{case.path}/{path}"))
    assert (404, "revision-not-found") == told(case.applicant.get(f"{case.path}/drafts/diff?from=1&to=2"))

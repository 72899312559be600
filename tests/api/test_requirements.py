"""Which documents must be there: by unit type and kind, after the SOP's own list (domain.md 1.5)."""

import pytest

from domain.papers import ApplicationKind, UnitType
from tests.api.bodies import changed
from tests.api.casework import APPLICATIONS, an_applicant, submission
from tests.api.product import Json, Product, faults
from tests.papers import REQUIRED

COMMON = (*(f"R{n:02}" for n in range(1, 17)), "R23")
EVERY = tuple(f"R{n:02}" for n in range(1, 26))
OPTIONAL = ("R18", "R20", "R21", "R22", "R25")


def needed(unit_type: str, kind: str) -> set[str]:
    """The table by hand: the reader checks it against the paper, the test the product against it."""
    more = {"R19"} if unit_type in ("sd", "smp") else {"R17"}
    return {*COMMON, *more, *(["R24"] if kind == "renewal" else [])}


def application(unit_type: str, kind: str, codes: tuple[str, ...]) -> Json:
    previous = {} if kind == "new" else {"previous_number": "421.9/7/2021"}
    return changed(submission(*codes, kind=kind, **previous), "/institution/unit_type", unit_type)


@pytest.mark.parametrize("kind", ApplicationKind)
@pytest.mark.parametrize("unit_type", UnitType)
def test_what_is_missing_is_named_and_nothing_else(product: Product, unit_type: str, kind: str) -> None:
    applicant = an_applicant(product, "siti", *EVERY)

    answer = applicant.post(f"{APPLICATIONS}?dry_run=true", application(unit_type, kind, OPTIONAL))

    assert {("/documents", "missing_requirement")} == set(faults(answer))
    named = {each["message"].split()[1] for each in answer.json()["errors"]}
    assert needed(unit_type, kind) == named


@pytest.mark.parametrize("kind", ApplicationKind)
@pytest.mark.parametrize("unit_type", UnitType)
def test_exactly_what_is_needed_is_enough(product: Product, unit_type: str, kind: str) -> None:
    applicant = an_applicant(product, "siti", *EVERY)
    codes = tuple(sorted(needed(unit_type, kind)))

    answer = applicant.post(f"{APPLICATIONS}?dry_run=true", application(unit_type, kind, codes))

    assert 200 == answer.status_code, answer.text


def test_a_new_pkbm_needs_what_the_contract_says(product: Product) -> None:
    assert set(REQUIRED) == needed("pkbm", "new")

    for left_out in REQUIRED:
        codes = tuple(code for code in REQUIRED if code != left_out)
        answer = an_applicant(product).post(APPLICATIONS, submission(*codes))

        assert [("/documents", "missing_requirement")] == faults(answer)
        assert left_out in answer.json()["errors"][0]["message"]


def test_a_renewal_and_an_amendment_name_the_permit_before(product: Product) -> None:
    applicant = an_applicant(product, "siti", *EVERY)

    for kind, codes in (("renewal", (*REQUIRED, "R24")), ("amendment", REQUIRED)):
        assert [("/previous_number", "required")] == faults(applicant.post(APPLICATIONS, submission(*codes, kind=kind)))


def test_a_document_of_no_requirement_or_named_twice_is_refused(product: Product) -> None:
    body = submission()
    unknown = changed(body, "/documents/17/requirement", "R99")
    twice = {**body, "documents": [*body["documents"], body["documents"][0]]}

    assert {("/documents/17/requirement", "unknown"), ("/documents", "missing_requirement")} == set(
        faults(an_applicant(product).post(APPLICATIONS, unknown))
    )
    assert [("/documents/0", "repeated"), ("/documents/18", "repeated")] == faults(
        an_applicant(product).post(APPLICATIONS, twice)
    )


def test_a_requirement_may_be_met_by_several_documents(product: Product) -> None:
    body = submission()
    another = {**body["documents"][1], "requirement": "R01"}

    answer = an_applicant(product).post(
        f"{APPLICATIONS}?dry_run=true", {**body, "documents": [*body["documents"], another]}
    )

    assert 200 == answer.status_code, answer.text

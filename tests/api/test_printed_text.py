"""What a paper will print is refused at once where its typeface cannot: nobody signs a decree with a wrong name."""

import pytest

from api.commands.examples import VERIFICATION
from tests.api.bodies import changed
from tests.api.casework import (
    APPLICATIONS,
    Case,
    an_applicant,
    case_at,
    inspection,
    signature,
    submission,
    submitted,
    walked,
)
from tests.api.product import Product, faults
from tests.pdf_text import pages

EMOJI, ARABIC, CJK = "Siti 😀", "سيتي رحمة", "李雷"
IN_A_SUBMISSION = (
    "/applicant/name",
    "/institution/name",
    "/institution/address",
    "/institution/kelurahan",
    "/institution/kecamatan",
    "/institution/programs/1",
    "/previous_number",
)
IN_AN_INSPECTION = (
    "/report/number",
    "/report/location",
    "/report/inspectors/0/name",
    "/report/inspectors/0/position",
    "/report/findings/0/aspect",
    "/report/findings/0/requirement",
    "/report/findings/0/observed",
    "/report/findings/0/note",
    "/recommendation/number",
    "/recommendation/notes",
)


@pytest.mark.parametrize("strange", [EMOJI, ARABIC, CJK], ids=["emoji", "arabic", "chinese"])
def test_whatever_a_decree_prints_of_a_submission_can_be_printed(product: Product, strange: str) -> None:
    body = submission(kind="amendment", previous_number="1")
    for pointer in IN_A_SUBMISSION:
        body = changed(body, pointer, strange)

    answer = an_applicant(product).post(APPLICATIONS, body)

    assert {(pointer, "unprintable") for pointer in IN_A_SUBMISSION} == set(faults(answer))


def test_whatever_the_papers_print_of_an_inspection_can_be_printed(product: Product) -> None:
    case, body = case_at(product, 4), inspection()
    for pointer in IN_AN_INSPECTION:
        body = changed(body, pointer, EMOJI)

    answer = case.act("dinas_teknis", "inspection-report", body)

    assert {(pointer, "unprintable") for pointer in IN_AN_INSPECTION} == set(faults(answer))


def test_reasons_and_remarks_on_papers_can_be_printed(product: Product) -> None:
    drafting, waiting = case_at(product, 5), submitted(product)

    refusal = drafting.act("back_office", "draft", {"kind": "refusal", "reasons": ["Sempit.", EMOJI]})
    checklist = waiting.act("front_office", "verification", changed(VERIFICATION, "/checklist/2/note", EMOJI))

    assert [("/reasons/1", "unprintable")] == faults(refusal)
    assert [("/checklist/2/note", "unprintable")] == faults(checklist)


def test_what_no_paper_prints_may_be_written_in_any_script(product: Product) -> None:
    case = submitted(product)

    returned = case.act("front_office", "claim", {})
    withdrawn = case.act("pemohon", "withdrawal", {"reason": f"{EMOJI} {ARABIC}"})

    assert (200, 200) == (returned.status_code, withdrawn.status_code)


def test_accents_and_the_line_ends_of_browsers_are_printed_as_they_are_meant(product: Product) -> None:
    body = submission(kind="amendment", previous_number="421.9/“7”/2021")
    body = changed(body, "/applicant/name", "Ni’matul Ḥusnā Đặng, S.Pd.")
    body = changed(body, "/institution/address", "Jl. A\tYani\r\nKm 34\rRT 2")
    applicant = an_applicant(product)
    answer = applicant.post(APPLICATIONS, body)
    case = walked(Case(product=product, applicant=applicant, id=answer.json()["id"]), 8)

    signed = case.done("kepala_dinas", "signature", signature(case))
    decree = "".join(pages(applicant.get(f"{case.path}/decree.pdf").content))

    assert "Jl. A Yani\nKm 34\nRT 2" == signed["institution"]["address"]
    for shown in ("Ni’matulḤusnāĐặng,S.Pd.", "421.9/“7”/2021", "Jl.AYani", "Km34", "RT2"):
        assert shown in decree
    assert "\N{REPLACEMENT CHARACTER}" not in decree

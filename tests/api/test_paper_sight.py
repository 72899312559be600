"""Papers show a reader no more than the file does, and are not there before their fact."""

import pytest

from domain.commands import Revoke
from tests.api.casework import Case, case_at, rejected, submitted
from tests.api.product import Product, told
from tests.pdf_text import in_order, pages
from tests.people import HENDRA

PAPERS = ("acknowledgement", "inspection-report", "recommendation")


def text_of(case: Case, role: str, paper: str) -> str:
    answer = case.by(role).get(f"{case.path}/{paper}.pdf")
    assert 200 == answer.status_code, answer.text
    return "".join(pages(answer.content))


@pytest.fixture(scope="module")
def inspected(product: Product) -> Case:
    return case_at(product, 5)


@pytest.mark.parametrize("paper", PAPERS)
def test_overseers_read_every_paper_without_the_person(inspected: Case, paper: str) -> None:
    assert "SitiRahmah" in text_of(inspected, "back_office", paper)
    assert "SitiRahmah" not in text_of(inspected, "auditor", paper)


def test_the_tracking_code_is_printed_for_the_applicant_and_the_front_office(inspected: Case) -> None:
    code = inspected.view("front_office")["tracking_code"]
    told_it = {
        role
        for role in ("pemohon", "front_office", "back_office", "dinas_teknis", "auditor")
        if code in text_of(inspected, role, "acknowledgement")
    }

    assert {"pemohon", "front_office"} == told_it


def test_the_applicant_reads_what_is_missing_and_the_auditor_without_a_name(product: Product) -> None:
    case = rejected(product)

    own, overseen = (text_of(case, role, "deficiency-notice") for role in ("pemohon", "auditor"))

    assert in_order(own, "Yth. Bapak/Ibu", "Siti Rahmah", "Kekurangan", "hari kerja")
    assert "SitiRahmah" not in overseen


def test_the_revocation_is_read_by_its_holder_and_by_the_office(product: Product) -> None:
    case = case_at(product, 8).signed_quickly()
    case.execute(Revoke(reason="Kegiatan berhenti."), HENDRA)

    for role in ("pemohon", "front_office", "kepala_dinas"):
        assert in_order(text_of(case, role, "revocation"), "PENCABUTAN", "Siti Rahmah", "Kegiatan berhenti.")
    assert "SitiRahmah" not in text_of(case, "auditor", "revocation")


@pytest.mark.parametrize("paper", ["deficiency-notice", "revocation", "acknowledgement"])
def test_a_paper_is_not_there_before_its_fact(product: Product, paper: str) -> None:
    case = submitted(product)

    assert (404, "document-not-found") == told(case.by("pemohon").get(f"{case.path}/{paper}.pdf"))


def test_remarks_and_reasons_that_papers_print_can_be_printed(product: Product) -> None:
    case = submitted(product)
    body = {"deficiencies": [{"requirement": "R01", "finding": "\U0001f600", "remedy": "\u674e"}], "note": "\u0633"}

    answer = case.act("front_office", "rejection", body)

    assert {"/deficiencies/0/finding", "/deficiencies/0/remedy", "/note"} == {
        each["pointer"] for each in answer.json()["errors"]
    }

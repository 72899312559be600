"""SOP step 8 over HTTP: one decree, one number, and no number without a signature."""

from hashlib import sha256
from typing import LiteralString

import psycopg
import pytest
from psycopg.rows import TupleRow

from tests.api.casework import Case, case_at, signature
from tests.api.product import ADDRESS, Ask, Product, told
from tests.pdf_text import pages, qr_codes

SECRET = "kata-sandi-yang-salah"


def rows(product: Product, query: LiteralString, *values: object) -> list[TupleRow]:
    with psycopg.connect(product.databases.owner) as connection:
        return connection.execute(query, values).fetchall()


@pytest.fixture(scope="module")
def signed_at_once(product: Product) -> tuple[Case, list[tuple[int, str]]]:
    """A file that two heads of the office have signed at the same moment, and what they were told."""
    case = case_at(product, 8)
    body, heads = signature(case), [product.person("kepala_dinas", sub) for sub in ("head-1", "head-2")]
    asks = [Ask(method="POST", path=f"{case.path}/signature", headers=head.headers, json=body) for head in heads]
    answers = product.ask_all(asks)
    return case, sorted((answer.status_code, answer.json().get("type", "")) for answer in answers)


def test_of_two_who_sign_at_once_one_has_signed(
    product: Product, signed_at_once: tuple[Case, list[tuple[int, str]]]
) -> None:
    case, answers = signed_at_once

    assert [(200, ""), (409, f"{ADDRESS}/problems/wrong-step")] == answers
    facts = [item["fact"] for item in case.by("auditor").get(f"{case.path}/timeline").json()["items"]]
    assert 1 == facts.count("Signed")
    assert [(1,)] == rows(product, "SELECT count(*) FROM ledger.decree_numbers WHERE permit = %s", case.id)


def test_the_decree_leads_to_the_page_that_verifies_it(
    product: Product, signed_at_once: tuple[Case, list[tuple[int, str]]]
) -> None:
    case, _ = signed_at_once
    decree = case.view()["decree"]

    pdf = case.applicant.get(f"{case.path}/decree.pdf").content
    ((address, _),) = qr_codes(pdf)

    assert sha256(pdf).hexdigest() == decree["document_sha256"]
    assert f"{ADDRESS}/v/{decree['code']}" == address.partition("#")[0]
    assert decree["document_sha256"] == product.get(address).json()["document_sha256"]
    assert decree["number"] in "".join(pages(pdf))


def test_a_wrong_passphrase_takes_no_number_and_is_not_repeated(product: Product) -> None:
    case = case_at(product, 8)

    answer = case.act("kepala_dinas", "signature", signature(case, SECRET), idempotency_key=f"s-{case.id}")

    assert (422, "wrong-passphrase") == told(answer)
    assert [] == rows(product, "SELECT FROM ledger.decree_numbers WHERE permit = %s", case.id)
    assert "in_process" == case.view()["status"]
    assert SECRET not in answer.text


def test_a_rehearsal_tells_today_and_takes_no_number(product: Product) -> None:
    case = case_at(product, 8)

    tried = case.act("kepala_dinas", "signature?dry_run=true", signature(case))

    assert ["Signed", "Routed"] == [fact["fact"] for fact in tried.json()["facts"]]
    signed = tried.json()["facts"][0]["data"]
    assert ("permit", "2026-11-23", "2031-11-23") == (signed["kind"], signed["issued_on"], signed["valid_until"])
    assert [] == rows(product, "SELECT FROM ledger.decree_numbers WHERE permit = %s", case.id)


def test_a_rehearsal_finds_the_wrong_passphrase_too(product: Product) -> None:
    case = case_at(product, 8)

    answer = case.act("kepala_dinas", "signature?dry_run=true", signature(case, SECRET))

    assert (422, "wrong-passphrase") == told(answer)

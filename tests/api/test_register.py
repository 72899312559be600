"""The register of decrees: every number that was reserved, what became of it, and how often it was verified."""

import csv
from collections.abc import Generator
from datetime import date, timedelta
from io import StringIO
from uuid import UUID

import pytest

from api.papers.register import READERS
from application.postgres.embedded import EmbeddedPostgres
from domain.actor import Role
from domain.commands import Revoke
from tests.api.casework import Case, case_at, signature, submitted, walked
from tests.api.product import Json, Product, opened, told
from tests.application.ledgers import database
from tests.people import HENDRA

REGISTER = "/v1/register"


@pytest.fixture(scope="module")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Generator[Product]:
    """An office of its own, whose register holds nothing but what happens here."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("register")) as running:
        yield running


def numbers(product: Product, query: str = "", role: str = "supervisor") -> list[Json]:
    position = product.run(_head, product)
    answer = product.person(role).get(f"{REGISTER}?{query}", x_after_position=str(position))
    assert 200 == answer.status_code, answer.text
    items: list[Json] = answer.json()["items"]
    return items


async def _head(product: Product) -> int:
    async with product.office.reads() as connection:
        cursor = await connection.execute("SELECT position FROM ledger.head")
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


def of(case: Case, query: str = "") -> list[tuple[str, str | None]]:
    """State and reason of this file's numbers, the newest first."""
    return [(each["state"], each["reason"]) for each in numbers(case.product, query) if case.id == each["id"]]


def reserved(product: Product) -> Case:
    """A file that has a number and, because signing failed, no decree."""
    case = case_at(product, 8)
    product.run(product.office.permits.reserve, "IPKBM/permit", UUID(case.id), case.draft_sha256(), date(2026, 11, 23))
    return case


def signed(case: Case) -> Json:
    decree: Json = case.done("kepala_dinas", "signature", signature(case))["decree"]
    return decree


def test_a_number_is_reserved_then_issued(office: Product) -> None:
    case = reserved(office)

    before = of(case)
    decree = signed(case)
    (entry,) = numbers(office, f"q={decree['number']}")

    assert [("reserved", None)] == before
    assert {
        "number": decree["number"],
        "kind": "permit",
        "state": "issued",
        "reason": None,
        "id": case.id,
        "permit_number": case.view()["number"],
        "institution": "PKBM Harapan Bangsa",
        "previous_number": None,
        "issued_on": "2026-11-23",
        "valid_until": "2031-11-23",
        "revoked_on": None,
        "revocation_number": None,
        "revokes": None,
        "superseded_by": None,
        "signed_by": entry["signed_by"],
        "document_sha256": decree["document_sha256"],
        "verifications": 0,
    } == {name: value for name, value in entry.items() if name != "reserved_at"}


def test_the_number_of_a_draft_that_was_replaced_is_void_and_stays(office: Product) -> None:
    case = reserved(office)
    first = numbers(office, f"q={case.view()['number']}")[0]["number"]
    case.done("kepala_dinas", "return", {"reason": "Masa berlaku keliru."})
    between = of(case)
    case.done("back_office", "draft", {"kind": "permit", "valid_years": 3})
    redrafted = of(case)
    walked(case, 8)
    decree = signed(case)

    assert [("reserved", None)] == between
    assert [("void", "redrafted")] == redrafted
    assert [("issued", None), ("void", "redrafted")] == of(case)
    assert first != decree["number"]
    assert [("void", "redrafted")] == [(each["state"], each["reason"]) for each in numbers(office, f"q={first}")]


def test_drafted_again_in_the_same_words_a_file_has_its_number_back(office: Product) -> None:
    case = reserved(office)
    for years in (3, 5):
        case.done("kepala_dinas", "return", {"reason": "Periksa lagi."})
        case.done("back_office", "draft", {"kind": "permit", "valid_years": years})
        walked(case, 8)

    assert [("reserved", None)] == of(case)


def test_the_number_of_a_file_that_was_withdrawn_is_void(office: Product) -> None:
    case = reserved(office)
    case.done("pemohon", "withdrawal", {"reason": "Pindah kota."})

    assert [("void", "withdrawn")] == of(case)


def test_a_renewal_takes_the_place_of_the_decree_it_names(office: Product) -> None:
    first = signed(old := case_at(office, 8))
    named = f" {first['number'].lower()} "  # as people write
    renewal = walked(submitted(office, kind="amendment", previous_number=named), 8)
    before = office.get(f"/v/{first['code']}").json()["result"]
    second = signed(renewal)

    numbers(office)
    verified = office.get(f"/v/{first['code']}").json()
    page = office.get(f"/v/{first['code']}", accept="text/html", accept_language="en").text

    assert ("valid", "superseded", second["number"]) == (before, verified["result"], verified["superseded_by"])
    assert f"SUPERSEDED by decree number {second['number']}" in page
    assert "valid" == office.get(f"/v/{second['code']}").json()["result"]
    assert [("superseded", None)] == of(old)
    (entry,) = numbers(office, f"q={second['number']}")
    assert (first["number"].lower(), "issued") == (entry["previous_number"].strip(), entry["state"])


def test_a_previous_number_that_is_not_ours_stays_as_given(office: Product) -> None:
    case = walked(submitted(office, kind="amendment", previous_number="421.9/77-DISDIK/2019"), 8)
    decree = signed(case)

    (entry,) = numbers(office, f"q={decree['number']}")

    assert ("421.9/77-DISDIK/2019", "issued") == (entry["previous_number"], entry["state"])


def test_what_has_ended_is_told(office: Product) -> None:
    revoked, late = case_at(office, 8), case_at(office, 8)
    signed(revoked)
    signed(late)
    revoked.execute(Revoke(reason="Palsu."), HENDRA)
    now = office.clock.now
    try:
        office.clock.now += timedelta(days=5 * 365 + 2)
        expired = of(late)
    finally:
        office.clock.now = now

    assert ([("revoked", None)], [("expired", None)]) == (of(revoked, "state=revoked"), expired)


def test_each_verification_is_counted_by_decree_day_and_result(office: Product) -> None:
    decree = signed(case_at(office, 8))
    for _ in range(3):
        office.get(f"/v/{decree['code']}")
    office.get("/v/x")
    assert office.run(office.office.verifications.write)

    (entry,) = numbers(office, f"q={decree['number']}")
    metrics = office.get("/metrics").text

    assert 3 == entry["verifications"]
    assert 'izin_verifications_total{result="valid"}' in metrics
    assert 'izin_verifications_total{result="not_found"}' in metrics


def test_a_list_is_filtered_searched_and_paged(office: Product) -> None:
    every = numbers(office, "limit=200")
    walked_through: list[Json] = []
    path: str | None = f"{REGISTER}?limit=2"
    while path:
        answer = office.person("auditor").get(path)
        walked_through += answer.json()["items"]
        path = answer.links["next"]["url"] if answer.json()["next"] else None

    assert every == walked_through
    assert every == sorted(every, key=lambda each: each["number"], reverse=True)
    assert every == numbers(office, "limit=200&year=2026&kind=permit")
    assert [] == numbers(office, "year=2025") + numbers(office, "kind=refusal") + numbers(office, "q=melati")
    assert [each for each in every if each["state"] == "void"] == numbers(office, "state=void")
    assert every == numbers(office, "limit=200&q=harap")
    assert [each for each in every if each["number"].startswith("500.16.7.2/0002/")] == numbers(office, "q=2")
    assert [] == numbers(office, "year=2025&q=500.16.7.2/0001/IPKBM/DPMPTSP/2026")


def test_the_table_is_the_list_and_no_formula(office: Product) -> None:
    case = walked(submitted(office, institution={**_institution(office), "name": "=HYPERLINK(1)"}), 8)
    signed(case)
    every = numbers(office, "limit=200")

    answer = office.person("auditor").get(f"{REGISTER}.csv")
    table = list(csv.DictReader(StringIO(answer.text)))

    assert ("text/csv; charset=utf-8", 'attachment; filename="register.csv"') == (
        answer.headers["content-type"],
        answer.headers["content-disposition"],
    )
    assert [each["number"] for each in every] == [row["number"] for row in table]
    assert "'=HYPERLINK(1)" == table[0]["institution"]
    assert [] == list(csv.DictReader(StringIO(office.person("auditor").get(f"{REGISTER}.csv?year=2025").text)))


def _institution(product: Product) -> Json:
    institution: Json = case_at(product, 2).view()["institution"]
    return institution


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_the_register_is_for_officers(office: Product, role: Role) -> None:
    if role not in READERS:
        assert (403, "role-not-permitted") == told(office.person(role).get(REGISTER))
        assert (403, "role-not-permitted") == told(office.person(role).get(f"{REGISTER}.csv"))
    else:
        assert 200 == office.person(role).get(REGISTER).status_code
    assert (401, "unauthenticated") == told(office.get(REGISTER))

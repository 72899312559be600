"""A revocation over HTTP: at once by a number of its own, its paper signed with it or later, and told everywhere."""

from datetime import date
from uuid import UUID

import pytest
from anyio import CapacityLimiter

from api.papers.decree_check import check_decree
from api.papers.decree_drop import judged
from api.papers.decree_page import decree_words
from domain.commands import Revoke
from tests.api.casework import PASSPHRASE, Case, an_applicant, case_at, signature, submitted, walked
from tests.api.product import Json, Product, faults, told
from tests.pdf_text import in_order, pages
from tests.people import HENDRA

REASON = "Kegiatan berhenti."
BY_NUMBER = {"reason": REASON}
SIGNED_AT_ONCE = {**BY_NUMBER, "passphrase": PASSPHRASE}
WRONG = {"passphrase": "Sandi-yang-keliru"}


@pytest.fixture(scope="module")
def issued(product: Product) -> Case:
    """A permit that was signed, to be refused on; nobody takes it back."""
    return case_at(product, 8).signed_quickly()


@pytest.fixture(scope="module")
def revoked(product: Product) -> Case:
    """A permit whose decree and revocation are both signed, to be read."""
    case = case_at(product, 8)
    case.done("kepala_dinas", "signature", signature(case))
    case.done("kepala_dinas", "revocation", SIGNED_AT_ONCE)
    return case


def listed(case: Case) -> list[Json]:
    head = case.by("supervisor").get(f"{case.path}").json()["position"]
    answer = case.by("supervisor").get(f"/v1/register?q={case.view()['number']}", x_after_position=str(head))
    items: list[Json] = answer.json()["items"]
    return items


def test_without_a_passphrase_it_takes_effect_at_once_and_its_paper_waits(product: Product) -> None:
    case = case_at(product, 8).signed_quickly()

    view = case.done("kepala_dinas", "revocation", BY_NUMBER)

    revocation = view["revocation"]
    assert ("revoked", None, None) == (view["status"], view["step"], view["holder"])
    assert revocation["number"].endswith("/IPKBM-CABUT/DPMPTSP/2026")
    assert {
        "number": revocation["number"],
        "issued_on": "2026-11-23",
        "reason": REASON,
        "document_sha256": None,
        "code": None,
        "signature": {
            "action": "revocation/signature",
            "href": f"{case.path}/revocation/signature",
            "allowed": True,
        },
    } == revocation
    assert not [each for each in view["actions"] if each["allowed"]]
    assert "signature" not in case.view("pemohon")["revocation"]
    copy = "".join(pages(case.by("pemohon").get(f"{case.path}/revocation.pdf").content))
    assert in_order(copy, "SALINAN", f"NOMOR {revocation['number']}", REASON)
    assert (404, "document-not-found") == told(case.by("pemohon").get(f"{case.path}/revocation.html"))
    (paper,) = listed(case)
    assert ("issued", None, None, view["decree"]["number"]) == (
        paper["state"],
        paper["signed_by"],
        paper["document_sha256"],
        paper["revokes"],
    )


def test_its_paper_is_signed_by_a_later_command(product: Product) -> None:
    case = case_at(product, 8).signed_quickly()
    number = case.done("kepala_dinas", "revocation", BY_NUMBER)["revocation"]["number"]

    view = case.done("kepala_dinas", "revocation/signature", {"passphrase": PASSPHRASE})

    assert ("revoked", number) == (view["status"], view["revocation"]["number"])
    assert "signature" not in view["revocation"]
    pdf = case.by("pemohon").get(f"{case.path}/revocation.pdf").content
    assert check_decree(pdf).intact
    assert in_order("".join(pages(pdf)), f"NOMOR {number}", "PENCABUTAN", REASON)
    assert (409, "wrong-step") == told(case.act("kepala_dinas", "revocation/signature", {"passphrase": PASSPHRASE}))


def test_signed_at_once_it_is_a_decree_like_the_others(revoked: Case) -> None:
    facts = [each["fact"] for each in revoked.by("pemohon").get(f"{revoked.path}/timeline").json()["items"]]
    revocation = revoked.view()["revocation"]
    pdf = revoked.by("pemohon").get(f"{revoked.path}/revocation.pdf").content

    assert ["Revoked", "RevocationSigned"] == facts[-2:]
    assert check_decree(pdf).intact
    assert 64 == len(revocation["document_sha256"])
    assert in_order("".join(pages(pdf)), revocation["number"], "23 November 2026", REASON)


def test_the_decree_that_was_taken_back_names_what_did_so(product: Product, revoked: Case) -> None:
    view = revoked.view()
    number, code = view["revocation"]["number"], view["decree"]["code"]

    verified = product.get(f"/v/{code}").json()
    page = product.get(f"/v/{code}", accept="text/html").text
    twin = product.get(f"/v/{code}/decree.html").text

    assert ("revoked", "2026-11-23", number, None) == tuple(
        verified[name] for name in ("result", "revoked_on", "revocation_number", "revokes")
    )
    assert f"DICABUT pada 23 November 2026 dengan Keputusan Nomor {number}" in page
    assert f"telah dicabut dengan Keputusan Nomor {number}" in twin


def test_the_revocation_itself_is_a_genuine_decree_by_its_code_and_by_its_file(product: Product, revoked: Case) -> None:
    view = revoked.view()
    code, pdf = view["revocation"]["code"], revoked.by("pemohon").get(f"{revoked.path}/revocation.pdf").content
    listed(revoked)  # the register has seen it

    verified = product.get(f"/v/{code}").json()
    page = product.get(f"/v/{code}", accept="text/html").text
    dropped = product.run(judged, product.office, pdf, CapacityLimiter(1))
    appended = product.run(judged, product.office, pdf + b"\n", CapacityLimiter(1))

    assert {
        "result": "valid",
        "kind": "revocation",
        "number": view["revocation"]["number"],
        "institution": "PKBM Harapan Bangsa",
        "issued_on": "2026-11-23",
        "force": "simulated",
        "valid_until": None,
        "revoked_on": None,
        "revocation_number": None,
        "revokes": view["decree"]["number"],
        "superseded_by": None,
        "signed_by": verified["signed_by"],
        "document_sha256": view["revocation"]["document_sha256"],
    } == verified
    assert "keputusan PENCABUTAN izin" in page
    assert "izin masih BERLAKU" not in page
    assert ("valid", "revocation", None) == (dropped.told["result"], dropped.told["kind"], dropped.reason)
    assert ("altered", "appended") == (appended.told["result"], appended.reason)


def test_its_accessible_twin_has_its_words(product: Product, revoked: Case) -> None:
    filed = product.run(product.office.permits.get, UUID(revoked.id))
    assert filed is not None
    words = decree_words(product.office.papers.revocation_data(filed))

    own = revoked.by("pemohon").get(f"{revoked.path}/revocation.html")
    public = product.get(f"/v/{revoked.view()['revocation']['code']}/decree.html")

    for page in (own, public):
        assert 200 == page.status_code
        assert "PENCABUTAN IZIN" in page.text
        assert str(words["issued_on"]) in page.text
        assert REASON in page.text
        assert "Izin ini telah dicabut" not in page.text


def test_the_register_has_both_numbers_and_each_names_the_other(revoked: Case) -> None:
    view = revoked.view()
    by_kind = {each["kind"]: each for each in listed(revoked)}
    permit, revocation = by_kind["permit"], by_kind["revocation"]

    assert ("revoked", "2026-11-23", view["revocation"]["number"]) == (
        permit["state"],
        permit["revoked_on"],
        permit["revocation_number"],
    )
    assert ("issued", view["decree"]["number"], view["revocation"]["document_sha256"], None) == (
        revocation["state"],
        revocation["revokes"],
        revocation["document_sha256"],
        revocation["revoked_on"],
    )
    number = view["revocation"]["number"]
    auditor = revoked.by("auditor")
    assert [number] == [each["number"] for each in auditor.get(f"/v1/register?q={number}").json()["items"]]
    assert number in auditor.get("/v1/register.csv?kind=revocation").text


def test_who_holds_the_receipt_is_told_by_which_decree(product: Product, revoked: Case) -> None:
    view = revoked.view()
    query, number = f"number={view['number']}&code={view['tracking_code']}", view["revocation"]["number"]

    tracked = product.get(f"/public/track?{query}").json()

    assert {"number": number, "issued_on": "2026-11-23"} == tracked["revocation"]
    assert number in product.get(f"/track?{query}", accept="text/html").text


def test_a_number_whose_words_were_not_used_is_void(product: Product) -> None:
    case = case_at(product, 8).signed_quickly()
    reserve = product.office.permits.reserve
    product.run(reserve, "IPKBM/revocation", UUID(case.id), "a" * 64, date(2026, 11, 23))
    before = [each["state"] for each in listed(case)]
    case.done("kepala_dinas", "revocation", BY_NUMBER)

    after = [(each["state"], each["reason"]) for each in listed(case)]

    assert ["reserved"] == before
    assert [("issued", None), ("void", "redrafted")] == after


def test_a_revocation_of_old_is_told_by_its_day(product: Product) -> None:
    case = case_at(product, 8).signed_quickly()
    case.execute(Revoke(reason="Palsu."), HENDRA)
    view = case.view()

    verified = product.get(f"/v/{view['decree']['code']}").json()

    assert ("revoked", "2026-11-23", None) == tuple(
        verified[name] for name in ("result", "revoked_on", "revocation_number")
    )
    assert "DICABUT pada 23 November 2026." in product.get(f"/v/{view['decree']['code']}", accept="text/html").text
    assert (None, None) == (view["revocation"]["number"], view["revocation"]["issued_on"])
    signed = case.done("kepala_dinas", "revocation/signature", {"passphrase": PASSPHRASE})
    assert "IPKBM-CABUT" in signed["revocation"]["number"]


def test_a_wrong_passphrase_revokes_nothing(issued: Case) -> None:
    answer = issued.act("kepala_dinas", "revocation", {**BY_NUMBER, **WRONG}, accept_language="en")

    assert (422, "wrong-passphrase") == told(answer)
    assert [("/passphrase", "wrong_passphrase")] == faults(answer)
    assert "has not been revoked" in answer.json()["detail"]
    assert "signed" == issued.view()["status"]


def test_the_checks_come_in_the_order_of_the_contract(product: Product, issued: Case) -> None:
    path, wrong = f"{issued.path}/revocation", {**BY_NUMBER, **WRONG}
    head, unknown = product.person("kepala_dinas"), "/v1/applications/00000000-0000-4000-8000-000000000000/revocation"

    assert (401, "unauthenticated") == told(product.ask("POST", path, json=wrong))
    assert (422, "invalid-request") == told(product.person("kabid").post(path, {"reason": ""}))
    assert (422, "invalid-request") == told(product.person("kabid").post(path, {**BY_NUMBER, "passphrase": ""}))
    assert (403, "role-not-permitted") == told(product.person("kabid").post(path, wrong))
    assert (404, "application-not-found") == told(head.post(unknown, wrong))
    assert (412, "stale-version") == told(head.post(path, wrong, if_match='"1"'))
    assert (409, "wrong-step") == told(case_at(product, 3).act("kepala_dinas", "revocation", wrong))
    assert (403, "not-this-person") == told(product.person("kepala_dinas", "siti").post(path, wrong))
    assert (409, "wrong-step") == told(head.post(f"{path}/signature", WRONG))
    assert (403, "role-not-permitted") == told(product.person("kabid").post(f"{path}/signature", WRONG))
    assert (422, "invalid-request") == told(head.post(f"{path}/signature", BY_NUMBER))


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(issued: Case) -> None:
    for body, expected in ((BY_NUMBER, ["Revoked"]), (SIGNED_AT_ONCE, ["Revoked", "RevocationSigned"])):
        answer = issued.act("kepala_dinas", "revocation?dry_run=true", body)

        assert (200, expected) == (answer.status_code, [each["fact"] for each in answer.json()["facts"]])
    wrong = issued.act("kepala_dinas", "revocation?dry_run=true", {**BY_NUMBER, **WRONG})
    assert (422, "wrong-passphrase") == told(wrong)
    assert "signed" == issued.view()["status"]


def test_a_retry_is_answered_as_the_first_time_and_another_body_is_refused(product: Product) -> None:
    case = case_at(product, 8).signed_quickly()
    key = {"idempotency_key": f"revoke-{case.id}"}

    first = case.act("kepala_dinas", "revocation", SIGNED_AT_ONCE, **key)
    again = case.act("kepala_dinas", "revocation", {**BY_NUMBER, **WRONG}, **key)

    assert (200, 200, first.json()) == (first.status_code, again.status_code, again.json())
    assert "true" == again.headers["idempotent-replayed"]
    for other in (BY_NUMBER, {**SIGNED_AT_ONCE, "reason": "Lain."}):
        assert (422, "idempotency-key-reused") == told(case.act("kepala_dinas", "revocation", other, **key))
    later = {"idempotency_key": f"sign-{case.id}"}
    assert (409, "wrong-step") == told(case.act("kepala_dinas", "revocation/signature", WRONG, **later))


def test_a_renewal_of_a_decree_takes_the_place_of_the_holders_own_alone(product: Product) -> None:
    """An applicant may write any number: of somebody else's decree nothing changes, and the officer is warned."""
    old = case_at(product, 8).signed_quickly()
    decree = old.view()["decree"]
    ahmad = an_applicant(product, "ahmad")
    other = {**old.view()["institution"], "name": "LKP Cendekia"}
    foreign = walked(
        submitted(product, ahmad, kind="amendment", previous_number=decree["number"], institution=other), 8
    )
    foreign.signed_quickly()
    listed(foreign)

    warned = foreign.view("back_office")["warnings"]

    assert "valid" == product.get(f"/v/{decree['code']}").json()["result"]
    assert ["previous_decree_of_another"] == [each["code"] for each in warned]
    assert f"Keputusan Nomor {decree['number']} diberikan kepada PKBM Harapan Bangsa" in warned[0]["message"]
    assert "warnings" not in foreign.view("pemohon")

    renamed = walked(
        submitted(
            product, kind="amendment", previous_number=decree["number"], institution={**other, "name": "PKBM Baru"}
        ),
        8,
    ).signed_quickly()
    listed(renamed)

    assert "warnings" not in renamed.view("back_office")
    assert "superseded" == product.get(f"/v/{decree['code']}").json()["result"]


def test_a_number_that_is_not_ours_is_no_reason_to_warn(product: Product) -> None:
    case = submitted(product, kind="amendment", previous_number="421.9/77-DISDIK/2019")

    assert "warnings" not in case.view("front_office")

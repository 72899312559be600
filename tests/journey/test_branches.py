"""The other ways through the SOP: refusal, withdrawal, lapse, revocation; and what is over stays over."""

from tests.api.casework import Case
from tests.api.product import Product
from tests.journey.desk import (
    DRAFT,
    OPPOSE,
    RECEIVE,
    REFUSED_BY_THE_HEAD,
    REJECT,
    RESUBMIT,
    REVOKE,
    ROUTE,
    SIGN,
    SUBMIT,
    TO_THE_HEAD,
    VERIFY,
    WITHDRAW,
    File,
    good,
    new_file,
    problem,
)

OVER = {"step": None, "holder": None}


def test_a_negative_recommendation_ends_in_a_signed_refusal_that_the_applicant_receives(office: Product) -> None:
    file = new_file(office).take_all(REFUSED_BY_THE_HEAD)
    signed = file.view()
    received = file.take(RECEIVE)

    assert ("signed", 9, "pemohon") == (signed["status"], signed["step"], signed["holder"])
    assert ("refusal", None) == (signed["decree"]["kind"], signed["decree"]["valid_until"])
    assert "IPKBM-TOLAK" in signed["decree"]["number"]
    assert ("refused", OVER) == (received["status"], _place(received))


def test_after_a_negative_recommendation_no_permit_is_drafted(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT, VERIFY, ROUTE, OPPOSE))
    file.fill_in(DRAFT)

    answer = file.send(DRAFT)

    assert (409, "out-of-order") == problem(answer)
    assert 5 == file.view()["step"]


def test_a_refusal_cannot_be_revoked_for_it_gave_nothing(office: Product) -> None:
    file = new_file(office).take_all(REFUSED_BY_THE_HEAD[:-1]).sign_quickly()
    file.fill_in(REVOKE)

    assert (409, "wrong-step") == problem(file.send(REVOKE))
    assert "revocation" not in [each["action"] for each in file.view("kepala_dinas")["actions"] if each["allowed"]]


def test_an_applicant_withdraws_while_nothing_is_signed(office: Product) -> None:
    for turns in ((SUBMIT,), (SUBMIT, REJECT), TO_THE_HEAD):
        file = new_file(office).take_all(turns)
        view = file.take(WITHDRAW)

        assert ("withdrawn", OVER) == (view["status"], _place(view))
        _is_over(file)


def test_what_is_signed_is_not_withdrawn(office: Product) -> None:
    file = new_file(office).take_all(TO_THE_HEAD).sign_quickly()
    file.fill_in(WITHDRAW)

    answer = file.send(WITHDRAW)

    assert (409, "wrong-step") == problem(answer)
    assert (9, "pemohon") == (answer.json()["step"], answer.json()["holder"])


def test_a_file_that_is_not_repaired_lapses_and_takes_no_repair_any_more(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT, REJECT))
    Case(product=office, applicant=file.applicant, id=file.id).lapsed()

    repair = file.send(RESUBMIT, RESUBMIT.form({}))

    assert ("lapsed", OVER) == (file.view()["status"], _place(file.view()))
    assert (409, "wrong-step") == problem(repair)
    _is_over(file)


def test_a_revoked_permit_is_told_to_whoever_reads_its_qr_code(office: Product) -> None:
    file = new_file(office).take_all((*TO_THE_HEAD, SIGN, RECEIVE))
    code = file.view()["decree"]["code"]
    before = good(office.get(f"/v/{code}", accept="application/json")).json()["result"]

    view = file.take(REVOKE)

    after = good(office.get(f"/v/{code}", accept="application/json")).json()["result"]
    assert ("valid", "revoked") == (before, after)
    assert ("revoked", OVER) == (view["status"], _place(view))
    _is_over(file)


def test_a_permit_that_is_signed_but_not_received_can_be_revoked(office: Product) -> None:
    file = new_file(office).take_all(TO_THE_HEAD).sign_quickly()

    assert "revoked" == file.take(REVOKE)["status"]


def _is_over(file: File) -> None:
    """Nobody may do anything any more, and every answer says so."""
    for turn in (VERIFY, REJECT, ROUTE, WITHDRAW, REVOKE, RECEIVE):
        answer = file.send(turn, {} if turn in (ROUTE, RECEIVE) else turn.form({}))
        assert (409, "wrong-step") == problem(answer)
        assert {"step": None, "holder": None, "allowed": []} == {
            name: answer.json()[name] for name in ("step", "holder", "allowed")
        }


def _place(view: dict[str, object]) -> dict[str, object]:
    return {name: view[name] for name in OVER}

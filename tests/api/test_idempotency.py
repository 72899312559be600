"""The same request again is answered as the first time; the same key with another request is refused."""

from copy import deepcopy

import pytest

from api.commands.examples import REJECTION, VERIFICATION
from tests.api.casework import APPLICATIONS, an_applicant, rejected, submission, submitted
from tests.api.product import Product, told


def test_a_repeated_submission_is_one_file(product: Product) -> None:
    applicant, body = an_applicant(product), submission()

    first = applicant.post(APPLICATIONS, body, idempotency_key="once")
    again = applicant.post(APPLICATIONS, body, idempotency_key="once")

    assert (201, None) == (first.status_code, first.headers.get("idempotent-replayed"))
    assert (201, "true") == (again.status_code, again.headers.get("idempotent-replayed"))
    assert first.json() == again.json()
    for header in ("location", "etag", "x-position"):
        assert first.headers[header] == again.headers[header]


def test_the_same_key_with_another_body_path_or_query_is_told_apart(product: Product) -> None:
    case, other = rejected(product), submitted(product)
    key = f"k-{case.id}"
    withdrawn = case.act("pemohon", "withdrawal", {"reason": "Batal."}, idempotency_key=key)

    another_body = case.act("pemohon", "withdrawal", {"reason": "Lain."}, idempotency_key=key)
    another_path = other.act("pemohon", "withdrawal", {"reason": "Batal."}, idempotency_key=key)
    another_command = case.applicant.post(APPLICATIONS, submission(), idempotency_key=key)

    assert 200 == withdrawn.status_code
    for answer in (another_body, another_path, another_command):
        assert (422, "idempotency-key-reused") == told(answer)
    assert "submitted" == other.view()["status"]


def test_a_key_is_its_callers_own(product: Product) -> None:
    siti, budi, body = an_applicant(product), an_applicant(product, "budi"), submission()

    numbers = {person.post(APPLICATIONS, body, idempotency_key="shared").json()["number"] for person in (siti, budi)}

    assert 2 == len(numbers)


def test_a_refusal_is_not_kept(product: Product) -> None:
    """Only 2xx answers are: the same key is good for the request once it has been mended."""
    case = submitted(product)
    key = f"r-{case.id}"
    incomplete = deepcopy(VERIFICATION)
    incomplete["checklist"] = incomplete["checklist"][1:]  # type: ignore[index]  # an example is JSON of open shape

    refused = case.act("front_office", "verification", incomplete, idempotency_key=key)
    mended = case.act("front_office", "verification", VERIFICATION, idempotency_key=key)

    assert (422, 200) == (refused.status_code, mended.status_code)


def test_a_dry_run_keeps_nothing_under_its_key(product: Product) -> None:
    case = submitted(product)
    key = f"d-{case.id}"

    tried = case.act("front_office", "rejection?dry_run=true", REJECTION, idempotency_key=key)
    done = case.act("front_office", "rejection", REJECTION, idempotency_key=key)

    assert (200, 200) == (tried.status_code, done.status_code)
    assert "idempotent-replayed" not in done.headers


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "\t", "x" * 256])
def test_a_key_that_is_none_is_a_400(product: Product, key: str) -> None:
    headers = {**an_applicant(product).headers, "Idempotency-Key": key.encode("latin-1")}

    answer = product.ask("POST", APPLICATIONS, json=submission(), headers=headers)

    assert (400, "malformed-header") == told(answer)


def test_any_visible_key_will_do(product: Product) -> None:
    applicant = an_applicant(product)

    for key in ("x" * 255, '"quoted"', "550e8400-e29b-41d4-a716-446655440000", "';--", "../../etc"):
        assert 201 == applicant.post(APPLICATIONS, submission(), idempotency_key=key).status_code

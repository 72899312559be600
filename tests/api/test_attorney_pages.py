"""A power of attorney on the pages: given with its letter in one form, seen by both, laid down, and taken back."""

from typing import Any

import pytest
from httpx2 import Response

from application.uploads.uploads import MAX_BYTES
from tests.api.applying import HTML, posted
from tests.api.casework import Case, a_pdf, an_applicant, caught_up, rejected, submitted
from tests.api.product import Person, Product
from tests.api.test_attorney import LETTER, TO_ANDI, andi

PERSON = {"attorney.sub": "andi", "attorney.name": "Andi Pratama", "attorney.email": "andi@example.org"}
REPAIRS = {**PERSON, "powers.0": "repair", "until": "2026-12-31"}


def page_of(case: Case, person: Person) -> Response:
    return person.get(f"/applications/{case.id}", accept=HTML)


def given(case: Case, fields: dict[str, str], letter: bytes | None = None, name: str = "Kuasa Andi.pdf") -> Response:
    file: Any = {"file": (name, letter, "application/pdf") if letter else ("", b"", "application/octet-stream")}
    headers = {**case.applicant.headers, "Accept": HTML}
    return case.product.ask("POST", f"/applications/{case.id}/attorney", data=fields, files=file, headers=headers)


def my(person: Person, case: Case) -> str:
    """What the list says of this file: other tests have files of the same people. Nothing where it is not listed."""
    caught_up(case)
    items = person.get("/my", accept=HTML).text.split("<li")
    return "".join(each for each in items if f"/applications/{case.id}" in each)


@pytest.fixture(scope="module")
def case(product: Product) -> Case:
    """Sent back, and with somebody who may repair it and do nothing else: given on the page."""
    case = rejected(product, an_applicant(product, "ratih"))
    assert "Beri kuasa kepada orang lain" in page_of(case, case.applicant).text
    answer = given(case, REPAIRS, a_pdf("surat kuasa"))
    assert f"/applications/{case.id}?done=attorney" == answer.headers.get("Location"), answer.text
    return case


def test_what_was_given_is_what_the_form_said(case: Case) -> None:
    attorney = case.view()["attorney"]

    told = ("andi", "Andi Pratama", ["repair"], LETTER, "2026-12-31T16:00:00Z")
    assert told == tuple(attorney[name] for name in ("sub", "name", "powers", "letter_sha256", "until"))
    page = case.applicant.get(f"/applications/{case.id}?done=attorney", accept=HTML).text
    assert "Pemberian kuasa telah dicatat." in page
    assert "Andi Pratama" in page
    assert "Akhiri kuasa" in page
    assert "Beri kuasa kepada orang lain" not in page
    assert "surat kuasa</a> sampai" in page_of(case, case.by("front_office")).text


def test_the_attorney_sees_for_whom_in_what_and_until_when(product: Product, case: Case) -> None:
    page, listed = page_of(case, andi(product)).text, my(andi(product), case)

    for text in (page, listed):
        assert "Anda bertindak sebagai kuasa" in text
        assert "melengkapi dan memperbaiki berkas permohonan" in text
        assert "menerima Surat Keputusan" not in text
        assert f'href="/apply/repair/{case.id}"' in text
    assert "Lepaskan kuasa ini" in page
    assert "Penerima kuasa" not in page
    assert "Batalkan Permohonan" not in page
    assert "Anda bertindak" not in my(case.applicant, case)


def test_the_attorney_repairs_on_the_pages(product: Product, case: Case) -> None:
    begun = posted(andi(product), f"/apply/repair/{case.id}", {"_key": "kuasa"})

    assert 303 == begun.status_code
    documents = andi(product).get(f"{begun.headers['Location']}/documents", accept=HTML)
    assert (200, True) == (documents.status_code, "R02" in documents.text)
    stranger = product.person("pemohon", "orang-lain")
    assert 404 == posted(stranger, f"/apply/repair/{case.id}", {"_key": "x"}).status_code


@pytest.mark.parametrize(
    ("fields", "letter", "status", "told"),
    [
        ({}, None, 422, ["attorney.sub", "attorney.name", "powers", "letter_sha256"]),
        ({**REPAIRS, "until": "2026-11-01"}, a_pdf("surat kuasa"), 422, ["until"]),
        ({**REPAIRS, "attorney.sub": "ratih"}, a_pdf("surat kuasa"), 422, ["attorney.sub"]),
        (REPAIRS, b"MZ", 415, ["letter_sha256"]),
        (REPAIRS, b"%PDF-" + bytes(MAX_BYTES), 413, ["letter_sha256"]),
    ],
    ids=["nothing", "past", "oneself", "a program", "too large"],
)
def test_what_is_refused_is_told_at_its_field(
    product: Product, fields: dict[str, str], letter: bytes | None, status: int, told: list[str]
) -> None:
    case = submitted(product, an_applicant(product, "ratih"))

    answer = given(case, fields, letter)

    assert status == answer.status_code
    assert "<title>Kesalahan:" in answer.text
    assert letter or '<a href="#attorney-attorney.sub">Akun penerima kuasa: Isian ini wajib ada.</a>' in answer.text
    for name in told:
        assert f'<a href="#attorney-{name}">' in answer.text
        assert f'id="attorney-{name}-error"' in answer.text
    assert ("powers.0" in fields) is ('value="repair" checked' in answer.text)
    assert "attorney" not in case.view()


def test_who_is_refused_for_something_else_need_not_choose_the_letter_again(product: Product) -> None:
    case = submitted(product, an_applicant(product, "ratih"))
    refused = given(case, {**PERSON, "powers.2": "withdraw", "until": "2026-11-01"}, a_pdf("surat kuasa"))
    assert "✓ Kuasa Andi.pdf" in refused.text
    assert 'value="withdraw" checked' in refused.text
    assert f'name="letter_sha256" value="{LETTER}"' in refused.text

    again = given(case, {**PERSON, "powers.2": "withdraw", "letter_sha256": LETTER, "_letter": "Kuasa Andi.pdf"})

    assert 303 == again.status_code, again.text
    withdrawn = posted(andi(product), f"/applications/{case.id}/withdrawal", {"reason": "Pindah kota."})
    assert "/my?done=withdrawal" == withdrawn.headers["Location"], "with the file the power has ended"


def test_it_is_laid_down_and_taken_back(product: Product) -> None:
    case = submitted(product, an_applicant(product, "ratih"))
    path = f"/applications/{case.id}/attorney/end"
    for person, after in ((andi(product), "/my"), (case.applicant, f"/applications/{case.id}")):
        case.applicant.upload(a_pdf("surat kuasa"))
        case.done("pemohon", "attorney", TO_ANDI)
        ended = posted(person, path, {"reason": "Selesai."})
        assert f"{after}?done=attorney/end" == ended.headers["Location"]
        assert "Kuasa telah diakhiri." in person.get(ended.headers["Location"], accept=HTML).text
        assert 404 == page_of(case, andi(product)).status_code
        assert case.id not in my(andi(product), case)
    refused = posted(case.applicant, path, {})
    assert 409 == refused.status_code


def test_a_power_that_has_run_out_opens_no_page(product: Product) -> None:
    case = rejected(product, an_applicant(product, "ratih"))
    case.applicant.upload(a_pdf("surat kuasa"))
    case.done("pemohon", "attorney", TO_ANDI | {"until": "2026-11-24T09:00:00+08:00"})
    begun = posted(andi(product), f"/apply/repair/{case.id}", {"_key": "sebentar"}).headers["Location"]
    before = product.clock.now
    product.clock.now = before.replace(day=25)
    try:
        answers = [
            andi(product).get(path, accept=HTML).status_code
            for path in (
                f"/apply/repair/{case.id}",
                f"/apply/sent/{case.id}",
                f"/my/{case.id}/survey",
                f"{begun}/check",
            )
        ]
        mine = page_of(case, case.applicant).text
    finally:
        product.clock.now = before

    assert [404, 404, 404, 303] == answers
    assert "Beri kuasa kepada orang lain" in mine

"""Commands from the case page: the API's own, with its refusals, and nothing that was typed is lost."""

from urllib.parse import urlencode

import pytest
from httpx2 import Response

from api.pages.typed import typed_of
from tests.api.casework import Case, case_at
from tests.api.product import Product

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def case(product: Product) -> Case:
    return case_at(product, 3)


def sent(case: Case, role: str, action: str, **fields: str) -> Response:
    raw = urlencode({name.replace("__", "."): value for name, value in fields.items()}).encode()
    return case.by(role).send(f"/applications/{case.id}/{action}", raw, FORM)


def test_what_was_refused_is_told_on_the_page_and_stays_typed(case: Case) -> None:
    answer = sent(case, "back_office", "routing", note="ruang kelas " * 200)

    assert 422 == answer.status_code
    assert "<title>Kesalahan:" in answer.text
    assert '<a href="#routing-note">' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "ruang kelas ruang kelas" in answer.text
    assert 3 == case.view()["step"]


def test_what_another_has_changed_meanwhile_is_told(case: Case) -> None:
    answer = sent(case, "back_office", "routing", note="Teruskan", _version="1")

    assert 412 == answer.status_code
    assert "Teruskan</textarea>" in answer.text


def test_whose_session_ended_sees_what_they_typed_and_never_a_passphrase(case: Case) -> None:
    raw = urlencode({"note": "Sudah lengkap", "passphrase": "rahasia"}).encode()
    answer = case.product.ask("POST", f"/applications/{case.id}/routing", content=raw, headers={"Content-Type": FORM})

    assert 401 == answer.status_code
    assert 'name="note" value="Sudah lengkap"' in answer.text
    assert "rahasia" not in answer.text


def test_a_foreign_file_is_none(case: Case) -> None:
    stranger = case.product.person("pemohon", sub="orang-lain")
    answer = stranger.send(f"/applications/{case.id}/withdrawal", b"reason=Batal", FORM)

    assert 404 == answer.status_code


def test_a_button_pressed_twice_is_pressed_once(case: Case) -> None:
    seen = str(case.view()["version"])
    first, second = (sent(case, "back_office", "routing", _key="k-1", _version=seen) for _ in range(2))

    assert (303, 303) == (first.status_code, second.status_code), first.text
    assert f"/applications/{case.id}?done=routing" == second.headers["Location"]
    assert 4 == case.view()["step"]
    page = case.by("back_office").get(second.headers["Location"], accept="text/html")
    assert "Berkas diteruskan ke Dinas Teknis." in page.text


@pytest.mark.parametrize(
    "fields", [[("0", "x")], [("a", "x"), ("a.b", "y")], [("a", "x"), ("a", "y")], [("a:date", "x")]]
)
def test_fields_that_contradict_each_other_are_refused(fields: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"."):
        typed_of(fields)


def test_rows_left_blank_are_not_in_the_list() -> None:
    typed = typed_of([("lines.0.note", " "), ("lines.2.note", "b"), ("lines.10.ok:bool", "true"), ("n:int", "drei")])

    assert {"lines": [{"note": "b"}, {"ok": True}], "n": "drei"} == typed.document
    assert {"lines.0.note": "b", "lines.1.ok": "true", "n": "drei"} == typed.shown()

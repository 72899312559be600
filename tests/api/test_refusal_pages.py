"""What a person with a browser reads where a page cannot be given; programs read the problem as ever."""

import pytest

from api.http.limits import MIB
from tests.api.casework import submitted
from tests.api.product import Product, told

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TOO_LARGE = {"file": ("sk.pdf", bytes(5 * MIB + 1))}


def test_a_file_that_is_too_large_is_refused_on_a_page_with_the_form(product: Product) -> None:
    for lang, words in (("id", "Ukuran berkas paling besar 5 MiB."), ("en", "A file may have at most 5 MiB.")):
        answer = product.ask("POST", f"/verify?lang={lang}", files=TOO_LARGE, headers={"Accept": BROWSER})

        assert (413, "text/html; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
        assert (lang, "no-store") == tuple(answer.headers[name] for name in ("content-language", "cache-control"))
        assert words in answer.text
        assert 'enctype="multipart/form-data"' in answer.text
        assert "style-src 'self'" in answer.headers["content-security-policy"]


def test_what_is_refused_before_it_is_read_is_a_page_too(product: Product) -> None:
    answer = product.ask("POST", "/verify", content=bytes(6 * MIB), headers={"Accept": BROWSER})

    assert (413, True) == (answer.status_code, "<h1>" in answer.text)


def test_each_fault_is_said(product: Product) -> None:
    answer = product.ask("POST", "/verify?lang=en", files={"berkas": b"x"}, headers={"Accept": BROWSER})

    assert 422 == answer.status_code
    assert "<li>" in answer.text


@pytest.mark.parametrize("path", ["/register?standing=void", "/track?number=%00&code=1", "/v/x/y", "/nowhere"])
def test_every_page_for_the_public_says_no_in_words(product: Product, path: str) -> None:
    answer = product.get(path, accept=BROWSER)

    assert answer.status_code in (404, 422)
    assert 'role="alert"' in answer.text
    assert answer.status_code == 404 or f'href="{path.partition("?")[0]}">Kembali' in answer.text


def test_programs_read_problems(product: Product) -> None:
    for accept in ("*/*", "application/json", "application/problem+json", "text/html;q=0.5, application/problem+json"):
        answer = product.ask("POST", "/verify", files=TOO_LARGE, headers={"Accept": accept})
        assert (413, "body-too-large") == told(answer)
    assert (404, "not-found") == told(product.get("/v1/nothing", accept=BROWSER))


def test_an_english_page_has_english_dates(product: Product) -> None:
    view = submitted(product).view()
    path = f"/track?number={view['number']}&code={view['tracking_code']}"
    pages = {lang: product.get(f"{path}&lang={lang}").text for lang in ("id", "en")}

    assert ("23 November 2026 pukul 09.10 WITA" in pages["id"], "pukul" in pages["en"]) == (True, False)
    assert "23 November 2026 at 09:10 WITA" in pages["en"]

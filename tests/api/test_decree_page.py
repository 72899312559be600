"""The decree's accessible twin: the words of the signed PDF and no others, without scripts, for whoever may read it."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from api.http.assets import asset
from domain.commands import Revoke
from domain.force import NOTICES
from domain.papers import Force
from tests.api.casework import Case, case_at, signature
from tests.api.product import Product, told
from tests.pdf_text import pages
from tests.people import HENDRA

HEADINGS = re.compile(r"<h([1-6])")


@pytest.fixture(scope="module")
def signed(product: Product) -> Case:
    case = case_at(product, 8)
    case.done("kepala_dinas", "signature", signature(case))
    return case


class _Words(HTMLParser):
    """The text inside the article."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.words = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the parser's signature
        self.inside = self.inside or tag == "article"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "article"

    def handle_data(self, data: str) -> None:
        self.words += data if self.inside else ""


def words_of(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    return "".join(unescape(parser.words).split())


def printed(pdf: bytes) -> str:
    """The words of the paper, without what stands at the foot of each page."""
    trial = NOTICES[Force.SIMULATED]
    assert trial is not None
    notice = "".join(trial.id.split())
    return "".join(
        re.sub(r"Halaman\d+dari\d+$", "", page).removesuffix(notice)
        for page in map("".join, map(str.split, pages(pdf)))
    )


def test_the_page_has_the_words_of_the_signed_paper(signed: Case) -> None:
    html, pdf = (signed.by("pemohon").get(f"{signed.path}/decree.{kind}") for kind in ("html", "pdf"))

    assert printed(pdf.content) == words_of(html.text)


def test_it_can_be_read_by_a_screen_reader_and_runs_nothing(signed: Case) -> None:
    answer = signed.by("pemohon").get(f"{signed.path}/decree.html")
    html = answer.text

    assert "id" == answer.headers["content-language"]
    assert html.startswith("<!doctype html>\n")
    assert '<html lang="id">' in html
    assert "<script" not in html
    assert "style=" not in html
    levels = [int(level) for level in HEADINGS.findall(html)]
    assert (1, 1) == (levels[0], levels.count(1))
    assert set(levels) == {1, 2}
    assert html.count("<th scope") == html.count("<tr>")
    assert "Naskah asli yang sah menurut hukum adalah dokumen PDF" in html


def test_whoever_holds_the_code_reads_the_same(product: Product, signed: Case) -> None:
    code = signed.view()["decree"]["code"]

    page = product.get(f"/v/{code}", accept="text/html").text
    public, own = product.get(f"/v/{code}/decree.html"), signed.by("pemohon").get(f"{signed.path}/decree.html")

    assert f'href="/v/{code}/decree.html"' in page
    assert own.text == public.text
    assert f'/v/{code}">' in own.text, "back to the page, without what the QR code states for machines"


def test_a_revoked_permit_is_called_one(product: Product) -> None:
    case = case_at(product, 8)
    case.done("kepala_dinas", "signature", signature(case))
    before = case.by("pemohon").get(f"{case.path}/decree.html").text
    case.execute(Revoke(reason="Kegiatan berhenti."), HENDRA)

    assert "Izin ini telah dicabut." not in before
    assert "Izin ini telah dicabut." in case.by("pemohon").get(f"{case.path}/decree.html").text


def test_there_is_no_page_of_what_was_not_signed(product: Product, signed: Case) -> None:
    unsigned, stranger = case_at(product, 8), product.person("pemohon", "budi")

    assert (404, "document-not-found") == told(unsigned.by("pemohon").get(f"{unsigned.path}/decree.html"))
    assert (404, "application-not-found") == told(stranger.get(f"{signed.path}/decree.html"))
    assert (404, "document-not-found") == told(product.get(f"/v/{'A' * 32}/decree.html"))


def test_its_style_is_ours_and_knows_paper(product: Product) -> None:
    style = product.get(asset("decree.css"))

    assert style.headers["content-type"].startswith("text/css")
    assert "@media print" in style.text

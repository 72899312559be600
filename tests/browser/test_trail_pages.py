"""The auditor's pages in a real browser: found by keyboard, told of news, proven, unmasked for a reason, taken away."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, BrowserContext, Page, expect

from api.commands.examples import VERIFICATION
from tests.api.casework import Case, case_at, rejected, submission, submitted
from tests.api.product import Product
from tests.browser.chromium import answering, signed_in
from tests.browser.test_every_page import SIGHTS, Sight, violations
from tests.campaign import NIGHTLY, times

BY_TURNS = (Sight("id", "light", 360), Sight("en", "dark", 1280))
REASON = "Pengaduan 14/2026 kepada inspektorat."


class Place(NamedTuple):
    """A file that was repaired, one whose draft was made twice, and one that still waits at the counter."""

    url: str
    repaired: Case
    redrafted: Case
    waiting: Case

    def first_position(self) -> int:
        """Return where the waiting file begins in the trail."""
        return int(
            self.waiting.by("auditor").get(f"/v1/events?application={self.waiting.id}").json()["items"][0]["position"]
        )


@pytest.fixture(scope="module")
def place(product: Product) -> Iterator[Place]:
    repaired = rejected(product)
    repaired.done("pemohon", "submissions", submission())
    redrafted = case_at(product, 6)
    redrafted.done("kabid", "return", {"reason": "Masa berlaku keliru."})
    redrafted.done("back_office", "draft", {"kind": "permit"})
    with answering(product) as url:
        yield Place(url, repaired, redrafted, submitted(product))


@pytest.mark.timeout(times(120, 1800))
def test_axe_finds_nothing_on_the_auditors_pages(product: Product, place: Place, browser: Browser) -> None:
    axe, found = Axe(), list[str]()
    about = f"/trail/applications/{place.repaired.id}"
    addresses = (
        "/trail",
        "/trail?step=x&from=2026-13-01&fact=Verified&foo=1",
        "/trail?number=REG-0",
        "/trail/1",
        "/trail/access",
        "/trail/exports?format=csv&actor=x",
        "/trail/conformance?lateness=true",
        "/trail/people",
        f"{about}/submissions",
        f"/trail/applications/{place.redrafted.id}/drafts",
        f"{about}/unmask",
    )
    context = browser.new_context(bypass_csp=True, extra_http_headers=dict(signed_in(product, "auditor")))
    page = context.new_page()
    for n, path in enumerate(addresses):
        for sight in SIGHTS if NIGHTLY else (BY_TURNS[n % 2],):
            page.emulate_media(color_scheme=sight.theme)
            page.set_viewport_size({"width": sight.width, "height": 800})
            page.goto(f"{place.url}{path}{'&' if '?' in path else '?'}lang={sight.lang}")
            found += _seen(axe, page, f"{path} {sight}")
    context.close()

    assert [] == found


@pytest.mark.timeout(120)
def test_an_auditor_finds_by_keyboard_is_told_of_news_and_proves(place: Place, browser: Browser) -> None:
    axe, found = Axe(), list[str]()
    context = browser.new_context(bypass_csp=True, locale="id-ID", viewport={"width": 360, "height": 800})
    page = _signed_in_by_cookie(context, place.url)

    broken = list[str]()
    page.on("response", lambda answer: broken.append(answer.url) if answer.status >= 400 else None)
    page.on("pageerror", lambda error: broken.append(error.message))

    number = place.waiting.view()["number"]
    page.get_by_label("Permohonan", exact=True).focus()
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page).to_have_url(
        f"{place.url}/trail?number={number}&from=&to=&order=desc&actor=&role=&acting_for=&step=" + REST
    )
    lines = page.get_by_role("row").filter(has_text=number)
    expect(lines).to_have_count(2)

    place.waiting.done("front_office", "verification", VERIFICATION)
    news = page.get_by_role("link", name="2 kejadian baru")
    expect(news).to_be_visible()
    expect(lines).to_have_count(2)
    news.click()
    expect(lines).to_have_count(4)

    page.get_by_role("button", name="Periksa sekarang").click()
    expect(page.get_by_text("Jejak TERBUKTI sampai posisi")).to_be_visible()
    found += _seen(axe, page, "check")
    page.go_back()
    position = lines.nth(3).get_by_role("rowheader").inner_text()
    lines.nth(3).get_by_role("rowheader").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Permohonan diajukan.")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Unduh bukti (JSON)").click()
    assert int(position) == json.loads(downloading.value.path().read_text("utf-8"))["position"]

    context.close()

    assert [] == found + broken


@pytest.mark.timeout(120)
def test_an_auditor_unmasks_for_a_reason_compares_and_takes_away(
    place: Place, browser: Browser, tmp_path: Path
) -> None:
    axe, found = Axe(), list[str]()
    context = browser.new_context(bypass_csp=True, locale="id-ID", viewport={"width": 360, "height": 800})
    page = _signed_in_by_cookie(context, place.url)
    number = place.waiting.view()["number"]
    page.goto(f"{place.url}/trail/{place.first_position()}")
    page.get_by_role("link", name="Buka dengan alasan").click()
    page.get_by_label("Alasan").fill("audit")
    page.get_by_role("button", name="Catat dan buka").click()
    expect(page.get_by_label("Alasan")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Alasan")).to_have_value("audit")
    page.get_by_label("Alasan").fill(REASON)
    page.get_by_role("button", name="Catat dan buka").click()
    expect(page.get_by_text(place.waiting.permit().applicant.nik).first).to_be_visible()
    found += _seen(axe, page, "unmasked")

    page.goto(f"{place.url}/trail/people?number={number}")
    page.get_by_label("Alasan").fill(REASON)
    page.get_by_role("button", name="Tampilkan laporan").click()
    expect(page.get_by_role("link", name="Siapa yang membuka berkas orang ini")).to_be_visible()
    found += _seen(axe, page, "person")
    page.get_by_role("link", name="Siapa yang membuka berkas orang ini").click()
    expect(page.get_by_text(f"Alasan: {REASON}").first).to_be_visible()

    page.goto(f"{place.url}/trail/completeness")
    page.get_by_role("button", name="Bandingkan sekarang").click()
    expect(page.get_by_text("LENGKAP: semua mengatakan hal yang sama.")).to_be_visible()
    found += _seen(axe, page, "completeness")

    page.goto(f"{place.url}/trail/exports")
    page.get_by_label("Bentuk").select_option("csv")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Ekspor").click()
    downloading.value.save_as(tmp_path / "jejak.csv")
    assert number in (tmp_path / "jejak.csv").read_text("utf-8")
    page.reload()
    expect(page.get_by_role("row").filter(has_text="CSV").get_by_text("selesai")).to_be_visible()
    found += _seen(axe, page, "exports")
    context.close()

    assert [] == found


REST = "&sop=&recorded_from=&recorded_to=&after=&before=&correlation=&request_id="


def _signed_in_by_cookie(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(f"{url}/login?next=/trail")
    page.get_by_role("button", name="Auditor").click()
    expect(page).to_have_url(f"{url}/trail")
    return page


def _seen(axe: Axe, page: Page, where: str) -> list[str]:
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    cut = [f"{where}: {wider} px too wide"] if wider > 0 else []
    return cut + [f"{where}: {each}" for each in violations(axe, page)]

"""Every page in a real browser: nothing that axe finds, nothing wider than the screen, nothing that needs a script."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import product as every
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, Page, expect

from tests.api.casework import Case, case_at, rejected, signature, submitted
from tests.api.product import Product
from tests.browser.chromium import answering, signed_in
from tests.campaign import NIGHTLY, times

Theme = Literal["light", "dark"]
_WIDTHS = (360, 768, 1280)
_THEMES: tuple[Theme, ...] = ("light", "dark")


class Sight(NamedTuple):
    """How a page is looked at."""

    lang: str
    theme: Theme
    width: int


# Every width and theme with either language; nightly all of them with each other.
SIGHTS = (
    tuple(Sight(lang, theme, width) for lang in ("id", "en") for theme in _THEMES for width in _WIDTHS)
    if NIGHTLY
    else (Sight("id", "light", 360), Sight("id", "dark", 1280), Sight("en", "dark", 768))
)
# Seen in one theme and width of its language, a page is looked at again only for what another may change.
WHAT_SIGHT_CHANGES = ("color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block")


class Place(NamedTuple):
    url: str
    signed: Case
    rejected: Case


@pytest.fixture(scope="module")
def place(product: Product) -> Iterator[Place]:
    signed = case_at(product, 8)
    signed.done("kepala_dinas", "signature", signature(signed))
    submitted(product)
    back = rejected(product)
    product.run(product.office.surveys.answer, UUID(signed.id), [3, 3, 3, 4, 3, 3, 4, 4, 3], product.office.today)
    with answering(product) as url:
        yield Place(url, signed, back)


@pytest.fixture(scope="module")
def addresses(place: Place) -> dict[str, tuple[str, ...]]:
    """The pages by who looks at them, each in the states that it has."""
    view = place.rejected.view()
    tracked = urlencode({"number": view["number"], "code": view["tracking_code"]})
    code = place.signed.view()["decree"]["code"]
    return {
        "": (
            "/",
            "/track",
            "/track?number=REG-1&code=X",
            f"/track?{tracked}",
            "/verify",
            f"/v/{code}",
            "/v/x",
            "/register",
            "/register?q=tidak+ada",
            "/register?standing=void",
            "/sop/izin-kbm",
            "/sop/izin-terbang",
            "/problems/not-found",
            "/demo/mailbox",
            "/v1/checkpoint.html",
            f"/v/{code}/decree.html",
        ),
        "supervisor": (
            "/sla",
            "/sla?ago=1",
            "/sla/forecast",
            "/duty",
            f"/applications/{place.signed.id}/sla",
            "/sla/visits?step=2",
            "/sla/visits?month=2020-01",
        ),
        "back_office": ("/sla", "/queues/back_office", f"/applications/{place.signed.id}"),
        "front_office": (f"/applications/{place.rejected.id}",),
        "admin": ("/duty",),
    }


@pytest.mark.timeout(times(240, 1800))
@pytest.mark.parametrize("role", ["", "supervisor", "back_office", "front_office", "admin"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    product: Product, place: Place, browser: Browser, addresses: dict[str, tuple[str, ...]], role: str
) -> None:
    axe, found = Axe(), list[str]()
    headers = signed_in(product, role) if role else {}
    context = browser.new_context(bypass_csp=True, extra_http_headers=dict(headers), reduced_motion="reduce")
    page = context.new_page()
    for path, lang in every(addresses[role], ("id", "en")):
        page.goto(f"{place.url}{path}{'&' if '?' in path else '?'}lang={lang}")
        for sight in (each for each in SIGHTS if each.lang == lang):
            page.emulate_media(color_scheme=sight.theme)
            page.set_viewport_size({"width": sight.width, "height": 800})
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{path} {sight}: {wider} px too wide"] if wider > 0 else []
            rules = None if NIGHTLY or sight in SIGHTS[::2] else WHAT_SIGHT_CHANGES
            found += [f"{path} {sight}: {each}" for each in violations(axe, page, rules)]
    context.close()

    assert [] == found


def test_axe_would_find_something(place: Place, browser: Browser) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(place.url)
    page.evaluate("document.querySelector('main').append(new Image())")

    assert ["image-alt"] == [each.partition(" ")[0] for each in violations(Axe(), page)]
    context.close()


def test_the_public_face_works_without_a_script(place: Place, browser: Browser, tmp_path: Path) -> None:
    view = place.rejected.view()
    pdf = tmp_path / "sk.pdf"
    pdf.write_bytes(place.signed.by("pemohon").get(f"{place.signed.path}/decree.pdf").content)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}, locale="id-ID")
    page = context.new_page()

    page.goto(place.url)
    page.get_by_label("Nomor registrasi").fill(view["number"])
    page.get_by_label("Kode pelacakan").fill(view["tracking_code"])
    page.get_by_role("button", name="Lacak").click()
    expect(page.get_by_role("heading", name="Yang harus dilengkapi")).to_be_visible()

    page.get_by_role("link", name="In English").click()
    expect(page.get_by_role("heading", name="What is missing")).to_be_visible()
    page.get_by_role("link", name="Verify", exact=True).click()
    page.get_by_label("PDF, at most 5 MB").set_input_files(pdf)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("This document is genuine and the permit is IN FORCE.")).to_be_visible()

    page.get_by_role("link", name="Permits", exact=True).click()
    page.get_by_label("Decree number or institution").fill("tidak ada")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text("No permit fits.")
    context.close()


def test_it_is_walked_by_keyboard_and_each_place_is_seen(place: Place, browser: Browser) -> None:
    page = browser.new_page(locale="id-ID")
    page.goto(place.url)

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Langsung ke isi halaman")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    assert "solid" == skip.evaluate("link => getComputedStyle(link).outlineStyle")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("link", name="Masuk", exact=True)).to_be_focused()
    page.close()


def test_the_chosen_theme_outlives_the_page(place: Place, browser: Browser) -> None:
    page = browser.new_page(locale="id-ID", color_scheme="light")
    page.goto(place.url)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)

    page.get_by_role("link", name="Tampilan gelap").click()
    page.goto(f"{place.url}/track")

    assert ("rgb(255, 255, 255)", "rgb(16, 24, 23)") == (before, page.evaluate(ground))
    page.close()


def test_the_sop_sheet_prints_on_a4_landscape_as_a_table(place: Place, browser: Browser) -> None:
    page = browser.new_page(locale="id-ID")
    page.goto(f"{place.url}/sop/izin-kbm")

    pdf = page.pdf(prefer_css_page_size=True)

    with pikepdf.open(BytesIO(pdf)) as printed:
        sizes = [[round(float(each)) for each in leaf.mediabox] for leaf in printed.pages]
    assert [0, 0, 842, 595] == sizes[0]
    assert len(sizes) <= 2, "the sheet, then its totals and what was lost"
    page.close()


def violations(axe: Axe, page: Page, rules: Sequence[str] | None = None) -> list[str]:
    chosen = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else None
    found = axe.run(page, options=chosen).response["violations"]
    return [f"{each['id']} {each['nodes'][0]['html'][:120]}" for each in found]

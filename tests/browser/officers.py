"""Officers before their pages: who signs in by the demo's door, what they press, and how each page is looked at."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, Page, expect

from tests.api.product import Person
from tests.browser.test_every_page import SIGHTS, WHAT_SIGHT_CHANGES, Sight, violations
from tests.campaign import NIGHTLY

DOORS = {
    "front_office": "Front Office",
    "back_office": "Back Office",
    "dinas_teknis": "Dinas Teknis",
    "kabid": "Kabid Perizinan",
    "sekretaris": "Sekretaris",
    "kepala_dinas": "Kepala Dinas",
}


# Of each page as it stands, so in one language: what was typed into it would not outlive another.
_LOOKS = (
    [each for each in SIGHTS if each.lang == "id"]
    if NIGHTLY
    else [Sight("id", "light", 1280), Sight("id", "dark", 360)]
)


@dataclass
class Office:
    """A browser before a running office; `found` is what axe and the measure of the screen have found so far."""

    browser: Browser
    url: str
    scripts: bool = True
    axe: Axe = field(default_factory=Axe)
    found: list[str] = field(default_factory=list)

    @contextmanager
    def officer(self, role: str, *, width: int = 1280) -> Generator[Page]:
        """Yield the page on which this officer lands who has signed in at the demo's door."""
        with self._browsing(width, {}) as page:
            page.goto(f"{self.url}/login")
            page.get_by_role("button", name=DOORS[role], exact=True).click()
            expect(page).to_have_url(f"{self.url}/queues/{role}")
            yield page

    @contextmanager
    def known(self, person: Person, path: str, *, width: int = 1280) -> Generator[Page]:
        """Yield that page as somebody sees it who needs no door."""
        with self._browsing(width, dict(person.headers)) as page:
            page.goto(f"{self.url}{path}")
            yield page

    @contextmanager
    def _browsing(self, width: int, headers: dict[str, str]) -> Generator[Page]:
        context = self.browser.new_context(
            java_script_enabled=self.scripts,
            bypass_csp=self.scripts,  # axe is a script of nobody's; without scripts the policy holds
            viewport={"width": width, "height": 900},
            locale="id-ID",
            reduced_motion="reduce",
            extra_http_headers=headers,
        )
        try:
            yield context.new_page()
        finally:
            context.close()

    def look(self, page: Page, name: str) -> None:
        """Look at the page as it stands, on a desk and on a phone, light and dark; nightly in every way."""
        before = page.viewport_size
        for _, theme, width in _LOOKS:
            rules = None if NIGHTLY or width == 1280 else WHAT_SIGHT_CHANGES
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            self.found += [f"{name} {width}: {wider} px too wide"] if wider > 0 else []
            self.found += [f"{name} {width}: {each}" for each in violations(self.axe, page, rules)]
        page.set_viewport_size(before or {"width": 1280, "height": 900})


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def told(page: Page, text: str) -> None:
    """What the page says first: that it is done, or what is wrong."""
    expect(page.get_by_text(text).first).to_be_visible()

"""Pictures of the documentation: a page as one person sees it, in few colours, so that a clone stays small."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import httpx2
from PIL import Image
from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
DESK, PHONE = (1280, 900), (360, 780)
_COLOURS = 128
_INTO_VIEW = "place => place.scrollIntoView({block: place.offsetHeight > innerHeight * 0.8 ? 'start' : 'center'})"
_VIEWER_MS = 2500  # chromium's own viewer of PDF tells nobody when it is done


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """A browser before a running demo office."""

    browser: Browser
    url: str

    @contextmanager
    def page(
        self,
        path: str,
        role: str | None = None,
        *,
        theme: Literal["light", "dark"] = "light",
        size: tuple[int, int] = DESK,
    ) -> Generator[Page]:
        """Yield the page as the demo's person of that role sees it, or anybody."""
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            locale="id-ID",
            extra_http_headers=dict(self._headers(role)),
        )
        try:
            page = context.new_page()
            page.goto(f"{self.url}{path}")
            yield page
        finally:
            context.close()

    def _headers(self, role: str | None) -> Mapping[str, str]:
        if role is None:
            return {}
        answer = httpx2.post(f"{self.url}/demo/token", json={"role": role}).raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def keep(page: Page, name: str, *, at: str = "") -> None:
    """Keep what the page shows, scrolled to a place if one is named."""
    if at:
        page.locator(at).first.evaluate(_INTO_VIEW)
    if page.locator(".viewer").first.is_visible():
        page.wait_for_timeout(_VIEWER_MS)
    with Image.open(BytesIO(page.screenshot())) as whole:
        whole.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)

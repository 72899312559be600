"""The pictures of the documentation, taken from a running demo office in both themes and at a phone's width."""

import sys
from pathlib import Path
from typing import Literal, NamedTuple

import httpx2

from tests.browser.chromium import chromium

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


class Picture(NamedTuple):
    name: str
    path: str
    role: str | None
    theme: Literal["light", "dark"]
    size: tuple[int, int]


PICTURES = (
    Picture("landing", "/", None, "light", (1280, 900)),
    Picture("sop", "/sop/izin-kbm", None, "light", (1280, 900)),
    Picture("sla", "/sla", "supervisor", "dark", (1280, 1100)),
    Picture("phone", "/queues/back_office?lang=en", "back_office", "light", (360, 780)),
)


def main(url: str) -> None:
    """Take them all."""
    with chromium() as browser:
        for each in PICTURES:
            width, height = each.size
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=each.theme,
                locale="id-ID",
                extra_http_headers=_headers(url, each.role),
            )
            page = context.new_page()
            page.goto(f"{url}{each.path}")
            page.screenshot(path=FOLDER / f"{each.name}.png")
            context.close()


def _headers(url: str, role: str | None) -> dict[str, str]:
    if role is None:
        return {}
    token = httpx2.post(f"{url}/demo/token", json={"role": role}).raise_for_status().json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))

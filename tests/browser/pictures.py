"""The pictures of the documentation, taken from a running demo office in both themes and at a phone's width."""

import sys
from typing import Literal, NamedTuple

from tests.browser.chromium import chromium
from tests.browser.shooting import DESK, PHONE, Studio, keep
from tests.browser.tour import tour


class Picture(NamedTuple):
    name: str
    path: str
    role: str | None
    theme: Literal["light", "dark"]
    size: tuple[int, int]


PICTURES = (
    Picture("landing", "/", None, "light", DESK),
    Picture("sop", "/sop/izin-kbm", None, "light", DESK),
    Picture("sla", "/sla", "supervisor", "dark", (1280, 1100)),
    Picture("phone", "/queues/back_office?lang=en", "back_office", "light", PHONE),
)


def main(url: str) -> None:
    """Take them all: those of the office as it stands first, for the tour adds a permit to it."""
    with chromium() as browser:
        studio = Studio(browser=browser, url=url)
        for each in PICTURES:
            with studio.page(each.path, each.role, theme=each.theme, size=each.size) as page:
                keep(page, each.name)
        tour(studio)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))

"""What the pages weigh, and when they can be used on a cheap phone: a slow processor behind a slow network."""

from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from application.master_key import master_key
from application.postgres.migrations import migrate
from application.settings import read_settings
from application.vault import Vault
from tests.bench.client import Client
from tests.bench.office_life import fill_office
from tests.bench.place import place
from tests.bench.product import product
from tests.browser.chromium import chromium

Figures = dict[str, object]

APPLICATIONS = 300
# Lighthouse's phone: a processor of a quarter of the speed, 1.6 Mbit/s and 150 ms there and back ("slow 4G").
_SLOWER = 4
_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
_USABLE = "performance.getEntriesByType('navigation')[0].loadEventEnd"


class Sight(NamedTuple):
    path: str
    role: str | None


SIGHTS = (
    Sight("/", None),
    Sight("/track", None),
    Sight("/verify", None),
    Sight("/register", None),
    Sight("/sop/izin-kbm", None),
    Sight("/apply", "pemohon"),
    Sight("/my", "pemohon"),
    Sight("/queues/front_office", "front_office"),
    Sight("/applications/{id}", "front_office"),
    Sight("/queues/kepala_dinas/signing", "kepala_dinas"),
    Sight("/sla", "supervisor"),
    Sight("/sla/forecast", "supervisor"),
    Sight("/applications/{id}/sla", "supervisor"),
    Sight("/duty", "supervisor"),
    Sight("/trail", "auditor"),
    Sight("/trail/1", "auditor"),
    Sight("/trail/access", "auditor"),
)


def measure_pages(*, rounds: int, say: Any) -> Figures:
    """Return for each page its bytes and requests on a first visit, and milliseconds to first paint and to use."""
    with place() as here:
        migrate(here.url)
        vault = Vault([master_key(read_settings(data_dir=here.data_dir))])
        permits = fill_office(here.url, vault, applications=APPLICATIONS)
        with product(here, projector=True) as server, Client(server.url) as client, chromium() as browser:
            figures: Figures = {}
            for sight in SIGHTS:
                path = sight.path.format(id=permits[0])
                token = client.post("/demo/token", {"role": sight.role}).json["access_token"] if sight.role else None
                visits = [_visited(browser, f"{server.url}{path}", token) for _ in range(rounds)]
                figures[sight.path] = _middle(visits)
                say(f"{sight.path}: {figures[sight.path]}")
            return figures


def _middle(visits: Sequence[Figures]) -> Figures:
    return {name: round(median(float(str(each[name])) for each in visits)) for name in visits[0]}


def _visited(browser: Browser, url: str, token: str | None) -> Figures:
    """A first visit: nothing is kept from one to the next."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    context = browser.new_context(viewport={"width": 360, "height": 780}, extra_http_headers=headers)
    page = context.new_page()
    weight = _weighing(context, page)
    page.goto(url, wait_until="load")
    page.wait_for_function(f"{_USABLE} > 0")
    figures: Figures = {
        "bytes": sum(weight),
        "requests": len(weight),
        "painted_ms": page.evaluate(_PAINTED),
        "usable_ms": page.evaluate(_USABLE),
    }
    context.close()
    return figures


def _weighing(context: BrowserContext, page: Page) -> list[int]:
    """Return the list that fills with the bytes of each answer as they came over the wire."""
    session: CDPSession = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    weight: list[int] = []
    session.on("Network.loadingFinished", lambda event: weight.append(int(event["encodedDataLength"])))
    return weight

"""Bodies of publications: the example's, and a year as it is published with a few days closed beside."""

import json
from collections.abc import Callable
from time import monotonic, sleep

from api.calendars.examples import PUBLICATION
from tests.api.product import Json, Product

CALENDAR = "/v1/calendar"
EMPTY: Json = {"seasons": [], "national_holidays": [], "joint_leave": [], "local_closures": []}


def publication(**changes: object) -> Json:
    """The example, whose lists are nobody else's, with these changes."""
    return {**json.loads(json.dumps(PUBLICATION)), **changes}


def once_more(product: Product, year: int, *closed: str, **changes: object) -> Json:
    """The newest version of this year, by another decree, with these days closed beside."""
    newest = product.get(f"{CALENDAR}/{year}").json()["items"][0]
    body = {name: value for name, value in newest.items() if name in PUBLICATION}
    body["local_closures"] += [{"day": day, "name": "Haul"} for day in closed]
    return {**body, "decree": "SE Wali Kota", "decided_at": "2026-11-23T00:30:00Z", **changes}


def dues(product: Product) -> list[str]:
    """When the technical office's files are due, as its queue has it."""
    queue = product.person("dinas_teknis").get("/v1/queues/dinas_teknis").json()
    return [item["due_at"] for item in queue["items"]]


def until(come: Callable[[], bool]) -> None:
    """Wait for what comes about in the background."""
    deadline = monotonic() + 20
    while not come():
        assert monotonic() < deadline
        sleep(0.05)

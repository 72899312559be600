"""From append to visible: the product under a moderate load, asked for its lists with `X-After-Position`."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from uuid import uuid4

from tests.bench.client import Client
from tests.bench.desk import Desk, prepare_desk
from tests.bench.place import Place
from tests.bench.product import product

COMMANDS_PER_S = 40  # three times what a large city sends in its busiest minute
CLIENTS = 4
LISTS = ("/v1/queues/front_office?limit=1", "/v1/applications?limit=1")


def measure_lag(place: Place, *, seconds: int) -> dict[str, float]:
    """Return percentiles, in ms, of the time from a command's answer to that of a list that has seen it.

    The list is another request, so these are upper bounds: about 2 ms of them are the asking.
    """
    with product(place, projector=True) as server:
        desk = prepare_desk(server.url, place.data_dir / "lag-desk")
        with ThreadPoolExecutor(CLIENTS) as clients:
            runs = clients.map(lambda n: _client(server.url, desk, n, seconds), range(CLIENTS))
            lags = sorted(lag for run in runs for lag in run)
    at = quantiles(lags, n=100)
    return {"lag_p50_ms": round(at[49], 1), "lag_p99_ms": round(at[98], 1)}


def _client(url: str, desk: Desk, n: int, seconds: int) -> Sequence[float]:
    lags: list[float] = []
    pause = CLIENTS / COMMANDS_PER_S
    end = time.monotonic() + seconds
    with Client(url) as client:
        while (begun := time.monotonic()) < end:
            lags.append(_one(client, desk, n, LISTS[len(lags) % len(LISTS)]))
            time.sleep(max(0.0, begun + pause - time.monotonic()))
    return lags


def _one(client: Client, desk: Desk, n: int, path: str) -> float:
    key = {"Idempotency-Key": uuid4().hex}
    sent = client.post("/v1/applications", desk.submission, desk.applicants[n], **key)
    answered = time.perf_counter()
    client.get(path, desk.officers[n], **{"X-After-Position": sent.headers["X-Position"]})
    return (time.perf_counter() - answered) * 1000

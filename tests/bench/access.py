"""What the access log costs whoever reads, and what its questions cost when it is long."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import median, quantiles
from typing import LiteralString
from uuid import UUID

import psycopg

from application.master_key import master_key
from application.postgres.migrations import migrate
from application.settings import read_settings
from application.vault import Vault
from tests.bench.client import Client
from tests.bench.office_life import fill_office
from tests.bench.place import Place, place
from tests.bench.product import product

Say = Callable[[str], None]
Figures = dict[str, object]

APPLICATIONS = 300
AT_ONCE = 8
_WARM_UP = 50
ROWS = 1_000_000
EVENTS = 1_000_000
_LOG_PAGES = {
    "first page": "/v1/access-log",
    "deep page": "/v1/access-log?before=500000",
    "of a file": "/v1/access-log?application={id}",
    "of a person": "/v1/access-log?actor=officer-7",
    "of an action": "/v1/access-log?action=export",
    "of a day": "/v1/access-log?from=2026-03-01&to=2026-03-01",
    "digest of a day": "/v1/trail/periods?from=2026-03-02&to=2026-03-02",
    "digests of a month of days": "/v1/trail/periods?from=2026-03-01&to=2026-03-31",
    "digest of a month": "/v1/trail/periods?by=month&from=2026-03-01&to=2026-03-31",
}


def measure_access(*, requests: int, say: Say) -> Figures:
    """Return milliseconds of a case page with and without the log, alone and among others, and of the log's pages."""
    with ExitStack() as stack:
        places = [stack.enter_context(place()) for _ in range(2)]
        permits = [_filled(each) for each in places]
        modules = ("api.serve", "tests.bench.unlogged")
        urls = [
            stack.enter_context(product(each, module=module)).url for each, module in zip(places, modules, strict=True)
        ]
        paths = [f"/v1/applications/{random.Random(7).choice(permits[0])}" for _ in range(requests + _WARM_UP)]
        alone = [_shown(times[_WARM_UP:]) for times in _in_turn(urls, paths)]
        say(f"one at a time: {alone[0]} ms with the log, {alone[1]} without")
        among = [_shown(_together(url, paths)) for url in urls]
        say(f"{AT_ONCE} at a time: {among[0]} ms with the log, {among[1]} without")
    return {
        "with_p50_ms": alone[0][0],
        "with_p99_ms": alone[0][1],
        "without_p50_ms": alone[1][0],
        "without_p99_ms": alone[1][1],
        "with_p50_ms_among_8": among[0][0],
        "without_p50_ms_among_8": among[1][0],
        **_pages(say),
    }


def _filled(here: Place) -> Sequence[UUID]:
    migrate(here.url)
    vault = Vault([master_key(read_settings(data_dir=here.data_dir))])
    return fill_office(here.url, vault, applications=APPLICATIONS)


def _in_turn(urls: Sequence[str], paths: Sequence[str]) -> list[list[float]]:
    clients = [Client(url) for url in urls]
    tokens = [_token(client, "supervisor") for client in clients]
    took: list[list[float]] = [[] for _ in urls]
    for path in paths:
        for client, token, times in zip(clients, tokens, took, strict=True):
            times.append(_asked(client, token, path))
    return took


def _together(url: str, paths: Sequence[str]) -> list[float]:
    """Return how long each of `AT_ONCE` readers waited, who ask without a pause."""

    def read(mine: Sequence[str]) -> list[float]:
        with Client(url) as client:
            token = _token(client, "supervisor")
            return [_asked(client, token, path) for path in mine]

    with ThreadPoolExecutor(AT_ONCE) as readers:
        return [each for times in readers.map(read, [paths] * AT_ONCE) for each in times]


def _pages(say: Say) -> Figures:
    """Return milliseconds of each page of a long log, and of the digests of a long ledger; each is logged itself."""
    begun = time.perf_counter()
    figures: Figures = {"accesses": ROWS, "events": EVENTS}
    with place() as here:
        migrate(here.url)
        permit = UUID(int=7)
        with psycopg.connect(here.url, autocommit=True) as connection:
            connection.execute(_LONG_LOG, {"rows": ROWS})
            connection.execute(_LONG_LEDGER, {"events": EVENTS})
            connection.execute("VACUUM ANALYZE ledger.access_log")
            connection.execute("VACUUM ANALYZE ledger.events")
        say(f"{ROWS:,} accesses and {EVENTS:,} events in {time.perf_counter() - begun:.0f} s")
        with product(here) as server, Client(server.url) as client:
            token = _token(client, "auditor")
            for name, path in _LOG_PAGES.items():
                times = [_asked(client, token, path.format(id=permit)) for _ in range(40)][10:]
                figures[f"{name}, p50_ms"], figures[f"{name}, p99_ms"] = _shown(times)
                say(f"{name}: {_shown(times)} ms")
    return figures


def _asked(client: Client, token: str, path: str) -> float:
    begun = time.perf_counter()
    client.get(path, token)
    return 1000 * (time.perf_counter() - begun)


def _token(client: Client, role: str) -> str:
    return str(client.post("/demo/token", {"role": role}).json["access_token"])


def _shown(times: Sequence[float]) -> tuple[float, float]:
    return round(median(times), 2), round(quantiles(times, n=100)[98], 2)


# As the functions write them, but for leaves and contents, which nobody here looks at: one each 25 seconds of a year,
# of 2,000 files and 40 officers. A state has the size of a usual one.
_LONG_LOG: LiteralString = """
INSERT INTO ledger.access_log (position, at, application, action, actor, role, state, leaf)
SELECT n, timestamptz '2026-01-01' + n * interval '25 seconds',
       ('00000000-0000-0000-0000-' || lpad(to_hex(n %% 2000), 12, '0'))::uuid,
       CASE WHEN n %% 1000 = 0 THEN 'export' ELSE 'read_case' END, 'officer-' || n %% 40, 'front_office',
       convert_to('{"v":1,"operation":"readApplication","outcome":"ok","request":"8e4180cc91c794a276d2c30931b5da71",'
                  '"by":{"sub":"officer-7","name":"Fajar Nugroho"},"address":"10.20.3.7","token":"c1ec064b0d907248"}',
                  'UTF8'),
       sha256(n::text::bytea)
  FROM generate_series(1, %(rows)s) n
"""
_LONG_LEDGER: LiteralString = """
INSERT INTO ledger.events
       (notification_id, originator_id, originator_version, topic, state, recorded_at, actor, role, leaf)
SELECT n, '00000000-0000-0000-0000-00000000ffff', n, 'Routed', convert_to(repeat(md5(n::text), 30), 'UTF8'),
       timestamptz '2026-01-01' + n * interval '25 seconds', 'nobody', 'system', sha256(n::text::bytea)
  FROM generate_series(1, %(events)s) n
"""

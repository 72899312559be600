"""What answers cost with a thousand applications and with many more: the same questions to both, in turn."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import median, quantiles
from uuid import UUID

import psycopg
import uvloop

from api.building import projections_of
from application.master_key import master_key
from application.postgres.database import APP, PROJECTOR, as_role
from application.postgres.migrations import migrate
from application.read_side import open_state
from application.settings import read_settings
from application.vault import Vault
from projections.engine.checkpoint import install
from projections.engine.connection import connector
from projections.engine.log import read_head
from projections.engine.runner import Runner
from projections.engine.tide import Tide
from tests.bench.client import Client
from tests.bench.multitude import multiply_ledger, multiply_read_models
from tests.bench.office_life import fill_office
from tests.bench.place import Place, place
from tests.bench.process import BenchFailed
from tests.bench.product import product
from tests.book import office_rulebook

Say = Callable[[str], None]
Figures = dict[str, object]

SMALL = 1_000
PAGES = {
    "dashboard": "/v1/sla",
    "dashboard of a quarter": "/v1/sla?from=2026-03-15&to=2026-06-14",
    "dashboard as of a day": "/v1/sla?as_of=2026-08-12T03:00:00Z",
    "queue page": "/v1/queues/back_office?limit=10",  # a full one in both offices
    "case page": "/v1/applications/{id}",
    "time of a case": "/v1/applications/{id}/sla",
    "SOP sheet": "/v1/sop/izin-kbm",
    "late visits, worst first": "/v1/sla/visits?verdict=late",
}
_WARM_UP = 20  # requests to each page
_PATIENCE_S = 600
_ENOUGH_S = 60  # for one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where the product answers, and applications that it can show."""

    client: Client
    token: str
    permits: Sequence[UUID]


def measure_flatness(*, applications: int, requests: int, say: Say) -> Figures:
    """Return percentiles in ms of every page in a small and in a large office, and how the medians compare."""
    times = max(2, applications // SMALL)
    with place() as small, place() as large:
        say(f"writing {SMALL:,} applications twice")
        permits = _filled(small)
        _filled(large)
        begun = time.perf_counter()
        events = _multiplied(large, times)
        say(f"{SMALL * times:,} applications, {events:,} events, in {time.perf_counter() - begun:.0f} s")
        with product(small) as here, product(large) as there, Client(here.url) as few, Client(there.url) as many:
            offices = [Office(client=client, token=_token(client), permits=permits) for client in (few, many)]
            pages = {name: _compared(name, path, offices, requests, say) for name, path in PAGES.items()}
    return {"applications": SMALL * times, "events": events, "small": SMALL, "pages": pages}


def _filled(here: Place) -> Sequence[UUID]:
    """Write the small office and let the real projector tell of it; return its applications."""
    migrate(here.url)
    vault = Vault([master_key(read_settings(data_dir=here.data_dir))])
    permits = fill_office(here.url, vault, applications=SMALL)
    uvloop.run(_projected(here.url, vault))
    with psycopg.connect(here.url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return permits


async def _projected(url: str, vault: Vault) -> None:
    tide = Tide(connector(as_role(url, APP)))
    connect, projections = connector(as_role(url, PROJECTOR)), projections_of(office_rulebook, vault)
    async with await connect() as connection:
        head = await read_head(connection)
        await install(connection, *projections)
    runner = asyncio.create_task(
        Runner(connect=connect, projections=projections, open_state=open_state, tide=tide).run()
    )
    try:
        for projection in projections:
            if not await tide.reached(projection.name, head, within=_PATIENCE_S):
                raise BenchFailed(f"{projection.name} does not catch up")
    finally:
        runner.cancel()
        with suppress(asyncio.CancelledError):
            await runner
        await tide.close()


def _multiplied(here: Place, times: int) -> int:
    """Make the small office a large one; what only the filling needs is put back."""
    with psycopg.connect(here.url, autocommit=True) as connection:
        for setting in ("fsync = off", "full_page_writes = off", "max_wal_size = '4GB'"):
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf()")
        events = multiply_ledger(here.url, times)
        vault = Vault([master_key(read_settings(data_dir=here.data_dir))])
        uvloop.run(multiply_read_models(here.url, projections_of(office_rulebook, vault), times))
        connection.execute("ALTER SYSTEM RESET ALL")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CHECKPOINT")
    return events


def _token(client: Client) -> str:
    return str(client.post("/demo/token", {"role": "supervisor"}).json["access_token"])


def _compared(name: str, path: str, offices: Sequence[Office], requests: int, say: Say) -> Figures:
    chosen = random.Random(7)
    paths = [path.format(id=chosen.choice(offices[0].permits)) for _ in range(requests + _WARM_UP)]
    took: tuple[list[float], ...] = tuple([] for _ in offices)
    until = time.monotonic() + _ENOUGH_S
    for n, each in enumerate(paths):
        if n > 2 * _WARM_UP and time.monotonic() > until:
            break
        for office, times in zip(offices, took, strict=True):
            begun = time.perf_counter()
            office.client.get(each, office.token)
            if n >= _WARM_UP:
                times.append((time.perf_counter() - begun) * 1000)
    few, many = took
    ratio = median(many) / median(few)
    say(f"{name}: {median(few):.2f} ms, then {median(many):.2f} ms, {ratio:.2f} times")
    return {
        "p50_ms": round(median(many), 2),
        "p99_ms": round(quantiles(many, n=100)[98], 2),
        "small_p50_ms": round(median(few), 2),
        "small_p99_ms": round(quantiles(few, n=100)[98], 2),
        "ratio": round(ratio, 2),
    }

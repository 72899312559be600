"""Catching up from empty read models: ours of queues and lists, as the stock library's beside them, and all of ours.

What is compared answers the same questions. All read models together are measured once, for whoever rebuilds them.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from statistics import median
from typing import LiteralString

import psycopg
import uvloop
from eventsourcing.projection import ProjectionRunner
from psycopg import sql

from api.building import projections_of
from api.commands.examples import SUBMISSION, VERIFICATION
from application.postgres.database import APP, PROJECTOR, as_role
from application.postgres.migrations import migrate
from application.read_side import open_state
from application.vault import Vault
from projections.engine.checkpoint import install
from projections.engine.connection import connector
from projections.engine.log import read_head
from projections.engine.runner import Runner
from projections.engine.tide import Tide
from tests.bench.filling import fill
from tests.bench.lag import measure_lag
from tests.bench.place import Place
from tests.bench.process import BenchFailed
from tests.bench.stock import Permits, environment
from tests.bench.stock_view import Desks, Routing, fill_stock
from tests.book import office_rulebook

Say = Callable[[str], None]
Figures = dict[str, object]

EVENTS = 200_000
STOCK_EVENTS = 6_000  # it takes one at a time, so that more would only take longer
MASTER = bytes(range(32))
_PATIENCE_S = 600
_COMPARED = frozenset({"inbox", "cases"})
_DROP: LiteralString = "SELECT tablename FROM pg_tables WHERE schemaname = 'read'"


def measure_projections(place: Place, *, seconds: int, rounds: int, say: Say) -> Figures:
    """Return events a second, medians over `rounds` in turn, and how long an append takes to be seen."""
    vault, url, stock_url = Vault([MASTER]), place.fresh_database("projections"), place.fresh_database("stock_views")
    migrate(url)
    say(f"writing {EVENTS:,} events")
    events = fill(url, vault, least=EVENTS)
    stock_events = fill_stock(Permits(env=environment(stock_url)), SUBMISSION, VERIFICATION, least=STOCK_EVENTS)
    rates: list[float] = []
    stock_rates: list[float] = []
    for n in range(rounds):
        place.settle()
        rates.append(events / uvloop.run(_catch_up(url, vault, _COMPARED.__contains__)))
        place.settle()
        stock_rates.append(stock_events / _stock_catch_up(stock_url))
        say(f"round {n + 1}, catch-up: {rates[-1]:,.0f} events/s, stock {stock_rates[-1]:,.0f}")
    place.settle()
    all_of_them = events / uvloop.run(_catch_up(url, vault, lambda _: True))
    say(f"all read models: {all_of_them:,.0f} events/s")
    say("lag under a moderate load")
    ours, stock = median(rates), median(stock_rates)
    return {
        "events_per_s": round(ours),
        "stock_events_per_s": round(stock),
        "over_stock": round(ours / stock, 1),
        "all_events_per_s": round(all_of_them),
        "events": events,
        **measure_lag(place, seconds=max(seconds, 10)),
    }


async def _catch_up(url: str, vault: Vault, is_wanted: Callable[[str], bool]) -> float:
    """Return the seconds until the wanted projections have seen the whole log, from no read model at all."""
    _drop_read_models(url)
    tide = Tide(connector(as_role(url, APP)))
    connect = connector(as_role(url, PROJECTOR))
    projections = [each for each in projections_of(office_rulebook, vault) if is_wanted(each.name)]
    async with await connect() as connection:
        head = await read_head(connection)
        await install(connection, *projections)
    runner = Runner(connect=connect, projections=projections, open_state=open_state, tide=tide)
    begun = time.perf_counter()
    running = asyncio.create_task(runner.run())
    try:
        for projection in projections:
            if not await tide.reached(projection.name, head, within=_PATIENCE_S):
                raise BenchFailed(f"{projection.name} does not catch up")
        return time.perf_counter() - begun
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await tide.close()


def _drop_read_models(url: str) -> None:
    with psycopg.connect(as_role(url, PROJECTOR), autocommit=True) as connection:
        for (table,) in connection.execute(_DROP).fetchall():
            connection.execute(sql.SQL("DROP TABLE read.{} CASCADE").format(sql.Identifier(table)))


def _stock_catch_up(url: str) -> float:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS queue, cases, desks_tracking")
        row = connection.execute("SELECT max(notification_id) FROM permits_events").fetchone()
    assert row is not None, "an aggregate always answers"
    begun = time.perf_counter()
    with ProjectionRunner(
        application_class=Permits, projection_class=Routing, view_class=Desks, env=dict(environment(url))
    ) as runner:
        while (runner.view.max_tracking_id(Permits.name) or 0) < row[0]:
            if time.perf_counter() - begun > _PATIENCE_S:
                raise BenchFailed("the stock runner does not catch up")
            time.sleep(0.02)
        return time.perf_counter() - begun

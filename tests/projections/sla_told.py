"""An office with a past: two hundred cases of all lengths in the read models, and everything told of them."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

import psycopg
from psycopg.rows import dict_row

from application.postgres.database import APP, as_role
from domain.events import Event
from domain.rulebook import Rulebook
from projections.engine.apply import apply
from projections.engine.checkpoint import install
from projections.engine.connection import Connection
from tests.projections.histories import interleaved
from tests.projections.office import Log, app, live, projector
from tests.projections.sla_office import changed_book, sla, slow_lives

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A connection of the application's, every row that is counted, and the lives behind them."""

    connection: Connection
    book: Rulebook
    lives: Sequence[tuple[Event, ...]]
    visits: list[Row]
    cases: list[Row]


@asynccontextmanager
async def told(url: str) -> AsyncGenerator[Told]:
    """Yield cases that were applied in batches of all sizes; a decree came late for some of them."""
    random, projection = Random(3), sla(changed_book())
    lives = slow_lives(random, 200)
    events = Log().record(interleaved(random, lives))
    cuts = sorted({0, len(events), *(random.randrange(len(events)) for _ in range(12))})
    async with await projector(url)() as connection:
        await install(connection, projection)
        for begin, end in pairwise(cuts):
            await apply(connection, projection, await live(connection, projection), events[begin:end])
    with psycopg.connect(as_role(url, APP)) as reading, reading.cursor(row_factory=dict_row) as cursor:
        visits = cursor.execute("SELECT * FROM read.sla_visits").fetchall()
        cases = cursor.execute("SELECT * FROM read.sla_cases").fetchall()
    async with await app(url)() as connection:
        yield Told(connection=connection, book=changed_book(), lives=lives, visits=visits, cases=cases)

"""A what-if over the visits of very many applications, and how long others wait for their answers meanwhile."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median, quantiles
from threading import Event, Thread
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

from domain.sla import due_if_published
from domain.working_time import add, due_soon_at
from tests.bench.client import Client
from tests.bench.place import Place
from tests.bench.product import product
from tests.book import office_rulebook

Say = Callable[[str], None]
Figures = dict[str, object]

APPLICATIONS = 100_000
_WRITTEN = 1_000  # the others are copies of them
_EVERY_STEP = {str(step): "P3D" if step == 4 else "PT6M" for step in range(1, 10)}
_SUPPOSED: dict[str, Figures] = {
    "one_step_s": {"standards": {"4": "P3D"}},
    "every_step_s": {"standards": _EVERY_STEP},
    "a_holiday_s": {"closures": [{"day": "2026-06-04", "name": "Libur"}]},
}
# What a step takes, in working seconds: most files in minutes, a tenth of them much longer (design 10).
_USUAL = {1: 1_500, 2: 300, 3: 240, 4: 70_000, 5: 300, 6: 150, 7: 150, 8: 200, 9: 120}


def measure_what_if(place: Place, *, rounds: int, say: Say) -> Figures:
    """Return seconds a question takes, medians over `rounds`, and the milliseconds that others wait beside it."""
    with product(place) as server, Client(server.url) as client:
        visits = _fill(place.url)
        say(f"{visits:,} visits of {APPLICATIONS:,} applications")
        token = str(client.post("/demo/token", {"role": "supervisor"}).json["access_token"])
        with_others = _Others(server.url)
        took = {
            name: round(median(_took(client, token, body) for _ in range(rounds)), 2)
            for name, body in _SUPPOSED.items()
        }
        waits = with_others.stop()
    figures: Figures = {"applications": APPLICATIONS, "visits": visits, **took}
    return {**figures, "others_p50_ms": round(median(waits), 1), "others_p99_ms": round(quantiles(waits, n=100)[98], 1)}


def _took(client: Client, token: str, body: object) -> float:
    begun = time.perf_counter()
    client.post("/v1/sla/what-if", body, token)
    return time.perf_counter() - begun


class _Others:
    """Somebody who asks for something small, again and again, until told to stop."""

    def __init__(self, url: str) -> None:
        self._url, self._enough, self._waits = url, Event(), list[float]()
        self._thread = Thread(target=self._ask)
        self._thread.start()

    def stop(self) -> list[float]:
        """Return how long each answer took, in milliseconds."""
        self._enough.set()
        self._thread.join()
        return self._waits

    def _ask(self) -> None:
        with Client(self._url) as client:
            while not self._enough.wait(0.01):
                begun = time.perf_counter()
                client.get("/v1/sop", "")
                self._waits.append(1000 * (time.perf_counter() - begun))


def _fill(url: str) -> int:
    columns, others = (sql.SQL(", ").join(map(sql.Identifier, names)) for names in (_COLUMNS, _COLUMNS[1:]))
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.cursor() as cursor, cursor.copy(sql.SQL(_COPY).format(columns=columns)) as copy:
            for visit in _visits():
                copy.write_row(visit)
        copies = sql.SQL(_COPIES).format(columns=columns, others=others)
        connection.execute(copies, {"copies": APPLICATIONS // _WRITTEN - 1})
        connection.execute("VACUUM ANALYZE read.sla_visits_1")
        row = connection.execute("SELECT count(*) FROM read.sla_visits").fetchone()
    assert row is not None, "an aggregate always answers"
    return int(row[0])


def _visits() -> Iterator[tuple[Any, ...]]:
    """Yield the visits of files that walked the straight road at some time of the year."""
    random, book = Random(1945), office_rulebook()
    calendar, sop = book.calendar, book.all_sops[0]
    for n in range(_WRITTEN):
        permit = UUID(int=random.getrandbits(128), version=4)
        began = entered_at = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(seconds=random.randrange(300 * 86_400))
        for row in sop.rows:
            usual = random.lognormvariate(0, 0.6) if random.random() < 0.9 else random.lognormvariate(1.5, 0.8)
            left_at = add(entered_at, int(usual * _USUAL[row.no]) + 1, calendar=calendar)
            due_at = due_if_published(entered_at, row.standard, calendar=calendar)
            assert due_at is not None, "the year is published"
            soon_at, late = due_soon_at(entered_at, due_at, calendar=calendar), left_at > due_at
            whose = permit, row.no, f"REG-{n}", sop.code, sop.version, row.no, row.role, 1, began
            yield *whose, entered_at, left_at, soon_at, due_at, due_at, late, late, 0, 0, 0, 0
            entered_at = left_at


_COLUMNS = (
    *("permit", "n", "number", "sop_code", "sop_version", "step", "role", "round", "submitted_at", "entered_at"),
    *("left_at", "soon_at", "due_at", "due_then", "late", "late_then", "worked", "worked_then", "lost", "lost_then"),
)
_COPY: LiteralString = "COPY read.sla_visits_1 ({columns}) FROM STDIN"
_COPIES: LiteralString = """
INSERT INTO read.sla_visits_1 ({columns})
SELECT {columns}
  FROM generate_series(1, %(copies)s) AS copy (k)
 CROSS JOIN LATERAL (
       SELECT md5(permit::text || k)::uuid AS permit, {others}
         FROM read.sla_visits_1) told
"""

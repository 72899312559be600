"""What a page of the trail costs for every kind of question, first and deep, over HTTP and one at a time.

Beside the time that passed stands the CPU time of server and database together, which a busy machine hardly changes.
The trail is that of a small office, told so many times that it has the size that is asked for: see `multitude`.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

import psycopg

from application.master_key import master_key
from application.postgres.database import APP
from application.postgres.migrations import migrate
from application.settings import read_settings
from application.vault import Vault
from tests.bench.client import Client
from tests.bench.multitude import multiply_ledger
from tests.bench.office_life import fill_office
from tests.bench.place import Place, place
from tests.bench.process import BenchFailed
from tests.bench.product import product

Say = Callable[[str], None]
Figures = dict[str, object]
Question = Mapping[str, str | int]

SMALL = 1_000
_WARM_UP = 10
_LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Somebody who asks one question after the other, and whose processes work for it."""

    client: Client
    token: str
    processes: Sequence[int]

    def cpu_ms(self) -> float:
        """Return what these have worked so far; of the server its loop (proc(5), schedstat: nanoseconds)."""
        return sum(int(Path(f"/proc/{each}/schedstat").read_text("ascii").split()[0]) for each in self.processes) / 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What questions can be about: taken from the middle of the ledger itself."""

    events: int
    officer: str
    application: str
    number: str
    correlation: str
    month: tuple[datetime, datetime]
    decade: tuple[datetime, datetime]


def measure_trail(*, sizes: Sequence[int], requests: int, say: Say) -> Figures:
    """Return percentiles in ms of the first and of deep pages for each question, at each size."""
    return {f"{size:,} events": _measured(size, requests, say) for size in sizes}


def _measured(size: int, requests: int, say: Say) -> Figures:
    with place() as here:
        took = _filled(here, size, say)
        known = _known(here)
        say(f"{known.events:,} events, written and indexed in {took:.0f} s")
        with product(here) as server, Client(server.url) as client:
            token = str(client.post("/demo/token", {"role": "auditor"}).json["access_token"])
            client.get("/v1/events", token)
            asking = Asking(client=client, token=token, processes=[server.process.pid, *_backends(here)])
            asked = {name: _asked(asking, known, each, requests) for name, each in _questions(known).items()}
    for name, figures in asked.items():
        say(f"{name}: {figures}")
    return {"events": known.events, "questions": asked}


def _filled(here: Place, size: int, say: Say) -> float:
    migrate(here.url)
    vault = Vault([master_key(read_settings(data_dir=here.data_dir))])
    fill_office(here.url, vault, applications=SMALL)
    with psycopg.connect(here.url, autocommit=True) as connection:
        row = connection.execute("SELECT position FROM ledger.head").fetchone()
        assert row is not None, "a view of one row"
        times = max(2, -(-size // row[0]))
        for setting in ("fsync = off", "full_page_writes = off", "max_wal_size = '4GB'"):
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf()")
        begun = time.perf_counter()
        multiply_ledger(here.url, times)
        for table in ("trail_index", "trail_kinds", "trail_blocks"):
            connection.execute(f"VACUUM ANALYZE ledger.{table}".encode())
        took = time.perf_counter() - begun
        connection.execute("ALTER SYSTEM RESET ALL")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CHECKPOINT")
        for (told,) in connection.execute(_ROOM):
            say(told)
    return took


def _known(here: Place) -> Known:
    with psycopg.connect(here.url) as connection:
        row = connection.execute(_KNOWN).fetchone()
    if row is None:
        raise BenchFailed("the ledger is empty")
    events, officer, application, number, correlation, *instants = row
    return Known(
        events=events,
        officer=officer,
        application=str(application),
        number=number,
        correlation=correlation,
        month=(instants[0], instants[1]),
        decade=(instants[0], instants[2]),
    )


def _questions(known: Known) -> Mapping[str, Question]:
    month, decade = _range("from", "to", known.month), _range("from", "to", known.decade)
    return {
        "everything": {},
        "everything, 200 on a page": {"limit": _LARGEST_PAGE},
        "a common fact (Routed)": {"fact": "Routed"},
        "a common fact, 200 on a page": {"fact": "Routed", "limit": _LARGEST_PAGE},
        "a rare fact (Withdrawn)": {"fact": "Withdrawn"},
        "a role": {"role": "kabid"},
        "an officer": {"actor": known.officer},
        "a step": {"step": 5},
        "a permit type": {"sop": "izin-kbm"},
        "a permit type, 200 on a page": {"sop": "izin-kbm", "limit": _LARGEST_PAGE},
        "a fact of an officer": {"fact": "Routed", "actor": known.officer},
        "a fact, a role and a step": {"fact": "Approved", "role": "kabid", "step": 6},
        "what never happens": {"fact": "Signed", "role": "front_office"},
        "a month": month,
        "a decade": decade,
        "a rare fact of a month": {"fact": "Withdrawn", **month},
        "a rare fact of a decade": {"fact": "Withdrawn", **decade},
        "an officer's month": {"actor": known.officer, **month},
        "a month, as recorded": _range("recorded_from", "recorded_to", known.month),
        "a role, as recorded in a decade": {"role": "kabid", **_range("recorded_from", "recorded_to", known.decade)},
        "an application": {"application": known.application},
        "a registration number": {"number": known.number},
        "a correlation": {"correlation": known.correlation},
        "a correlation and a fact": {"correlation": known.correlation, "fact": "Routed"},
    }


def _range(begin: str, end: str, instants: tuple[datetime, datetime]) -> Question:
    return {begin: instants[0].isoformat(), end: instants[1].isoformat()}


def _asked(asking: Asking, known: Known, question: Question, requests: int) -> Figures:
    first, deep = _first(question), _deep(question, known.events)
    return {**_timed("first", asking, first, requests), **_timed("deep", asking, deep, requests)}


def _first(question: Question) -> Iterator[Question]:
    while True:
        yield {**question, "order": "asc"}
        yield {**question, "order": "desc"}


def _deep(question: Question, events: int) -> Iterator[Question]:
    """A page that begins anywhere: what a cursor asks for, without the pages before it."""
    chosen = random.Random(7)
    while True:
        yield {**question, "after": chosen.randrange(events)}
        yield {**question, "before": chosen.randrange(1, events), "order": "desc"}


def _timed(name: str, asking: Asking, questions: Iterator[Question], requests: int) -> Figures:
    took: list[float] = []
    worked: list[float] = []
    for n in range(_WARM_UP + requests):
        path = f"/v1/events?{urlencode(next(questions))}"
        before, begun = asking.cpu_ms(), time.perf_counter()
        asking.client.get(path, asking.token)
        if n >= _WARM_UP:
            took.append((time.perf_counter() - begun) * 1000)
            worked.append(asking.cpu_ms() - before)
    return {
        f"{name}_p50_ms": round(median(took), 2),
        f"{name}_p99_ms": round(quantiles(took, n=100)[98], 2),
        f"{name}_cpu_p50_ms": round(median(worked), 2),
        f"{name}_cpu_p99_ms": round(quantiles(worked, n=100)[98], 2),
    }


def _backends(here: Place) -> list[int]:
    """Return the processes of the database that work for the application."""
    with psycopg.connect(here.url) as connection:
        return [pid for (pid,) in connection.execute(_BACKENDS, (APP,))]


_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"
_KNOWN = """
SELECT h.position, o.actor, e.originator_id, r.number,
       ledger.trail_head(e.state) ->> 'correlation', i.at, i.at + interval '30 days', i.at + interval '10 years'
  FROM ledger.head h
  JOIN ledger.events e ON e.notification_id >= h.position / 2 AND e.topic = 'Submitted'
  JOIN ledger.trail_index i ON i.position = e.notification_id
  JOIN ledger.registrations r ON r.permit = e.originator_id
 CROSS JOIN LATERAL (
       SELECT actor
         FROM ledger.events
        WHERE notification_id > e.notification_id
          AND role = 'kabid'
        ORDER BY notification_id
        LIMIT 1) o
 ORDER BY e.notification_id
 LIMIT 1
"""
_ROOM = """
SELECT format('%s: %s, of which indexes %s', c.oid::regclass, pg_size_pretty(pg_total_relation_size(c.oid)),
              pg_size_pretty(pg_indexes_size(c.oid)))
  FROM pg_class c
 WHERE c.oid IN ('ledger.events'::regclass, 'ledger.trail_index'::regclass)
 ORDER BY c.oid
"""

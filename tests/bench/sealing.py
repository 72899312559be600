"""How fast a log is sealed, beside nothing but the SHA-256 that it takes; and how long a proof takes at that size.

The log is made in SQL: what is sealed is read, hashed and compared like any other.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median, quantiles

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from application.evidence.folder import Folder
from application.evidence.keys import LogKeys
from application.evidence.logs import TRAIL
from application.evidence.patrol import PIECE, Patrol
from application.evidence.sealer import Sealer
from application.evidence.signers import KeySigner
from application.evidence.stored import Connection
from application.postgres.database import APP, as_role
from application.postgres.migrations import migrate
from domain.sealed_logs import SealedLog
from projections.evidence.proofs import consistency, inclusion
from tests.bench.place import Place

Say = Callable[[str], None]
Figures = dict[str, object]

EVENTS_OF_A_FILE = 15
STATE_BYTES = 640
_AT_ONCE = 500_000
_FILL = """
INSERT INTO ledger.events
SELECT n, u, 1, 'Routed', s, t, 'siti', 'back_office', ledger.leaf(n, u, 1, 'Routed', s, t, 'siti', 'back_office')
  FROM generate_series(%s::bigint, %s::bigint) n
 CROSS JOIN LATERAL (SELECT md5(n::text)::uuid AS u,
                            convert_to(repeat(md5(n::text), 20), 'UTF8') AS s,
                            clock_timestamp() AS t) e
"""


def measure_sealing(here: Place, *, applications: int, rounds: int, say: Say) -> Figures:
    """Return events sealed in a second, the CPU they take here beside the bare hashes, and milliseconds for proofs."""
    events = applications * EVENTS_OF_A_FILE
    url = here.fresh_database("sealing")
    migrate(url)
    _fill(url, events, say)
    here.settle()
    return asyncio.run(_measured(url, events, rounds, say))


async def _measured(url: str, events: int, rounds: int, say: Say) -> Figures:
    key = Ed25519PrivateKey.generate()
    keys = LogKeys(name="bench/log", published=(key.public_key().public_bytes_raw(),))
    with tempfile.TemporaryDirectory(prefix="izin-bench-sealing-") as folder:
        async with _connected(url) as connection:
            sealer = Sealer(keys, KeySigner(key), Folder(Path(folder), keys))
            cpu = time.process_time()
            sealing = await _took(lambda: sealer.seal(connection))
            cpu = time.process_time() - cpu
            say(f"sealed {events:,} events in {sealing:.1f} s")
            looking = await _took(lambda: Patrol(every=0).walk(connection, TRAIL, events))
            again = [await _took(lambda: sealer.seal(connection)) for _ in range(20 * rounds)]
            proofs = await _proofs(connection, events, 100 * rounds)
            rows = await (await connection.execute("SELECT count(*) FROM ledger.tree")).fetchone()
    per_s, bare = events / sealing, _bare_us(min(events, 200_000))
    cpu_us = 1e6 * cpu / events
    return {
        "events": events,
        "sealed_per_s": round(per_s),
        "cpu_us": round(cpu_us, 1),
        "bare_cpu_us": round(bare, 1),
        "bare_over_cpu": round(bare / cpu_us, 2),
        "patrol_per_s": round(min(events, PIECE) / looking),
        "nothing_new_ms": round(1000 * median(again), 2),
        **proofs,
        "kept_hashes": rows[0] if rows else 0,
    }


async def _proofs(connection: Connection, events: int, count: int) -> Figures:
    """Of events and sizes anywhere, which are not in any cache of ours."""
    dice = random.Random(7)
    figures = Figures()
    for name, prove in (("inclusion", inclusion), ("consistency", consistency)):
        times = [
            await _took(partial(prove, connection, SealedLog.TRAIL, dice.randrange(1, events), events))
            for _ in range(count)
        ]
        figures[f"{name}_p50_ms"] = round(1000 * median(times), 2)
        figures[f"{name}_p99_ms"] = round(1000 * quantiles(times, n=100)[98], 2)
    return figures


def _bare_us(events: int) -> float:
    """Return microseconds of CPU where nothing is done but to hash: for each event a leaf and a node."""
    leaf, node = bytes(STATE_BYTES + 72), bytes(65)
    begun = time.process_time()
    for _ in range(events):
        sha256(leaf).digest()
        sha256(node).digest()
    return 1e6 * (time.process_time() - begun) / events


def _fill(url: str, events: int, say: Say) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for first in range(1, events + 1, _AT_ONCE):
            last = min(events, first + _AT_ONCE - 1)
            connection.execute(_FILL, (first, last))
            say(f"{last:,} events made")
        connection.execute("ANALYZE ledger.events")


async def _took(do: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await do()
    return time.perf_counter() - begun


@asynccontextmanager
async def _connected(url: str) -> AsyncGenerator[Connection]:
    connection: Connection = await psycopg.AsyncConnection.connect(as_role(url, APP), autocommit=True)
    async with connection:
        yield connection

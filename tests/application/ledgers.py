"""Ledgers for the tests of the write path: in memory, and on the oldest and the newest PostgreSQL."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg import sql
from psycopg.conninfo import make_conninfo

from application.memory_store import MemoryStore
from application.postgres.database import APP, Timeouts, as_role
from application.postgres.embedded import EmbeddedPostgres
from application.postgres.store import OneConnection, PostgresStore
from application.store import Store, Write

KINDS = ("memory", "pg15", "pg18")
CLUSTERS = {"pg15": "_cluster_of_oldest", "pg18": "cluster"}
TEMPLATE = "template_izin"
# File by file: the other way, page by page through the log, takes twice the processor's time.
COPY = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")

_numbers = count(1)


@contextmanager
def database(server: EmbeddedPostgres) -> Generator[str]:
    """Yield the URL of a fresh, migrated database."""
    name = f"ledger_{next(_numbers)}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        place = sql.Identifier(name)
        connection.execute(COPY.format(place, sql.Identifier(TEMPLATE)))
        yield make_conninfo(server.url, dbname=name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(place))


@asynccontextmanager
async def store_at(url: str | None, timeouts: Timeouts | None = None) -> AsyncGenerator[Store]:
    """Yield a store: in memory without a URL."""
    if url is None:
        yield MemoryStore()
        return
    store = PostgresStore(OneConnection(as_role(url, APP, timeouts=timeouts or Timeouts())))
    yield store
    await store.close()


def write(
    permit: UUID,
    base: int = 0,
    facts: int = 1,
    *,
    command: UUID | None = None,
    fingerprint: bytes = b"f",
    register: str | None = None,
    uniques: tuple[tuple[str, str], ...] = (),
    actor: str = "fajar",
) -> Write:
    """A write of events that only the ledger looks at."""
    return Write(
        permit=permit,
        base=base,
        events=tuple(StoredEvent(permit, base + n, f"Fact{base + n}", b"{}") for n in range(1, facts + 1)),
        actor=actor,
        role="front_office",
        command=command or uuid4(),
        fingerprint=fingerprint,
        wrapped_key=b"key of " + permit.bytes if base == 0 else None,
        register=register,
        uniques=uniques,
    )

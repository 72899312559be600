"""PostgreSQL for the tests: one cluster a worker, started when the first test asks, one fresh database a test."""

import os
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from shutil import rmtree

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from application.postgres.embedded import EmbeddedPostgres
from application.postgres.migrations import migrate
from tests.application.ledgers import COPY, TEMPLATE
from tests.campaign import choose_examples
from tests.machine import choose_place

choose_examples()
choose_place()

OLDEST, NEWEST = 15, 18
# A test database may be lost with the machine, never with a killed server: the page cache survives that.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "max_connections": "400",
}

Databases = Callable[[], str]


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """Asynchronous tests run on the loop that the server runs on."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def cluster() -> Iterator[EmbeddedPostgres]:
    """The newest PostgreSQL we support, running for this session."""
    with _running(NEWEST) as server:
        yield server


@pytest.fixture(scope="session")
def _cluster_of_oldest() -> Iterator[EmbeddedPostgres]:
    with _running(OLDEST) as server:
        yield server


@pytest.fixture
def postgres_url(cluster: EmbeddedPostgres) -> Iterator[str]:
    """The superuser's URL of a migrated database that no other test has seen."""
    with _fresh_database(cluster) as url:
        yield url


@pytest.fixture(scope="module")
def postgres_url_of_module(cluster: EmbeddedPostgres) -> Iterator[str]:
    """The same, shared by the tests of one module."""
    with _fresh_database(cluster) as url:
        yield url


@pytest.fixture
def fresh_database(cluster: EmbeddedPostgres) -> Iterator[Databases]:
    """A function that returns the URL of one more migrated database at each call."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(_fresh_database(cluster))


@pytest.fixture(params=[OLDEST, NEWEST], ids=lambda major: f"pg{major}")
def postgres_url_of_major(request: pytest.FixtureRequest) -> Iterator[str]:
    """Like `postgres_url`, once on the oldest and once on the newest PostgreSQL we support."""
    name = "cluster" if request.param == NEWEST else "_cluster_of_oldest"
    with _fresh_database(request.getfixturevalue(name)) as url:
        yield url


@pytest.fixture
def empty_database(cluster: EmbeddedPostgres) -> Iterator[str]:
    """The superuser's URL of a database without any table of ours."""
    with _database(cluster, template="template0") as url:
        yield url


@contextmanager
def _running(major: int) -> Generator[EmbeddedPostgres]:
    # Not pytest's tmp_path: as root it is closed to the account that runs PostgreSQL 15.
    root = Path(tempfile.mkdtemp(prefix="izin-test-"))
    root.chmod(0o711)
    try:
        # A missing version is an error that names its Debian package; a test is never skipped for it.
        with EmbeddedPostgres(root, major=major, settings=SETTINGS) as server:
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
                _ease_signing_in(connection)
            migrate(make_conninfo(server.url, dbname=TEMPLATE))
            yield server
    finally:
        rmtree(root)


def _ease_signing_in(connection: psycopg.Connection) -> None:
    """Tests connect some ten thousand times, and the client's 4,096 hashes of SCRAM were most of what each took."""
    if connection.info.server_version >= 160_000:  # before, the number cannot be chosen
        connection.execute("SET scram_iterations = 1")
        account = sql.SQL("ALTER ROLE {} PASSWORD {}")
        connection.execute(account.format(sql.Identifier(connection.info.user), sql.Literal(connection.info.password)))


@contextmanager
def _fresh_database(server: EmbeddedPostgres) -> Generator[str]:
    with _database(server, template=TEMPLATE) as url:
        yield url


_numbers = count(1)


@contextmanager
def _database(server: EmbeddedPostgres, *, template: str) -> Generator[str]:
    name = sql.Identifier(name_text := f"test_{os.getpid()}_{next(_numbers)}")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(COPY.format(name, sql.Identifier(template)))
        yield server.url.replace("/izin?", f"/{name_text}?")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

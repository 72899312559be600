"""The migrations need no superuser: a login that may make roles, in a database of its own, is enough."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from application.postgres.database import APP, OWNER, PROJECTOR, as_role
from application.postgres.embedded import EmbeddedPostgres
from application.postgres.migrations import migrate
from application.store import Kind
from tests.application.ledgers import store_at, write
from tests.conftest import NEWEST, OLDEST, SETTINGS

PERMITS = [uuid4(), uuid4()]


@pytest.fixture(params=[OLDEST, NEWEST], ids=lambda major: f"pg{major}")
def server(request: pytest.FixtureRequest) -> Iterator[EmbeddedPostgres]:
    """A cluster that has never heard of us: roles belong to the cluster, so it is this test's alone."""
    root = Path(tempfile.mkdtemp(prefix="izin-roles-"))
    root.chmod(0o711)
    try:
        with EmbeddedPostgres(root, major=request.param, settings=SETTINGS) as server:
            yield server
    finally:
        rmtree(root)


async def test_a_login_that_may_make_roles_prepares_databases_and_works_in_them(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE clerk LOGIN CREATEROLE PASSWORD 'clerk'")
        connection.execute("CREATE DATABASE one OWNER clerk")
        connection.execute("CREATE DATABASE two OWNER clerk")

    for database in ("one", "two"):  # the second finds the roles already there
        url = make_conninfo(server.url, dbname=database, user="clerk", password="clerk")
        migrate(url)
        async with store_at(url) as store:
            outcomes = await store.append([write(permit) for permit in PERMITS])
        assert [Kind.DONE] * len(PERMITS) == [outcome.kind for outcome in outcomes]
        assert {OWNER, PROJECTOR} == owners(url)


def owners(url: str) -> set[str]:
    with psycopg.connect(as_role(url, APP)) as connection:
        found = connection.execute(
            "SELECT DISTINCT nspowner::regrole::text FROM pg_namespace WHERE nspname IN ('ledger', 'files', 'read')"
        ).fetchall()
    return {owner for (owner,) in found}

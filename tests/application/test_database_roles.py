"""Role by role what each may do with everything there is: as documented, as the catalog says, and as it turns out."""

import asyncio
from collections.abc import Iterable
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

from api.building import projections_of
from application.postgres.database import APP, AUDITOR, BACKUP, OWNER, PROJECTOR, as_role
from application.postgres.privileges import MAY, OWNS, READ_MODELS, may
from projections.engine.checkpoint import install
from projections.engine.connection import connector
from tests.application.database_privileges import ROLES, Granted, granted
from tests.application.desk import vault
from tests.book import office_rulebook

TRIED = ("SELECT", "INSERT", "UPDATE", "DELETE")  # by EXPLAIN, which asks for the same permissions and changes nothing


@pytest.fixture
def url(postgres_url_of_major: str) -> str:
    """A database with every table of ours, the read models included."""
    asyncio.run(_install_read_models(postgres_url_of_major))
    return postgres_url_of_major


async def _install_read_models(url: str) -> None:
    async with await connector(as_role(url, PROJECTOR))() as connection:
        await install(connection, *projections_of(office_rulebook, vault()))


def documented(names: Iterable[str]) -> Granted:
    """Return what `privileges` says of these, with the read models under one name."""
    found = {name: {role: may(_known(name), role) for role in ROLES} for name in names}
    return {name: {role: text for role, text in roles.items() if text} for name, roles in found.items()}


def _known(name: str) -> str:
    return READ_MODELS if name.startswith("read.") else name


def relations(url: str) -> dict[str, list[str]]:
    """Return every table and view with its columns."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT table_schema || '.' || table_name, array_agg(column_name::text ORDER BY ordinal_position)"
            "  FROM information_schema.columns"
            " WHERE table_schema = ANY (%s) GROUP BY 1",
            (sorted({name.partition(".")[0] for name in MAY}),),
        )
        return dict(rows.fetchall())


def test_the_catalog_grants_what_is_documented_and_nothing_else(url: str) -> None:
    found = granted(url)

    assert documented(found) == found
    assert {name for name in MAY if name != READ_MODELS} == {name for name in found if not name.startswith("read.")}


@pytest.mark.parametrize("role", [APP, PROJECTOR, AUDITOR, BACKUP])
def test_whatever_is_not_documented_is_refused(url: str, role: str) -> None:
    tried = 0
    with psycopg.connect(as_role(url, role), autocommit=True) as connection:
        for name, columns in relations(url).items():
            allowed = may(_known(name), role)
            if allowed == OWNS:
                continue
            for verb in TRIED:
                tried += 1
                assert _passes(connection, verb, name, columns) == _whole(allowed, verb), (verb, name)
            assert not _passes(connection, "TRUNCATE", name, columns), name
        for schema in {name.partition(".")[0] for name in MAY}:
            if may(schema, role) != OWNS:
                assert not _done(connection, f"CREATE TABLE {schema}.mine ()"), schema
    assert tried > 80


def _whole(allowed: str, verb: str) -> bool:
    """Whether the statement below needs no more than that: an INSERT of defaults is content with any column."""
    return verb in allowed if verb == "INSERT" else verb in allowed.split(", ")


def _passes(connection: psycopg.Connection, verb: str, name: str, columns: list[str]) -> bool:
    column = sql.Identifier(columns[0]).as_string(connection)
    statement = {
        "SELECT": f"EXPLAIN SELECT * FROM {name}",
        "INSERT": f"EXPLAIN INSERT INTO {name} DEFAULT VALUES",
        "UPDATE": f"EXPLAIN UPDATE {name} SET {column} = DEFAULT",
        "DELETE": f"EXPLAIN DELETE FROM {name}",
        "TRUNCATE": f"TRUNCATE {name}",
    }[verb]
    return _done(connection, statement)


def _done(connection: psycopg.Connection, statement: str) -> bool:
    try:
        connection.execute(statement.encode())
    except (errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState, errors.WrongObjectType):
        return False  # the latter two: not with a view
    return True


def test_an_auditors_own_login_sees_the_views_and_nothing_that_is_sealed(url: str) -> None:
    name, door = f"inspektorat_{uuid4().hex[:8]}", "pintu"
    with psycopg.connect(url, autocommit=True) as connection:
        login = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE {}")
        connection.execute(login.format(sql.Identifier(name), sql.Literal(door), sql.Identifier(AUDITOR)))
    try:
        with psycopg.connect(make_conninfo(url, user=name, password=door), autocommit=True) as connection:
            for view in ("events", "applications", "decrees", "access_log"):
                assert [] == connection.execute(f"SELECT * FROM audit.{view}".encode()).fetchall()
            for secret in (
                "SELECT state FROM ledger.events",
                "SELECT state FROM ledger.access_log",
                "SELECT * FROM ledger.keys",
                "SELECT * FROM files.uploads",
                "SELECT secret FROM mail.webhooks",
                "SELECT * FROM read.cases",
                "SELECT ledger.log_access('{}', '{}', '{}', '{}', '{}')",
                "CREATE VIEW audit.mine AS SELECT 1",
                "SET ROLE izin_app",
            ):
                assert not _done(connection, secret), secret
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_the_owner_owns_and_still_changes_nothing_that_is_kept(url: str) -> None:
    loose = {"ledger.head", "ledger.keys"}  # a key goes where somebody was forgotten: tests/application/test_forgetting
    kept = [name for name in relations(url) if name.startswith("ledger.") and name not in loose]
    with psycopg.connect(as_role(url, OWNER), autocommit=True) as connection:
        for name in kept:
            assert not _done(connection, f"DELETE FROM {name}"), name
            assert not _done(connection, f"TRUNCATE {name} CASCADE"), name

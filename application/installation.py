"""The databases beneath one installation, ready for use: the private PostgreSQL or the one that is configured."""

import hashlib
import hmac
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from application.postgres.database import APP, AUDITOR, PROJECTOR, as_role
from application.postgres.embedded import EmbeddedPostgres
from application.postgres.migrations import migrate, pending
from application.settings import Settings

LOGIN = "izin_login"


@dataclass(frozen=True, slots=True, kw_only=True)
class Databases:
    """Connection strings, each opening in the role that its user needs; they hold passwords."""

    app: str
    projector: str
    read: str
    owner: str


class DatabaseUnreachable(Exception):
    """The configured database does not answer, or not to this login."""


@contextmanager
def open_databases(settings: Settings) -> Generator[Databases]:
    """Yield the databases with every migration applied; a private server runs at least until the end of the block.

    Raises PostgresUnavailable, DatabaseUnreachable or MigrationRefused.
    """
    with open_owner(settings) as owner:
        if pending(owner):  # asked first: a login that may not migrate can still serve what is up to date
            migrate(owner)
        login = _login(owner) if settings.database_url is None else settings.database_url.get_secret_value()
        yield _databases(settings, login, owner)


@contextmanager
def open_owner(settings: Settings) -> Generator[str]:
    """Yield the URL of the login that applies migrations; raises PostgresUnavailable or DatabaseUnreachable."""
    if settings.database_url is None:
        with EmbeddedPostgres(postgres_directory(settings)) as server:
            yield server.url
        return
    owner = (settings.owner_database_url or settings.database_url).get_secret_value()
    try:
        psycopg.connect(owner).close()
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(f"The configured database does not answer: {error}") from error
    yield owner


def admit_login(settings: Settings, owner: str) -> None:
    """Let the configured login become our roles, if it is another than the one that migrates."""
    if settings.database_url is None or settings.owner_database_url is None:
        return
    login = conninfo_to_dict(settings.database_url.get_secret_value()).get("user")
    with psycopg.connect(owner) as connection:
        if login not in (None, connection.info.user):
            _grant_roles(connection, str(login))


def postgres_directory(settings: Settings) -> Path:
    """Return where the private PostgreSQL of these settings lives."""
    return settings.data_dir / "postgresql"


def _databases(settings: Settings, login: str, owner: str) -> Databases:
    read = settings.read_database_url.get_secret_value() if settings.read_database_url else login
    return Databases(
        app=as_role(login, APP, timeouts=settings.timeouts),
        projector=as_role(login, PROJECTOR, timeouts=settings.timeouts),
        read=as_role(read, APP, timeouts=settings.timeouts),
        owner=owner,
    )


def _login(superuser: str) -> str:
    """Return the URL of a login that can become our roles and nothing more, made if it is missing.

    A superuser who took on a role could put it off again; this login cannot.
    """
    known = str(conninfo_to_dict(superuser)["password"])
    password = hmac.digest(known.encode(), LOGIN.encode(), hashlib.sha256).hex()  # the same for every command
    with psycopg.connect(superuser) as connection:
        connection.execute("LOCK TABLE migrations.applied IN EXCLUSIVE MODE")  # two commands may start at once
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (LOGIN,)).fetchone() is None:
            new = sql.SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD {}")
            connection.execute(new.format(sql.Identifier(LOGIN), sql.Literal(password)))
            _grant_roles(connection, LOGIN)
    return make_conninfo(superuser, user=LOGIN, password=password)


def _grant_roles(connection: psycopg.Connection, login: str) -> None:
    roles = sql.SQL(", ").join(sql.Identifier(role) for role in (APP, PROJECTOR, AUDITOR))
    connection.execute(sql.SQL("GRANT {} TO {}").format(roles, sql.Identifier(login)))

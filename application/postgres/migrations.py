"""Numbered SQL files applied once, in order, forward only; what was applied is remembered with its checksum.

Each file runs in a transaction of its own, as the role izin_owner from the moment that role exists. Two runners at
once wait for each other.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import errors, sql

from application.postgres.database import OWNER

DIRECTORY = Path(__file__).parents[1] / "sql"
_LOCK = 7_010_201  # one number for all runners of ours
_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
# Names and checksums are no secret: any login may ask whether the tables fit the program.
OWN_TABLE = """
    CREATE SCHEMA IF NOT EXISTS migrations;
    CREATE TABLE IF NOT EXISTS migrations.applied (
        name text PRIMARY KEY,
        checksum text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
    );
    GRANT USAGE ON SCHEMA migrations TO PUBLIC;
    GRANT SELECT ON migrations.applied TO PUBLIC;
"""
APPLIED: LiteralString = "SELECT name, checksum FROM migrations.applied ORDER BY name"
_WAIT_FOR_TABLES = "SET lock_timeout = '10s'"  # a queue behind a waiting ALTER TABLE stops the whole office


class MigrationRefused(Exception):
    """The files and the database do not belong together, or a file fails; nothing of that file was applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file: its name, its text, and the SHA-256 of the text with LF line ends."""

    name: str
    text: str
    checksum: str


def migrate(url: str, directory: Path = DIRECTORY) -> tuple[str, ...]:
    """Apply what is missing; return the names applied, or raise MigrationRefused."""
    files = read_migrations(directory)
    with psycopg.connect(url, autocommit=True) as connection:
        _alone(connection)
        waiting = _waiting(files, _applied(connection))
        connection.execute(_WAIT_FOR_TABLES)
        for migration in waiting:
            _apply(connection, migration)
    return tuple(migration.name for migration in waiting)


def pending(url: str, directory: Path = DIRECTORY) -> tuple[str, ...]:
    """Return the names not yet applied, changing nothing; raise MigrationRefused."""
    with psycopg.connect(url, autocommit=True) as connection:
        waiting = _waiting(read_migrations(directory), _applied(connection))
    return tuple(migration.name for migration in waiting)


def require_applied(files: Sequence[Migration], applied: dict[str, str]) -> None:
    """Raise MigrationRefused unless `applied` (name to checksum) is exactly what this program expects."""
    if waiting := _waiting(files, applied):
        raise MigrationRefused(f"{waiting[0].name} is not applied: run scripts/migrate.")


def require_known(applied: Mapping[str, str]) -> None:
    """Raise MigrationRefused unless this program has every file that was applied, as it was."""
    _waiting(read_migrations(), applied)


def read_migrations(directory: Path = DIRECTORY) -> tuple[Migration, ...]:
    """Return the files in order; raise MigrationRefused if their numbers are not consecutive."""
    files = sorted(directory.glob("*.sql"))
    for number, file in enumerate(files, start=1):
        named = _FILE_NAME.fullmatch(file.name)
        if named is None or int(named[1]) != number:
            raise MigrationRefused(f"{file.name}: expected a name that begins with {number:04}_.")
    return tuple(_read(file) for file in files)


def _read(file: Path) -> Migration:
    text = file.read_text(encoding="utf-8")  # universal newlines: a Windows checkout has the same checksum
    return Migration(name=file.name, text=text, checksum=hashlib.sha256(text.encode()).hexdigest())


def _alone(connection: psycopg.Connection) -> None:
    """Wait for other runners, until the connection closes; then make the table of what was applied."""
    connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
    try:
        connection.execute(OWN_TABLE)
    except errors.InsufficientPrivilege as error:
        raise MigrationRefused(
            f"This login may not apply migrations ({error}): use IZIN_OWNER_DATABASE_URL."
        ) from error


def _applied(connection: psycopg.Connection) -> dict[str, str]:
    known = connection.execute("SELECT to_regclass('migrations.applied')").fetchone()
    if known == (None,):
        return {}
    return dict(connection.execute(APPLIED).fetchall())


def _waiting(files: Sequence[Migration], applied: Mapping[str, str]) -> tuple[Migration, ...]:
    known = {migration.name: migration for migration in files}
    for name, checksum in applied.items():
        if name not in known:
            raise MigrationRefused(f"{name} was applied to this database but is not here: the database is newer.")
        if known[name].checksum != checksum:
            raise MigrationRefused(f"{name} was changed after it was applied: restore it and write a new file.")
    waiting = tuple(migration for migration in files if migration.name not in applied)
    if waiting and applied and waiting[0].name < max(applied):
        raise MigrationRefused(
            f"{waiting[0].name} comes before {max(applied)}, which is applied: give it a new number."
        )
    return waiting


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    try:
        with connection.transaction():
            if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (OWNER,)).fetchone() is not None:
                connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(OWNER)))
            connection.execute(migration.text.encode())
            connection.execute("RESET ROLE")
            connection.execute(
                "INSERT INTO migrations.applied (name, checksum) VALUES (%s, %s)",
                (migration.name, migration.checksum),
            )
    except psycopg.Error as error:
        raise MigrationRefused(f"{migration.name} failed and was rolled back: {error}") from error

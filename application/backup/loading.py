"""Data and keys put into an empty database in one transaction: all of it is there, or nothing is.

psql reads one script, of which pg_restore writes the greater part; whoever dies in between sends no COMMIT.
"""

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

from application.backup.faults import BackupFailed, BackupRefused
from application.backup.making import DATA, FORGOTTEN, KEY_FILE, opened
from application.backup.manifest import Manifest
from application.backup.snapshot import KEYS, STAGED
from application.backup.tools import Tools, connection_options, find_tools, started, told
from application.backup.watch import Watch, watched
from application.postgres.database import BACKUP
from application.postgres.migrations import OWN_TABLE, read_migrations

OURS = ("access", "audit", "files", "ledger", "mail", "migrations", "read", "verification")
_RELATIONS: LiteralString = """
SELECT count(*)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_'
   AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
_APPENDED: LiteralString = """
SELECT DISTINCT e.originator_id
  FROM ledger.events e
 WHERE e.notification_id > %s
 ORDER BY 1
"""
# Keys of files that the data do not know would be keys to nothing.
_PUT_KEYS = """
INSERT INTO ledger.keys
SELECT k.*
  FROM pg_temp.ledger_keys k
 WHERE EXISTS (SELECT FROM ledger.events e WHERE e.originator_id = k.permit);
INSERT INTO files.uploads SELECT * FROM pg_temp.files_uploads;
INSERT INTO files.doomed SELECT * FROM pg_temp.files_doomed;
"""
# What became of the forgotten after the data were backed up: the same facts, each under its own version, so that the
# file ends as it had ended. Whoever was not submitted yet in these data is not there at all.
_FORGET_AGAIN = """
DO $$
DECLARE
    undone integer;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.forgotten) THEN
        RETURN;
    END IF;
    SELECT count(*)
      INTO undone
      FROM (SELECT array_agg(m.permit ORDER BY m.position) permits, array_agg(m.version - 1 ORDER BY m.position) bases,
                   array_agg(m.actor ORDER BY m.position) actors, array_agg(m.role ORDER BY m.position) roles,
                   array_agg(m.topic ORDER BY m.position) topics, array_agg(m.state ORDER BY m.position) states,
                   count(*)::integer AS n
              FROM pg_temp.forgotten m
             WHERE m.version > (SELECT max(e.originator_version) FROM ledger.events e WHERE e.originator_id = m.permit)
           ) a
     CROSS JOIN LATERAL ledger.append(
           a.permits, a.bases, array_fill(1, ARRAY[a.n]), a.actors, a.roles, array_fill(NULL::uuid, ARRAY[a.n]),
           array_fill(''::bytea, ARRAY[a.n]), array_fill(NULL::bytea, ARRAY[a.n]), array_fill(NULL::text, ARRAY[a.n]),
           a.topics, a.states, '{}', '{}', '{}') o
     WHERE a.n > 0
       AND o.outcome <> 'done';
    IF undone > 0 THEN
        RAISE '% facts about the forgotten could not be recorded again', undone;
    END IF;
END $$;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A folder and what it says of itself, believed by now."""

    place: Path
    manifest: Manifest


def require_empty(url: str) -> None:
    """Raise `BackupRefused` if there is anything in the database."""
    with psycopg.connect(url) as connection:
        count = (connection.execute(_RELATIONS).fetchone() or (0,))[0]
    if count:
        raise BackupRefused(f"The database is not empty ({count} tables and indexes): a backup goes into an empty one.")


def load(url: str, data: Backup, keys: Backup | None, key: bytes, watch: Watch) -> None:
    """Load everything in one transaction; raise `BackupRefused`, `DamagedBackup` or `BackupFailed`."""
    tools = _tools_for(url, data.manifest)
    program = [str(tools.directory / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", *connection_options(url)]
    with (
        TemporaryFile() as said,
        started(program, url, said, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as psql,
    ):
        assert psql.stdin is not None, "it was asked for"
        why = None
        try:
            _feed(psql.stdin, _beginning())
            why = _restore(tools, url, psql.stdin, watched(opened(data.place, DATA, key), watch, "restoring the data"))
            if why is None:
                _feed(psql.stdin, _rest(data, keys, key))
            psql.stdin.close()
        except BrokenPipeError:
            pass  # psql has ended, and tells why
        if psql.wait() != 0:
            why = f"psql: {told(said)}"
        if why is not None:
            raise BackupFailed(f"The data could not be loaded, and nothing was. {why}")


def forgotten_again(url: str, position: int) -> tuple[UUID, ...]:
    """Return the files of which anything was recorded again after `position`."""
    with psycopg.connect(url) as connection:
        return tuple(row[0] for row in connection.execute(_APPENDED, (position,)).fetchall())


def clear(url: str) -> None:
    """Take everything of ours out of a database again."""
    with psycopg.connect(url) as connection:
        for schema in OURS:
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


def _tools_for(url: str, manifest: Manifest) -> Tools:
    with psycopg.connect(url) as connection:
        major = connection.info.server_version // 10_000
    if major < manifest.postgres:
        raise BackupRefused(f"This is a backup of PostgreSQL {manifest.postgres}: it does not go into {major}.")
    return find_tools(major)


def _restore(tools: Tools, url: str, to: IO[bytes], dump: Iterator[bytes]) -> str | None:
    """Write the dump as SQL; return what was wrong, if anything."""
    program = [str(tools.directory / "pg_restore"), "--file=-"]
    with TemporaryFile() as said, started(program, url, said, stdin=subprocess.PIPE, stdout=to) as process:
        assert process.stdin is not None, "it was asked for"
        try:
            _feed(process.stdin, dump)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended, and its status tells
        return f"pg_restore: {told(said)}" if process.wait() != 0 else None


def _beginning() -> Iterator[bytes]:
    """The roles belong to the cluster, not to the database: those that are missing are made."""
    yield b"BEGIN;\n"
    yield read_migrations()[0].text.encode()
    yield f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = '{BACKUP}') THEN CREATE ROLE {BACKUP} NOLOGIN; END IF;
END $$;
""".encode()


def _rest(data: Backup, keys: Backup | None, key: bytes) -> Iterator[bytes]:
    yield b"SET search_path = pg_catalog;\n"
    yield OWN_TABLE.encode()
    yield _migrations(data.manifest.migrations)
    if keys:
        staged = (f"CREATE TEMP TABLE {STAGED[table]} (LIKE {table});\n" for table in KEYS)
        yield "".join(staged).encode()
        yield from opened(keys.place, KEY_FILE, key)
        yield b"""
CREATE TEMP TABLE forgotten
(position bigint, permit uuid, version bigint, topic text, state bytea, actor text, role text);
"""
        yield from opened(keys.place, FORGOTTEN, key)
        yield f"{_PUT_KEYS}{_FORGET_AGAIN}".encode()
    yield b"COMMIT;\n"


def _migrations(applied: Mapping[str, str]) -> bytes:
    rows = (sql.SQL("({}, {})").format(*map(sql.Literal, each)) for each in sorted(applied.items()))
    insert = sql.SQL("INSERT INTO migrations.applied (name, checksum) VALUES {};\n")
    return insert.format(sql.SQL(", ").join(rows)).as_bytes()


def _feed(to: IO[bytes], chunks: Iterable[bytes]) -> None:
    for chunk in chunks:
        to.write(chunk)
    to.flush()

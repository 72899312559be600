"""The database as it stood at one moment, for everything that goes into a backup: data, keys and what proves them.

One transaction reads, and lends its snapshot to pg_dump; meanwhile the office goes on.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import LiteralString

import psycopg
from psycopg import errors, sql

from application.backup.faults import BackupFailed, BackupRefused
from application.backup.manifest import Sealed
from application.backup.watch import Watch
from application.postgres.database import BACKUP, Timeouts, as_role
from application.postgres.migrations import APPLIED
from domain.merkle_store import Growing
from domain.sealed_logs import SealedLog

PATIENT = Timeouts(statement=0, lock=30_000, idle_in_transaction=0)
# What opens personal data, and what belongs with it: never among the data, and for a shorter time.
KEYS = ("ledger.keys", "files.uploads", "files.doomed")
# Who is signed in (with names, in clear), links of last resort, and drafts that nobody has sent: nothing to bring back.
PASSING = ("access.sessions", "access.links", "desk.drafts")
STAGED: Mapping[str, str] = MappingProxyType({table: table.replace(".", "_") for table in KEYS})
_AT_ONCE = 10_000

_HEAD: LiteralString = "SELECT position FROM ledger.head"
_LEAVES: Mapping[SealedLog, LiteralString] = MappingProxyType(
    {
        SealedLog.TRAIL: "SELECT notification_id, leaf FROM ledger.events ORDER BY notification_id",
        SealedLog.ACCESS: "SELECT position, leaf FROM ledger.access_log ORDER BY position",
    }
)
_CHECKPOINT: LiteralString = """
SELECT size, root, note
  FROM ledger.checkpoints
 WHERE origin = %s
 ORDER BY size DESC
 LIMIT 1
"""
_COLUMNS: LiteralString = """
SELECT a.attname
  FROM pg_attribute a
 WHERE a.attrelid = %s::regclass
   AND a.attnum > 0
   AND NOT a.attisdropped
 ORDER BY a.attnum
"""
# Every event of whoever was forgotten: what was decided after the data were backed up is recorded again from here.
FORGOTTEN: LiteralString = """
SELECT e.notification_id, e.originator_id, e.originator_version, e.topic, e.state, e.actor, e.role
  FROM ledger.events e
 WHERE e.originator_id IN (SELECT f.originator_id FROM ledger.events f WHERE f.topic = 'PersonalDataErased')
 ORDER BY e.notification_id
"""
_MASTERS: LiteralString = "SELECT DISTINCT encode(substr(wrapped, 2, 8), 'hex') FROM ledger.keys ORDER BY 1"
_KEYS: LiteralString = "SELECT count(*) FROM ledger.keys"
_ERASURES: LiteralString = "SELECT count(*) FROM ledger.events WHERE topic = 'PersonalDataErased'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """`url` is for pg_dump, `name` that of the snapshot."""

    connection: psycopg.Connection
    url: str
    name: str
    migrations: Mapping[str, str]
    postgres: int
    position: int

    def keys(self) -> Iterator[bytes]:
        """Yield the keys and the uploads that carry keys, as psql reads them into tables of a session."""
        for table in KEYS:
            columns = [row[0] for row in self.connection.execute(_COLUMNS, (table,)).fetchall()]
            listed = sql.SQL(", ").join(map(sql.Identifier, columns))
            query = sql.SQL("SELECT {} FROM {}").format(listed, sql.Identifier(*table.split(".")))
            yield from self._copied(STAGED[table], columns, query)

    def forgotten(self) -> Iterator[bytes]:
        """Yield the events of those who were forgotten, in the same form."""
        columns = ("position", "permit", "version", "topic", "state", "actor", "role")
        yield from self._copied("forgotten", columns, sql.SQL(FORGOTTEN))

    def one(self, query: LiteralString) -> int:
        row = self.connection.execute(query).fetchone()
        assert row is not None, "an aggregate has a row"
        return int(row[0])

    def key_facts(self) -> tuple[int, tuple[str, ...], int]:
        """Return how many keys there are, by which master keys they are wrapped, and how many erasures there were."""
        masters = tuple(row[0] for row in self.connection.execute(_MASTERS).fetchall())
        return self.one(_KEYS), masters, self.one(_ERASURES)

    def sealed(self, log: SealedLog, origin: str, watch: Watch) -> Sealed:
        """Return the tree over all leaves, read anew; raise `BackupFailed` if it has gaps or denies its checkpoint."""
        row = self.connection.execute(_CHECKPOINT, (log.origin(origin),)).fetchone()
        size, root, note = row or (0, b"", None)
        tree, found = Growing(), b""
        with self.connection.cursor("leaves", binary=True) as rows:
            rows.itersize = _AT_ONCE
            for position, leaf in rows.execute(_LEAVES[log]):
                tree.add(leaf)
                if position != tree.size:
                    raise BackupFailed(f"Position {tree.size} of the {log} is missing: see docs/evidence.md.")
                if position == size:
                    found = tree.root()
                if position % _AT_ONCE == 0:
                    watch(f"reading the {log}", position, None)
        if size and found != root:
            raise BackupFailed(f"The {log} is not what was sealed up to {size}: see docs/evidence.md.")
        return Sealed(log=log.value, size=tree.size, root=tree.root().hex(), checkpoint=note, checkpoint_size=size)

    def _copied(self, staged: str, columns: Sequence[str], query: sql.Composable) -> Iterator[bytes]:
        yield f"COPY pg_temp.{staged} ({', '.join(columns)}) FROM stdin;\n".encode()
        with self.connection.cursor() as cursor, cursor.copy(sql.SQL("COPY ({}) TO STDOUT").format(query)) as rows:
            for row in rows:
                yield bytes(row)
        yield b"\\.\n"


@contextmanager
def snapshot(owner: str) -> Generator[Snapshot]:
    """Yield the database of this login as it is now; raise `BackupRefused`."""
    url = _reader(owner)
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None, "a function answers"
        yield Snapshot(
            connection=connection,
            url=url,
            name=row[0],
            migrations=dict(connection.execute(APPLIED).fetchall()),
            postgres=connection.info.server_version // 10_000,
            position=(connection.execute(_HEAD).fetchone() or (0,))[0],
        )


def _reader(owner: str) -> str:
    """As the role that may only read; a database that was never migrated so far is read as whoever logs in."""
    with psycopg.connect(owner) as connection:
        if connection.execute("SELECT to_regclass('ledger.events')").fetchone() == (None,):
            raise BackupRefused("This database holds no office: there is nothing to back up.")
        if connection.execute("SELECT to_regrole(%s)", (BACKUP,)).fetchone() == (None,):
            return owner
        try:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(BACKUP)))
        except errors.InsufficientPrivilege as error:
            login = connection.info.user
            raise BackupRefused(f"This login cannot become {BACKUP}: GRANT {BACKUP} TO {login}.") from error
    return as_role(owner, BACKUP, timeouts=PATIENT)

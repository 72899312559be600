"""Where a backup is restored to: an empty database and an empty archive, or a folder that gets its names at the end."""

import fcntl
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from application.archive.archive import open_archive
from application.archive.faults import fault_of
from application.backup.faults import BackupRefused
from application.backup.folder import sync
from application.backup.loading import clear, require_empty
from application.backup.papers import KEPT
from application.installation import open_owner, postgres_directory
from application.postgres.embedded import EmbeddedPostgres
from application.settings import Settings

_STAGE = ".restoring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`url` is a login that may migrate; `store` is None where papers are left alone; `home` is its data directory."""

    url: str
    store: ObjectStore | None
    home: Path


@contextmanager
def target_of(settings: Settings, *, papers: bool) -> Generator[Target]:
    """Yield an empty place; what was put there has gone again if the block does not end well.

    Raises `BackupRefused` where something is already.
    """
    opening = _private(settings, papers=papers) if settings.embedded else _external(settings, papers=papers)
    with opening as target:
        yield target


@contextmanager
def scratch(settings: Settings) -> Generator[Target]:
    """Yield a place for a drill, which is thrown away in any case."""
    place = Path(tempfile.mkdtemp(prefix="izin-restore-drill-"))
    try:
        chosen = settings.model_copy(update={"data_dir": place, "database_url": None, "archive_url": None})
        # Nothing of it is to survive, so no disk is waited for.
        with EmbeddedPostgres(postgres_directory(chosen), settings={"fsync": "off"}) as server:
            yield Target(url=server.url, store=open_archive(chosen).store, home=place)
    finally:
        shutil.rmtree(place)


@contextmanager
def _external(settings: Settings, *, papers: bool) -> Generator[Target]:
    store = open_archive(settings).store if papers else None
    with open_owner(settings) as url:
        require_empty(url)
        _require_no_papers(store)
        try:
            yield Target(url=url, store=store, home=settings.data_dir)
        except BaseException:
            clear(url)
            _take_away(store)
            raise


@contextmanager
def _private(settings: Settings, *, papers: bool) -> Generator[Target]:
    """The database gets its name last: killed before there is no office, and the next try clears up."""
    home, stage = settings.data_dir, settings.data_dir / _STAGE
    for each in (postgres_directory(settings), home / "archive"):
        if each.exists() and any(each.iterdir()):
            raise BackupRefused(f"{each} is not empty: a backup is restored to a new place.")
    home.mkdir(parents=True, exist_ok=True)
    with (home / f"{_STAGE}.lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused(f"Something is being restored to {home} already.") from None
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(mode=0o711)
        chosen = settings if settings.archive_url else settings.model_copy(update={"data_dir": stage})
        store = open_archive(chosen).store if papers else None
        if settings.archive_url:
            _require_no_papers(store)
        try:
            with EmbeddedPostgres(stage / "postgresql") as server:
                yield Target(url=server.url, store=store, home=stage)
            for name in ("archive", "postgresql"):
                _give_name(stage / name, home / name)
        except BaseException:
            if settings.archive_url:
                _take_away(store)
            raise
        finally:
            shutil.rmtree(stage, ignore_errors=True)
            Path(lock.name).unlink()


def _give_name(place: Path, to: Path) -> None:
    if place.exists():
        if to.exists():
            to.rmdir()  # it is empty
        place.rename(to)
        sync(to.parent)


def _require_no_papers(store: ObjectStore | None) -> None:
    if store is not None and any(_listed(store)):
        raise BackupRefused(
            "The archive is not empty. If it is whole and only the database was lost, leave it alone: --without-papers."
        )


def _take_away(store: ObjectStore | None) -> None:
    if store is not None:
        for path in list(_listed(store)):
            obstore.delete(store, path)


def _listed(store: ObjectStore) -> Generator[str]:
    try:
        for folder in KEPT:
            for chunk in obstore.list(store, folder):
                yield from (each["path"] for each in chunk)
    except (BaseError, OSError) as error:
        raise fault_of(error) from error

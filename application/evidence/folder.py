"""Checkpoints in a folder outside of the database: each a file that is never written again, and the newest beside.

What was published is what the log must still begin with. Whoever can change the database should not be able to change
this: the folder belongs on another machine, or on storage that is written once.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path

from application.evidence.keys import LogKeys, NotOurs
from application.evidence.refused import Problem, SealingRefused
from application.settings import Settings
from domain.signed_note import Checkpoint

NEWEST, KEYS, SUFFIX = "checkpoint", "verifier-keys", ".note"
_LONGEST_NOTE = 64 * 1024


class Unpublished(Exception):
    """The folder cannot be written; the checkpoint is in the database, and is published at the next occasion."""


class Folder:
    """The folder of one log, inside of the one that is configured."""

    def __init__(self, root: Path, keys: LogKeys) -> None:
        self._place, self._keys = root / re.sub(r"[^A-Za-z0-9.-]", "_", keys.name), keys

    def newest(self) -> list[Checkpoint]:
        """Return the newest that are published here: the one that says so, and the last of the files beside it.

        Both, because one file is easily put back to what it was. Raises `SealingRefused` unless all is ours.
        """
        try:
            return [self._read(file) for file in self._candidates()]
        except OSError as error:
            says = f"the published checkpoints cannot be read: {error.filename} ({error.strerror})"
            raise SealingRefused(Problem.FOLDER_UNREADABLE, says) from None

    def publish(self, note: str, sealed_at: datetime) -> Path:
        """Put the note into the folder, and return its file; raise `Unpublished`. What is there already stays."""
        size = self._keys.verified(note).size
        file = self._place / f"{sealed_at:%Y/%m/%d}" / f"{size:019}{SUFFIX}"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _write(file, note, replace=False)
            _write(self._place / NEWEST, note, replace=True)
            keys = "".join(f"{key}\n" for key in self._keys.verifier_keys())
            if not _holds(self._place / KEYS, keys):
                _write(self._place / KEYS, keys, replace=True)
        except OSError as error:
            raise Unpublished(f"{error.filename} ({error.strerror})") from error
        return file

    def has(self, note: str) -> bool:
        """Return whether this very note is what the folder calls the newest."""
        return _holds(self._place / NEWEST, note)

    def _candidates(self) -> Iterator[Path]:
        if (self._place / NEWEST).exists():
            yield self._place / NEWEST
        yield from islice(_newest_first(self._place, depth=3), 1)

    def _read(self, file: Path) -> Checkpoint:
        with file.open("rb") as opened:
            raw = opened.read(_LONGEST_NOTE)
        try:
            return self._keys.verified(raw.decode())
        except UnicodeDecodeError:
            why = "it is no text"
        except NotOurs as error:
            why = str(error)
        raise SealingRefused(Problem.CHECKPOINT_FOREIGN, f"the published checkpoint {file} is not ours: {why}")


def folder_of(settings: Settings, keys: LogKeys) -> Folder:
    """Return the folder that the settings choose."""
    return Folder(settings.checkpoint_directory or settings.data_dir / "checkpoints", keys)


def _newest_first(place: Path, *, depth: int) -> Iterator[Path]:
    """Yield the notes below years, months and days, as many as are asked for. An empty day hides nothing."""
    if depth == 0:
        yield from sorted(place.glob(f"[0-9]*{SUFFIX}"), reverse=True)
    elif place.exists():
        inside = (each for each in place.iterdir() if each.is_dir() and each.name.isdecimal())
        for each in sorted(inside, reverse=True):
            yield from _newest_first(each, depth=depth - 1)


def _holds(file: Path, text: str) -> bool:
    try:
        return file.read_text("utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False


def _write(file: Path, text: str, *, replace: bool) -> None:
    """Whole or not at all, for everybody to read."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as new:
            new.write(text)
            new.flush()
            os.fchmod(new.fileno(), 0o644)
            os.fsync(new.fileno())
        if replace:
            aside.replace(file)
        else:
            with suppress(FileExistsError):
                os.link(aside, file)
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

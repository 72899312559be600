"""The archive's copy beside the data: only what is new is copied, and what the office has deleted is set aside.

Objects are copied as they lie there: encrypted, each under a key that is in the keys' backup. An object never changes,
so one copy serves every backup; each backup lists its own with size and SHA-256.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from application.archive.archive import CONTENT
from application.archive.faults import fault_of
from application.backup.faults import BackupRefused, DamagedBackup
from application.backup.folder import files_below
from application.backup.watch import Watch

COPIES, GONE = "archive", "gone"
KEPT = (CONTENT, "pointers")  # not what lies aside in the archive, nor probes
_HOPE = "Put a good copy there, or restore the rest with --without-papers."
FEW, SUSPICIOUS_SHARE = 50, 0.2  # as for the collector


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An object and what its copy is."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """All papers of the archive, how many of them were new, and how many are gone from it."""

    papers: tuple[Paper, ...]
    new: int
    new_bytes: int
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Copier:
    """`known` are the papers of the last backup, by their paths: those are not copied again."""

    store: ObjectStore
    root: Path
    known: Mapping[str, Paper]
    today: date

    def run(self, watch: Watch, *, dry_run: bool = False, however_many: bool = False) -> Copied:
        """Copy what is new; raise `BackupRefused` if most of the old is gone, `OSError` or `ArchiveUnavailable`."""
        sizes = dict(self._listed())
        gone = [path for path in _paths_below(self.root / COPIES) if path not in sizes]
        if len(gone) > max(FEW, SUSPICIOUS_SHARE * (len(gone) + len(sizes))) and not however_many:
            raise BackupRefused(
                f"{len(gone)} papers of the last backup are not in the archive any more: is it the right archive? "
                "Nothing was touched; --however-many does it all the same."
            )
        new = [path for path in sizes if not self._is_here(path, sizes[path])]
        if not dry_run:
            copies = {path: self._copy(path, n, len(new), watch) for n, path in enumerate(new, 1)}
            for path in gone:
                _move(self.root / COPIES / path, self.root / GONE / self.today.isoformat() / path)
        else:
            copies = {path: Paper(path=path, size=sizes[path], sha256="") for path in new}
        papers = tuple(copies.get(path) or self.known[path] for path in sorted(sizes))
        return Copied(papers=papers, new=len(new), new_bytes=sum(each.size for each in copies.values()), gone=len(gone))

    def _listed(self) -> Iterator[tuple[str, int]]:
        try:
            for folder in KEPT:
                for chunk in obstore.list(self.store, folder):
                    yield from ((each["path"], each["size"]) for each in chunk)
        except (BaseError, OSError) as error:
            raise fault_of(error) from error

    def _is_here(self, path: str, size: int) -> bool:
        copy = self.root / COPIES / path
        return path in self.known and copy.is_file() and copy.stat().st_size == self.known[path].size == size

    def _copy(self, path: str, n: int, of: int, watch: Watch) -> Paper:
        try:
            content = bytes(obstore.get(self.store, path).bytes())
        except (BaseError, OSError) as error:
            raise fault_of(error) from error
        place = self.root / COPIES / path
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = place.with_name(f"{place.name}.part")
        aside.write_bytes(content)
        aside.replace(place)
        watch("copying papers", n, of)
        return Paper(path=path, size=len(content), sha256=sha256(content).hexdigest())


def read_copy(root: Path, paper: Paper) -> bytes:
    """Return the copy of a paper, or raise `DamagedBackup` unless it is what was copied."""
    place = root / COPIES / paper.path
    try:
        content = place.read_bytes()
    except OSError as error:
        raise DamagedBackup(f"{place} is missing or cannot be read ({error.strerror}). {_HOPE}") from error
    if sha256(content).hexdigest() != paper.sha256:
        raise DamagedBackup(f"{place} is not what was copied: its SHA-256 is not {paper.sha256}. {_HOPE}")
    return content


def listing(papers: Iterable[Paper]) -> Iterator[bytes]:
    """Yield the list of a backup's papers, compressed."""
    packer = zlib.compressobj()
    for each in papers:
        yield packer.compress(f"{each.path}\t{each.size}\t{each.sha256}\n".encode())
    yield packer.flush()


def read_listing(chunks: Iterable[bytes]) -> dict[str, Paper]:
    """Return the papers of a list by their paths."""
    unpacker = zlib.decompressobj()
    text = b"".join(unpacker.decompress(chunk) for chunk in chunks) + unpacker.flush()
    rows = (line.split("\t") for line in text.decode().splitlines())
    return {path: Paper(path=path, size=int(size), sha256=digest) for path, size, digest in rows}


def days_of_gone(root: Path) -> list[Path]:
    return sorted(each for each in (root / GONE).glob("????-??-??") if each.is_dir())


def remove_gone(root: Path, *, keep_days: int, now: datetime) -> None:
    """Take away what has been gone from the archive for longer than any backup that lists it is kept."""
    for day in days_of_gone(root):
        if now.date() - date.fromisoformat(day.name) > timedelta(days=keep_days):
            rmtree(day)


def _paths_below(root: Path) -> Iterator[str]:
    return (each.relative_to(root).as_posix() for each in files_below(root) if each.suffix != ".part")


def _move(place: Path, to: Path) -> None:
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.replace(to)

"""The files of one backup: the dump, the list of papers, the keys and the forgotten, each encrypted for this backup."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from application.backup.folder import final_name, name_of
from application.backup.manifest import NAME, File, Manifest, Sealed, written
from application.backup.papers import Paper, listing, read_listing
from application.backup.sealed_file import read_sealed, write_sealed
from application.backup.snapshot import KEYS, PASSING, Snapshot
from application.backup.tools import dumping, find_tools
from application.backup.watch import Watch, watched
from domain.sealed_logs import SealedLog

DATA, DOCUMENTS, KEY_FILE, FORGOTTEN = "data.izb", "documents.izb", "keys.izb", "forgotten.izb"
# Light compression: half of a state is ciphertext, which no effort makes smaller. Read models are built anew; which
# migrations were applied stands in the manifest, for their table belongs to whoever migrated.
DUMP = (
    "--format=custom",
    "--compress=1",
    "--exclude-table=read.*",
    "--exclude-schema=migrations",
    "--lock-wait-timeout=30s",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """Of one moment, `at`, under one key. A file's label names its backup and itself: it opens nowhere else."""

    shot: Snapshot
    key: bytes
    at: datetime
    log_name: str
    watch: Watch

    def dump(self, place: Path) -> File:
        left_out = [f"--exclude-table-data={table}" for table in (*KEYS, *PASSING)]
        tools = find_tools(self.shot.postgres)
        with dumping(tools, self.shot.url, f"--snapshot={self.shot.name}", *DUMP, *left_out) as chunks:
            return self._file(place, DATA, watched(chunks, self.watch, "dumping the data"))

    def sealed(self) -> tuple[Sealed, ...]:
        return tuple(self.shot.sealed(log, self.log_name, self.watch) for log in SealedLog)

    def data(self, place: Path, dump: File, sealed: tuple[Sealed, ...], papers: Iterable[Paper]) -> Manifest:
        """Write the list of papers and the manifest, which is the last file."""
        papers = tuple(papers)
        manifest = Manifest(
            kind="data",
            name=name_of("data", self.at),
            taken_at=self.at,
            log_name=self.log_name,
            postgres=self.shot.postgres,
            migrations=dict(self.shot.migrations),
            position=self.shot.position,
            sealed=sealed,
            documents=len(papers),
            document_bytes=sum(each.size for each in papers),
            files=(dump, self._file(place, DOCUMENTS, listing(papers))),
        )
        (place / NAME).write_bytes(written(manifest, self.key))
        return manifest

    def keys(self, place: Path) -> Manifest:
        """Write the keys, whoever was forgotten, and the manifest."""
        count, masters, forgotten = self.shot.key_facts()
        manifest = Manifest(
            kind="keys",
            name=name_of("keys", self.at),
            taken_at=self.at,
            log_name=self.log_name,
            postgres=self.shot.postgres,
            migrations=dict(self.shot.migrations),
            position=self.shot.position,
            keys=count,
            masters=masters,
            forgotten=forgotten,
            files=(
                self._file(place, KEY_FILE, watched(self.shot.keys(), self.watch, "copying the keys")),
                self._file(place, FORGOTTEN, self.shot.forgotten()),
            ),
        )
        (place / NAME).write_bytes(written(manifest, self.key))
        return manifest

    def _file(self, place: Path, name: str, chunks: Iterable[bytes]) -> File:
        with (place / name).open("wb") as out:
            size, digest = write_sealed(out, self.key, label_of(final_name(place), name), chunks)
        return File(name=name, bytes=size, sha256=digest)


def label_of(backup: str, file: str) -> str:
    return f"{backup}/{file}"


def opened(backup: Path, file: str, key: bytes) -> Iterator[bytes]:
    """Yield what is in a file of a backup; raise `DamagedBackup`."""
    with (backup / file).open("rb") as sealed:
        yield from read_sealed(sealed, key, label_of(backup.name, file))


def papers_of(backup: Path, key: bytes) -> dict[str, Paper]:
    """Return what a backup lists; raise `DamagedBackup`."""
    return read_listing(opened(backup, DOCUMENTS, key))

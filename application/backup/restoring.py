"""Restoring: judge the backup, put papers, data and keys in place, prove them, and forget again who was forgotten."""

import asyncio
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore

from application.archive.faults import fault_of
from application.backup.backup_key import has_master_key
from application.backup.faults import BackupRefused, NoBackup, asking_the_database
from application.backup.folder import newest, root_of, sync_everything
from application.backup.forgetting_again import finish_forgetting
from application.backup.loading import Backup, forgotten_again, load
from application.backup.making import papers_of
from application.backup.manifest import read_manifest, require_whole
from application.backup.papers import COPIES, Paper, days_of_gone, read_copy
from application.backup.proving import open_every_key, prove
from application.backup.published import published_checkpoint
from application.backup.target import Target, scratch, target_of
from application.backup.watch import Watch
from application.master_key import keep_master_key, master_key, vault_of
from application.postgres.migrations import migrate, require_known
from application.settings import Settings
from application.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be restored. Without `keys_from` nobody's data can be read for ever, and nobody needs a master key."""

    source: Path
    keys_from: Path | None
    key: bytes
    papers: bool = True
    checkpoint: Path | None = None
    drill: bool = False
    older_keys: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What is there now, what was proven of it, and what is lost: positions that were published beyond the backup."""

    data: str
    keys: str | None
    position: int
    entries: int
    proven: tuple[int, ...]
    opened_keys: int
    papers: int
    papers_gone: int
    forgotten_again: tuple[UUID, ...]
    lost: tuple[int, int] | None
    published_is_signed: bool | None
    seconds: float


def restore(settings: Settings, wish: Wish, watch: Watch) -> Restored:
    """Restore to the place that the settings name, or with `drill` to one that is thrown away.

    Raises `BackupRefused`, `DamagedBackup`, `NoBackup`, `BackupFailed`, and what opening database and archive raises.
    """
    began = time.monotonic()
    data = _believed(newest(wish.source, "data").place, wish.key)
    require_known(data.manifest.migrations)
    keys, vault = _keys(settings, wish, data), None
    if keys:
        vault = _vault(settings, keys)
    published = published_checkpoint(settings, data.manifest.log_name, wish.checkpoint)
    papers = papers_of(data.place, wish.key)
    with asking_the_database(), _opened(settings, wish) as target:
        gone = _put_papers(wish, target.store, root_of(data.place), papers, watch) if target.store else 0
        load(target.url, data, keys, wish.key, watch)
        proven = prove(target.url, data.manifest, published.checkpoint if published else None, watch)
        again = forgotten_again(target.url, data.manifest.position)
        opened = 0
        migrate(target.url)
        if vault:
            asyncio.run(finish_forgetting(target, vault, master_key(settings)))
            opened = open_every_key(target.url, vault)
    if vault and settings.embedded and not wish.drill:
        keep_master_key(settings)
    beyond = published and published.checkpoint.size > data.manifest.position
    return Restored(
        data=data.manifest.name,
        keys=keys.manifest.name if keys else None,
        position=data.manifest.position,
        entries=proven.entries,
        proven=proven.roots,
        opened_keys=opened,
        papers=len(papers) - gone if wish.papers else 0,
        papers_gone=gone,
        forgotten_again=again,
        lost=(data.manifest.position + 1, published.checkpoint.size) if published and beyond else None,
        published_is_signed=published.signed if published else None,
        seconds=round(time.monotonic() - began, 3),
    )


def _opened(settings: Settings, wish: Wish) -> AbstractContextManager[Target]:
    return scratch(settings) if wish.drill else target_of(settings, papers=wish.papers)


def _believed(place: Path, key: bytes) -> Backup:
    manifest = read_manifest(place, key)
    require_whole(place, manifest)
    return Backup(place=place, manifest=manifest)


def _keys(settings: Settings, wish: Wish, data: Backup) -> Backup | None:
    if wish.keys_from is None:
        return None
    try:
        keys = _believed(newest(wish.keys_from, "keys").place, wish.key)
    except NoBackup as error:
        raise BackupRefused(
            f"{error} Without keys nobody's personal data can ever be read again; the trail can: --without-keys."
        ) from error
    if keys.manifest.position < data.manifest.position and not wish.older_keys:
        raise BackupRefused(
            f"{keys.manifest.name} is older than {data.manifest.name}: files of positions "
            f"{keys.manifest.position + 1} to {data.manifest.position} may have no key. --older-keys restores it so."
        )
    if not has_master_key(settings):
        raise BackupRefused(
            "The master key is in no backup: set IZIN_MASTER_KEY_FILE to the copy that you kept, or give up all "
            "personal data: --without-keys."
        )
    return keys


def _vault(settings: Settings, keys: Backup) -> Vault:
    vault = vault_of(settings)
    if strangers := sorted(each for each in keys.manifest.masters if not vault.knows(bytes.fromhex(each))):
        raise BackupRefused(
            f"The keys are wrapped by another master key ({', '.join(strangers)}, this one is {vault.present.hex()}): "
            "set IZIN_MASTER_KEY_FILE to the one of that time, and IZIN_WRAPPING_KEYS_ALSO to what wrapped then."
        )
    return vault


def _put_papers(wish: Wish, store: ObjectStore, root: Path, papers: dict[str, Paper], watch: Watch) -> int:
    """Put each paper where it was; return how many had left the archive since the backup, which are not put back.

    A drill only reads them: there may be no room for two archives.
    """
    gone = 0
    for n, paper in enumerate(papers.values(), 1):
        if not (root / COPIES / paper.path).exists() and any((day / paper.path).exists() for day in days_of_gone(root)):
            gone += 1
            continue
        content = read_copy(root, paper)
        try:
            if not wish.drill:
                obstore.put(store, paper.path, content, use_multipart=False)
        except (BaseError, OSError) as error:
            raise fault_of(error) from error
        watch("putting papers back", n, len(papers))
    if isinstance(store, LocalStore):
        sync_everything()
    return gone

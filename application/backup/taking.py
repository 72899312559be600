"""Taking a backup: data, papers and keys of one moment, whole or not at all; then what is too old goes."""

import time
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from application.archive.archive import open_archive
from application.backup.faults import BackupRefused, DamagedBackup, NoBackup, asking_the_database
from application.backup.folder import Kept, alone, expired, name_of, newest, remove, sync_everything, unfinished
from application.backup.making import Making, papers_of
from application.backup.manifest import Manifest, read_manifest
from application.backup.papers import Copied, Copier, remove_gone
from application.backup.snapshot import snapshot
from application.backup.tools import find_tools
from application.backup.watch import Watch
from application.installation import open_owner, postgres_directory
from application.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted. Without `to` or without `keys_to` only the other half is taken."""

    to: Path | None
    keys_to: Path | None
    key: bytes
    now: datetime
    dry_run: bool = False
    however_many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was done, or would have been."""

    position: int
    data: Manifest | None = None
    keys: Manifest | None = None
    copied: Copied | None = None
    removed: tuple[str, ...] = ()
    seconds: float = 0


def take(settings: Settings, order: Order, watch: Watch) -> Taken:
    """Take a backup of the office that these settings describe, while it runs.

    Raises `BackupFailed`, `BackupRefused`, `ArchiveUnavailable` and what opening the database raises.
    """
    _require_apart(order)
    _require_database(settings)
    began = time.monotonic()
    with asking_the_database(), ExitStack() as stack:
        for root in filter(None, (order.keys_to, order.to)):
            stack.enter_context(_held(root, dry_run=order.dry_run))
        owner = stack.enter_context(open_owner(settings))
        taken = _rehearsed(settings, order, owner, watch) if order.dry_run else _taken(settings, order, owner, watch)
        removed = prune(settings, order)
    return replace(taken, removed=removed, seconds=round(time.monotonic() - began, 3))


def prune(settings: Settings, order: Order) -> tuple[str, ...]:
    """Take away what is too old, and return the names: of the data never the last, of the keys all.

    A key that outlives its time undoes a promise to forget; whoever let the last one lapse takes a backup now.
    """
    data_days, key_days = settings.backup_keep_days, settings.backup_keys_keep_days
    old = list[Kept]()
    if order.to:
        old += expired(order.to, "data", keep_days=data_days, now=order.now, but_the_last=True)
    if order.keys_to:
        old += expired(order.keys_to, "keys", keep_days=key_days, now=order.now, but_the_last=False)
    if not order.dry_run:
        for each in old:
            remove(each)
        if order.to:
            remove_gone(order.to, keep_days=data_days, now=order.now)
    return tuple(each.place.name for each in old)


def prune_alone(settings: Settings, order: Order) -> tuple[str, ...]:
    """The same, by itself."""
    with ExitStack() as stack:
        for root in filter(None, (order.keys_to, order.to)):
            stack.enter_context(_held(root, dry_run=order.dry_run))
        return prune(settings, order)


def _taken(settings: Settings, order: Order, owner: str, watch: Watch) -> Taken:
    copied = data = keys = None
    with ExitStack() as places, ExitStack() as reading:
        # Left in the other order: where the data have their name, the keys have theirs.
        data_place = _place(places, order.to, name_of("data", order.now))
        keys_place = _place(places, order.keys_to, name_of("keys", order.now))
        shot = reading.enter_context(snapshot(owner))
        making = Making(shot=shot, key=order.key, at=order.now, log_name=settings.log_name, watch=watch)
        if keys_place:
            keys = making.keys(keys_place)
        if data_place and order.to:
            dump, sealed = making.dump(data_place), making.sealed()
            reading.close()  # nothing old is held back in the database while papers are copied
            # After the database: a paper is stored before anything names it.
            copied = _copier(settings, order, order.to).run(watch, however_many=order.however_many)
            sync_everything()  # the papers, and their folders
            data = making.data(data_place, dump, sealed, copied.papers)
    return Taken(position=shot.position, data=data, keys=keys, copied=copied)


def _rehearsed(settings: Settings, order: Order, owner: str, watch: Watch) -> Taken:
    with snapshot(owner) as shot:
        find_tools(shot.postgres)
        copied = _copier(settings, order, order.to).run(watch, dry_run=True) if order.to else None
        return Taken(position=shot.position, copied=copied)


def _copier(settings: Settings, order: Order, root: Path) -> Copier:
    try:
        last = newest(root, "data").place
        read_manifest(last, order.key)
        known = papers_of(last, order.key)
    except (NoBackup, DamagedBackup, OSError):  # nothing to go by: everything is copied
        known = {}
    return Copier(store=open_archive(settings).store, root=root, known=known, today=order.now.date())


def _require_apart(order: Order) -> None:
    if order.to and order.keys_to:
        data, keys = order.to.resolve(), order.keys_to.resolve()
        if data == keys or data in keys.parents or keys in data.parents:
            raise BackupRefused(
                f"{keys} and {data} lie in one another: keys are kept apart, so that forgetting does not wait for the "
                "data's own time. Give --keys-to another place."
            )


def _require_database(settings: Settings) -> None:
    if settings.embedded and not any(postgres_directory(settings).glob("*/data")):
        raise BackupRefused(f"There is no database in {settings.data_dir}: there is nothing to back up.")


def _held(root: Path, *, dry_run: bool) -> AbstractContextManager[None]:
    return nullcontext() if dry_run else alone(root)


def _place(stack: ExitStack, root: Path | None, name: str) -> Path | None:
    return stack.enter_context(unfinished(root, name)) if root else None

"""What was restored, judged: every leaf made anew from its row, no gaps, the roots that were signed and published."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import AsyncConnection

from application.backup.faults import BackupFailed
from application.backup.manifest import Manifest
from application.backup.watch import Watch
from application.evidence.logs import LOGS, Log
from application.evidence.refused import SealingRefused
from application.evidence.stored import head_of, leaves_of
from application.vault import Tampered, UnknownMasterKey, Vault
from domain.merkle_store import Growing
from domain.signed_note import Checkpoint, read_note

_KEYS: LiteralString = "SELECT permit, wrapped FROM ledger.keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """`roots` of the trail by sizes: those that were asked for and are right."""

    entries: int
    roots: tuple[int, ...]


def prove(url: str, manifest: Manifest, published: Checkpoint | None, watch: Watch) -> Proven:
    """Return what was proven of the logs in this database, or raise `BackupFailed` at the first thing that is wrong."""
    return asyncio.run(_prove(url, manifest, published, watch))


def open_every_key(url: str, vault: Vault) -> int:
    """Return how many keys there are; raise `BackupFailed` unless the master key opens every one."""
    count = 0
    with psycopg.connect(url) as connection, connection.cursor("keys", binary=True) as rows:
        for permit, wrapped in rows.execute(_KEYS):
            try:
                vault.key(permit, wrapped)
            except (Tampered, UnknownMasterKey) as error:
                raise BackupFailed(f"The keys do not open: {error}.") from error
            count += 1
    return count


async def _prove(url: str, manifest: Manifest, published: Checkpoint | None, watch: Watch) -> Proven:
    entries, trail = 0, dict[int, bytes]()
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        for log in LOGS:
            wanted = _wanted(log, manifest, published if log.kind == "trail" else None)
            entries += await _walk(connection, log, wanted, watch)
            trail = trail or wanted
    return Proven(entries=entries, roots=tuple(sorted(trail)))


def _wanted(log: Log, manifest: Manifest, published: Checkpoint | None) -> dict[int, bytes]:
    """Return the root that each size must have."""
    told = manifest.log(log.kind)
    roots = {told.size: bytes.fromhex(told.root)}
    known = [read_note(told.checkpoint).checkpoint] if told.checkpoint else []
    if published and published.size <= told.size:
        known.append(published)
    for each in known:
        if roots.setdefault(each.size, each.root) != each.root:
            raise BackupFailed(f"The backup does not begin with what was published up to {each.size}.")
    return roots


async def _walk(connection: AsyncConnection, log: Log, wanted: Mapping[int, bytes], watch: Watch) -> int:
    tree, head = Growing(), await head_of(connection, log)
    _require(log, tree, wanted)
    if head < max(wanted):
        raise BackupFailed(f"The {log.kind} ends at {head} instead of {max(wanted)}.")
    try:
        async for leaves in leaves_of(connection, log, 0, head):
            for leaf in leaves:
                tree.add(leaf)
                if tree.size in wanted:
                    _require(log, tree, wanted)
            watch(f"proving the {log.kind}", tree.size, head)
    except SealingRefused as refused:
        raise BackupFailed(f"What was restored is not what was recorded: {refused.says}.") from refused
    return tree.size


def _require(log: Log, tree: Growing, wanted: Mapping[int, bytes]) -> None:
    if wanted.get(tree.size, tree.root()) != tree.root():
        raise BackupFailed(f"The {log.kind} has another root up to {tree.size} than the backup, or what was published.")

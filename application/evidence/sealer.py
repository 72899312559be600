"""The sealer: signs that the log, up to here, is what it was and what follows from it, or says why it does not.

Before it signs it has seen: that its own last checkpoint and what was published outside are beginnings of the log that
is there now; that each new event gives its leaf; and, piece by piece, that the old ones still do.
"""

import asyncio
from collections.abc import Iterable

from application.evidence import stored
from application.evidence.folder import Folder
from application.evidence.keys import LogKeys, NotOurs
from application.evidence.logs import TRAIL, Log
from application.evidence.patrol import Patrol
from application.evidence.refused import Problem, SealingRefused
from application.evidence.signers import Signer
from application.evidence.stored import Connection, hashes_of, head_of, last_checkpoint, leaves_of, require_no_others
from domain.merkle import Span
from domain.merkle_store import Growing, NotKept, Place, grown_to, runs, span_hash
from domain.signed_note import Checkpoint, Signature, key_id, signed, text_of

STRIDE = 250_000  # entries under one more checkpoint, at most: a long backlog is sealed in steps that stay


class Sealer:
    """One at a time: whoever calls it holds the lock of all sealers on this very connection."""

    def __init__(
        self,
        keys: LogKeys,
        signer: Signer,
        folder: Folder,
        *,
        log: Log = TRAIL,
        patrol: Patrol | None = None,
        stride: int = STRIDE,
    ) -> None:
        self._keys, self._signer, self._folder, self._log = keys, signer, folder, log
        self._patrol, self._stride = patrol or Patrol(), stride

    async def seal(self, connection: Connection) -> str:
        """Return the note of a checkpoint over every entry there is now, signed if it is a new one.

        Raises `SealingRefused`, or what the database raises.
        """
        published = await asyncio.to_thread(self._folder.newest)
        newest = await self._newest(connection)
        head = await head_of(connection, self._log)
        known = [*published, *([newest[0]] if newest else [])]
        _require_as_long(self._log, known, head)
        tree = await self._standing(connection, newest[0].size if newest else 0)
        await self._require_beginnings(connection, known, tree)
        await self._patrol.walk(connection, self._log, tree.size)
        await self._meet(connection, known, tree)
        note, sealed_to = (newest[1], newest[0].size) if newest else ("", -1)
        while sealed_to < head:
            await self._grow(connection, tree, max(tree.size, min(head, sealed_to + self._stride)))
            note, sealed_to = await self._sign(connection, tree), tree.size
        return note

    async def _newest(self, connection: Connection) -> tuple[Checkpoint, str] | None:
        """Return the newest checkpoint of the database, which is ours and no other's."""
        last = await last_checkpoint(connection, self._keys.name)
        if last is None:
            return None
        try:
            checkpoint = self._keys.verified(last.note)
        except NotOurs as error:
            says = f"the checkpoint of size {last.size} in the database is not ours: {error}"
            raise SealingRefused(Problem.CHECKPOINT_FOREIGN, says) from None
        if (checkpoint.size, checkpoint.root) != (last.size, last.root):
            says = f"the checkpoint of size {last.size} in the database says otherwise than its note"
            raise SealingRefused(Problem.CHECKPOINT_FOREIGN, says)
        return checkpoint, last.note

    async def _standing(self, connection: Connection, size: int) -> Growing:
        """Return the tree as far as it is sealed, from what is kept and from the leaves of the last block."""
        try:
            return grown_to(size, await hashes_of(connection, self._log, runs([Span(0, size)])))
        except NotKept as missing:
            raise _not_kept(self._log, missing.args[0]) from None

    async def _require_beginnings(self, connection: Connection, known: Iterable[Checkpoint], tree: Growing) -> None:
        """Raise `SealingRefused` unless each of `known` that is not beyond the tree is a beginning of it."""
        for each in known:
            if each.size == tree.size:
                _require_root(self._log, each, tree.root())
            elif each.size < tree.size:
                span = Span(0, each.size)
                try:
                    root = span_hash(span, await hashes_of(connection, self._log, runs([span])))
                except NotKept as missing:
                    raise _not_kept(self._log, missing.args[0]) from None
                _require_root(self._log, each, root)

    async def _meet(self, connection: Connection, known: Iterable[Checkpoint], tree: Growing) -> None:
        """Grow until nothing was published further on: the database may have lost a checkpoint, and not the events."""
        for each in sorted(known, key=lambda each: each.size):
            await self._grow(connection, tree, max(tree.size, each.size))
            if each.size == tree.size:
                _require_root(self._log, each, tree.root())

    async def _grow(self, connection: Connection, tree: Growing, upto: int) -> None:
        async for leaves in leaves_of(connection, self._log, tree.size, upto):
            for leaf in leaves:
                tree.add(leaf)

    async def _sign(self, connection: Connection, tree: Growing) -> str:
        """Nothing is signed that could not be kept then, and nothing is locked while a distant signer thinks."""
        checkpoint = Checkpoint(origin=self._keys.name, size=tree.size, root=tree.root())
        hashes = tree.take()
        await require_no_others(connection, self._log, hashes)
        text, key = text_of(checkpoint), key_id(self._keys.name, self._signer.public)
        signature = await self._signer.sign(text.encode())
        note = signed(text, Signature(name=self._keys.name, key_id=key, signature=signature))
        await stored.add(connection, self._log, checkpoint, note=note, key=key, hashes=hashes)
        return note


def _require_as_long(log: Log, known: Iterable[Checkpoint], head: int) -> None:
    for each in known:
        if each.size > head:
            says = f"the log ends at {log.entry} {head}, but was sealed up to {each.size}: {log.entry}s were taken away"
            raise SealingRefused(Problem.LOG_SHORTER, says)


def _require_root(log: Log, checkpoint: Checkpoint, root: bytes) -> None:
    if checkpoint.root != root:
        says = f"the first {checkpoint.size} {log.entry}s are not those that were sealed: their root is another"
        raise SealingRefused(Problem.ROOT_DIFFERS, says)


def _not_kept(log: Log, place: Place) -> SealingRefused:
    return stored.tree_differs(log, place) if place.level else stored.missing(log, place.index + 1)

"""Sealed events are looked at again, a piece at a time, round and round: a changed one is found in bounded time.

What is added to a tree says nothing about what lies long below a hash that is kept.
"""

from time import monotonic

from application.evidence.logs import Log
from application.evidence.stored import Connection, hashes_of, leaves_of, tree_differs
from domain.merkle_store import BLOCK, Place, Run, block_root

PIECE = 20_000
EVERY_S = 10.0


class Patrol:
    """Where it has come to is of this process: another one begins anew. An office of few events is one piece."""

    def __init__(self, *, piece: int = PIECE, every: float = EVERY_S) -> None:
        self._piece, self._every = max(BLOCK, piece // BLOCK * BLOCK), every
        self._next, self._due = 0, 0.0

    async def walk(self, connection: Connection, log: Log, size: int) -> None:
        """Look at the next piece, if it is time for it; raise `SealingRefused`, and then look there again next time."""
        if monotonic() < self._due:
            return
        first = self._next if self._next < size else 0
        last = min(first + self._piece, size)
        await _look(connection, log, first, last)
        self._next, self._due = last, monotonic() + self._every
        if last == size:
            self._next = 0


async def _look(connection: Connection, log: Log, first: int, last: int) -> None:
    """`first` begins a block. A block that is not full yet is under the root that is checked at every sealing."""
    block = list[bytes]()
    roots = dict[Place, bytes]()
    async for leaves in leaves_of(connection, log, first, last):
        for leaf in leaves:
            block.append(leaf)
            if len(block) == BLOCK:
                roots[Place(1, first // BLOCK + len(roots))] = block_root(block)
                block.clear()
    if roots:
        await _require(connection, log, roots, Run(1, first // BLOCK, len(roots)))
        await _look_above(connection, log, first, last)


async def _look_above(connection: Connection, log: Log, first: int, last: int) -> None:
    """The hashes that end in this piece, each from the 256 below it."""
    level = 2
    while (covers := BLOCK**level) <= last:
        for index in range(first // covers, last // covers):
            below = await hashes_of(connection, log, [Run(level - 1, index * BLOCK, BLOCK)])
            if len(below) < BLOCK:
                raise tree_differs(log, Place(level - 1, index * BLOCK))
            root = block_root([below[place] for place in sorted(below)])
            await _require(connection, log, {Place(level, index): root}, Run(level, index, 1))
        level += 1


async def _require(connection: Connection, log: Log, roots: dict[Place, bytes], run: Run) -> None:
    kept = await hashes_of(connection, log, [run])
    for place, root in roots.items():
        if kept.get(place) != root:
            raise tree_differs(log, place)

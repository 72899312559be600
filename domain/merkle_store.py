"""What of the tree is kept: the root of each full block of 256 leaves, of 256 such blocks, and so on.

Everything else is folded from those and from the leaves: at most 256 hashes of each level for a proof, at any size.
Leaves are level 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.merkle import Perfect, Span, cut, folded, node

LEVEL_HEIGHT = 8
BLOCK = 1 << LEVEL_HEIGHT


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a hash is kept."""

    level: int
    index: int


@dataclass(frozen=True, slots=True)
class Run:
    """`count` hashes that stand side by side."""

    level: int
    first: int
    count: int


Hashes = Mapping[Place, bytes]


class NotKept(LookupError):
    """A hash that the tree needs is not where it should be."""


def runs(spans: Iterable[Span]) -> list[Run]:
    """Return what must be read so that the hashes of `spans` can be told."""
    return [_run(perfect) for span in spans for perfect in cut(span)]


def span_hash(span: Span, kept: Hashes) -> bytes:
    """Return the hash of a node, or raise `NotKept`."""
    return folded([_hash(_run(perfect), kept) for perfect in cut(span)])


@dataclass(slots=True)
class Growing:
    """A tree to which leaves are added. `finished` are the hashes to be kept that have come since it was taken."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list[bytes])
    finished: dict[Place, bytes] = field(default_factory=dict[Place, bytes])

    def add(self, leaf: bytes) -> None:
        root, height, size = leaf, 0, self.size
        while size >> height & 1:
            root = node(self.peaks.pop(), root)
            height += 1
            if height % LEVEL_HEIGHT == 0:
                self.finished[Place(height // LEVEL_HEIGHT, size >> height)] = root
        self.peaks.append(root)
        self.size += 1

    def root(self) -> bytes:
        return folded(self.peaks)

    def take(self) -> dict[Place, bytes]:
        taken, self.finished = self.finished, {}
        return taken


def grown_to(size: int, kept: Hashes) -> Growing:
    """Return the tree of the first `size` leaves, or raise `NotKept`; `kept` holds what `runs` asks for."""
    return Growing(size=size, peaks=[_hash(_run(perfect), kept) for perfect in cut(Span(0, size))])


def block_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over as many hashes as a power of two."""
    while len(hashes) > 1:
        hashes = [node(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def _run(perfect: Perfect) -> Run:
    level, above = divmod(perfect.height, LEVEL_HEIGHT)
    return Run(level=level, first=perfect.index << above, count=1 << above)


def _hash(run: Run, kept: Hashes) -> bytes:
    try:
        return block_root([kept[Place(run.level, run.first + n)] for n in range(run.count)])
    except KeyError as missing:
        raise NotKept(*missing.args) from None

"""The Merkle tree of RFC 9162 (2.1) over the hashes of leaves: roots, proofs, and how anybody checks a proof.

A tree of n leaves is cut into perfect subtrees, whose hashes never change once they are there. So whoever keeps those
can grow the tree and answer every proof without looking at all leaves again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_BYTES = 32
EMPTY = sha256().digest()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The leaves from `start` up to, not including, `end`, counted from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Perfect:
    """The `index`-th subtree of 2 to the power of `height` leaves."""

    height: int
    index: int


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an interior node."""
    return sha256(b"\x01" + left + right).digest()


def cut(span: Span) -> Iterator[Perfect]:
    """Yield the perfect subtrees of which a node of the tree over `span` consists, the largest first."""
    start = span.start
    while start < span.end:
        height = (span.end - start).bit_length() - 1
        yield Perfect(height, start >> height)
        start += 1 << height


def folded(hashes: Sequence[bytes]) -> bytes:
    """Return the hash over what `cut` has yielded; of nothing it is that of the empty tree."""
    if not hashes:
        return EMPTY
    *rest, root = hashes
    for left in reversed(rest):
        root = node(left, root)
    return root


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the nodes of the proof that leaf `index` is in the tree of `size` leaves (2.1.3.1), the deepest first."""
    start, end, path = 0, size, list[Span]()
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if index < middle:
            path.append(Span(middle, end))
            end = middle
        else:
            path.append(Span(start, middle))
            start = middle
    return path[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """Return the nodes of the proof that the tree of `first` leaves begins that of `second` (2.1.4.1)."""
    start, end, path, known = 0, second, list[Span](), True
    while first != end:
        middle = start + _largest_power_below(end - start)
        if first <= middle:
            path.append(Span(middle, end))
            end = middle
        else:
            path.append(Span(start, middle))
            start, known = middle, False
    return [*([] if known else [Span(start, end)]), *path[::-1]]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Return whether `path` proves that `leaf` is the `index`-th of `size` leaves under `root` (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for other in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node(other, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, other)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Return whether `path` proves that the tree under `first_root` begins the one under `second_root` (2.1.4.2).

    The empty tree begins every tree, and is proved by nothing.
    """
    if first in {second, 0}:
        return not path and 0 <= first <= second and first_root == (EMPTY if first == 0 else second_root)
    if not 0 < first < second:
        return False
    whole = first & (first - 1) == 0
    if not (path or whole):
        return False
    beginning, *rest = (first_root, *path) if whole else path
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = beginning
    for other in rest:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node(other, old), node(other, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node(new, other)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _largest_power_below(n: int) -> int:
    """Return the largest power of two that is smaller than `n`."""
    return 1 << (n - 1).bit_length() - 1

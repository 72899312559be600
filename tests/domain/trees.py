"""RFC 9162, 2.1, word for word: slow, and nothing shared with the code that is checked against it."""

from collections.abc import Sequence
from hashlib import sha256

Hashes = Sequence[bytes]


def leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def leaves(count: int) -> list[bytes]:
    return [leaf(n.to_bytes(4)) for n in range(count)]


def root(hashes: Hashes) -> bytes:
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return sha256(b"\x01" + root(hashes[:k]) + root(hashes[k:])).digest()


def path(m: int, hashes: Hashes) -> list[bytes]:
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    if m < k:
        return [*path(m, hashes[:k]), root(hashes[k:])]
    return [*path(m - k, hashes[k:]), root(hashes[:k])]


def proof(m: int, hashes: Hashes) -> list[bytes]:
    return subproof(m, hashes, known=True)


def subproof(m: int, hashes: Hashes, *, known: bool) -> list[bytes]:
    if m == len(hashes):
        return [] if known else [root(hashes)]
    k = split(len(hashes))
    if m <= k:
        return [*subproof(m, hashes[:k], known=known), root(hashes[k:])]
    return [*subproof(m - k, hashes[k:], known=False), root(hashes[:k])]


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k

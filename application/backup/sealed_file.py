"""A file that only the holder of the backup key can read, and that nobody can cut, reorder or alter unseen.

Pieces of 1 MiB under AES-256-GCM, after STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce counts the pieces
and marks the last one. The key is made for each file from a salt of its own, and for one purpose, the `label`: a file
that was moved into another backup, or called otherwise, does not open.
"""

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from application.backup.faults import DamagedBackup

MAGIC = b"jejak-izin backup 1\n"
PIECE = 1024 * 1024
SALT, TAG = 32, 16


def write_sealed(out: BinaryIO, key: bytes, label: str, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Write what the chunks hold to `out`; return the size of the file and its SHA-256."""
    head, digest = MAGIC + os.urandom(SALT), sha256()
    size = 0
    for block in _blocks(head, _cipher(key, label, head), chunks):
        out.write(block)
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


def read_sealed(file: BinaryIO, key: bytes, label: str) -> Iterator[bytes]:
    """Yield what was written, piece by piece, or raise `DamagedBackup`; what was yielded before that is genuine."""
    head = file.read(len(MAGIC) + SALT)
    if len(head) < len(MAGIC) + SALT or not head.startswith(MAGIC):
        raise DamagedBackup(f"{file.name} does not begin as a file of a backup does")
    cipher, n = _cipher(key, label, head), 0
    piece = file.read(PIECE + TAG)
    while True:
        following = file.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(n, last=not following), piece, head)
        except (InvalidTag, ValueError):  # ValueError: shorter than a tag
            raise DamagedBackup(f"{file.name} {_why(cipher, n, piece, head)}") from None
        if not following:
            return
        piece, n = following, n + 1


def _blocks(head: bytes, cipher: AESGCM, chunks: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    n, piece = 0, bytearray()
    for chunk in chunks:
        piece += chunk
        while len(piece) > PIECE:  # a full piece waits: it may be the last
            yield cipher.encrypt(_nonce(n, last=False), bytes(piece[:PIECE]), head)
            del piece[:PIECE]
            n += 1
    yield cipher.encrypt(_nonce(n, last=True), bytes(piece), head)


def _cipher(key: bytes, label: str, head: bytes) -> AESGCM:
    info = f"jejak-izin backup {label}".encode()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=head[len(MAGIC) :], info=info).derive(key))


def _nonce(n: int, *, last: bool) -> bytes:
    return n.to_bytes(11) + (b"\x01" if last else b"\x00")


def _why(cipher: AESGCM, n: int, piece: bytes, head: bytes) -> str:
    """Whether a genuine piece stands where the file ends: then the rest was cut off."""
    try:
        cipher.decrypt(_nonce(n, last=False), piece, head)
    except (InvalidTag, ValueError):
        return f"does not open at piece {n + 1}: another key, or it was altered"
    return f"was cut off after piece {n + 1}"

"""A folder of Ed25519 keys (*.pem): of the private ones the last by file name signs, all are published."""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from application.settings import BadSettings

HOW_TO_MAKE = "make one with: openssl genpkey -algorithm ed25519"


@dataclass(frozen=True, slots=True, repr=False)
class KeyFolder:
    """Keys in the order of their file names; `private` are among `published` with their public halves."""

    private: tuple[Ed25519PrivateKey, ...]
    published: tuple[Ed25519PublicKey, ...]


def read_keys(folder: Path, variable: str) -> KeyFolder:
    """Return what is in the folder, or raise BadSettings, which names the setting and the file."""
    private, published = list[Ed25519PrivateKey](), list[Ed25519PublicKey]()
    for file in sorted(folder.glob("*.pem")):
        key = _key_in(file, variable)
        if isinstance(key, Ed25519PrivateKey):
            private.append(key)
            key = key.public_key()
        published.append(key)
    return KeyFolder(tuple(private), tuple(published))


def make_key(file: Path) -> None:
    """Write a key aside and link it, as with the master key: whole or not at all, and of two processes' one."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor, aside = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # 0600
    try:
        with os.fdopen(descriptor, "wb") as new:
            new.write(pem)
            new.flush()
            os.fsync(new.fileno())
        with suppress(FileExistsError):
            os.link(aside, file)
    finally:
        Path(aside).unlink()


def _key_in(file: Path, variable: str) -> Ed25519PrivateKey | Ed25519PublicKey:
    try:
        pem = file.read_bytes()
        key = load_pem_private_key(pem, None) if b"PRIVATE" in pem else load_pem_public_key(pem)
    except (OSError, ValueError, TypeError) as error:  # TypeError: it has a passphrase
        raise BadSettings(f"{variable}: {file} cannot be read as a key: {HOW_TO_MAKE}.") from error
    if not isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        raise BadSettings(f"{variable}: {file} is no Ed25519 key: {HOW_TO_MAKE}.")
    return key

"""The archive: bytes by their SHA-256, encrypted, checked on every read; and small pointers that the first writer owns.

The same content under another key is another object: whoever destroys a key destroys that copy and no other.
"""

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import obstore
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, from_url

NONCE = 12  # bytes, NIST SP 800-38D


class NotArchived(LookupError):
    """There is no such content under this key."""


class Corrupted(Exception):
    """What is stored is not what was stored. The message names the content, never the key."""


class ArchiveUnavailable(Exception):
    """The store does not answer, refuses, or has no room. Nothing was half done; try again."""


def open_archive(url: str) -> "Archive":
    """Return the archive at `url`: file:///…, s3://… or memory:///. A local directory is made if it is missing."""
    if url.startswith("file:"):
        store = LocalStore.from_url(url, mkdir=True)
        Path(str(store.prefix)).chmod(0o700)  # what is inside is encrypted, and still nobody else's
        return Archive(store)
    return Archive(from_url(url))


@dataclass(frozen=True, slots=True)
class Archive:
    """Calls block; give them a thread. Keys are 32 bytes, and the caller keeps them."""

    store: ObjectStore

    def put(self, content: bytes, key: bytes) -> str:
        """Store `content` and return its SHA-256. Storing it again under the same key changes nothing."""
        digest = sha256(content)
        nonce = os.urandom(NONCE)
        sealed = nonce + AESGCM(key).encrypt(nonce, content, digest.digest())
        self._create(_path(digest.hexdigest(), key), sealed)
        return digest.hexdigest()

    def get(self, content_sha256: str, key: bytes) -> bytes:
        """Return the content, or raise `NotArchived` or `Corrupted`."""
        sealed = self._read(_path(content_sha256, key))
        if sealed is None:
            raise NotArchived(content_sha256)
        return _opened(sealed, content_sha256, key)

    def point(self, name: str, value: bytes) -> bytes:
        """Store `value` under `name` unless something is there, and return what is there: the first writer wins."""
        path = f"pointers/{name}.json"
        if self._create(path, value):
            return value
        first = self._read(path)
        assert first is not None, "pointers are never deleted"
        return first

    def pointer(self, name: str) -> bytes | None:
        """Return what `name` points to, if anything."""
        return self._read(f"pointers/{name}.json")

    def _create(self, path: str, content: bytes) -> bool:
        """Write `path` and have it on disk, or return False where it is already."""
        try:
            obstore.put(self.store, path, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        except (BaseError, OSError) as error:
            raise ArchiveUnavailable(_without_body(error)) from error
        self._sync(path)
        return True

    def _read(self, path: str) -> bytes | None:
        try:
            return bytes(obstore.get(self.store, path).bytes())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise ArchiveUnavailable(_without_body(error)) from error

    def _sync(self, path: str) -> None:
        """Have the file and its folders on disk: obstore 0.12 syncs nothing, and a power cut must not take a decree."""
        if not isinstance(self.store, LocalStore) or self.store.prefix is None:
            return
        file = Path(self.store.prefix) / path
        for each in (file, *file.parents[: len(Path(path).parts)]):
            descriptor = os.open(each, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _path(content_sha256: str, key: bytes) -> str:
    """The last part says which key without telling it."""
    tag = hmac.digest(key, b"archive path\0" + bytes.fromhex(content_sha256), "sha256").hex()[:16]
    return f"sha256/{content_sha256[:2]}/{content_sha256[2:4]}/{content_sha256}.{tag}"


def _opened(sealed: bytes, content_sha256: str, key: bytes) -> bytes:
    cipher = AESGCM(key)
    try:
        content = cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bytes.fromhex(content_sha256))
    except (InvalidTag, ValueError) as error:  # ValueError: shorter than a nonce
        raise Corrupted(f"{content_sha256} does not open under its key") from error
    if sha256(content).hexdigest() != content_sha256:
        raise Corrupted(f"{content_sha256} is stored with other content")
    return content


def _without_body(error: Exception) -> str:
    """The first line of the store's complaint: what follows is its debugging output."""
    return str(error).partition("\n")[0]

"""The archive: bytes by their SHA-256, encrypted, checked on every read; and small pointers that the first writer owns.

The same content under another key is another object: whoever destroys a key destroys that copy and no other.
"""

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_hex

import obstore
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore

from application.archive.faults import ArchiveRefuses, Corrupted, NotArchived, fault_of, is_missing_bucket
from application.archive.store import open_store, sync
from application.settings import Settings

NONCE = 12  # bytes, NIST SP 800-38D
CONTENT = "sha256"  # the folder of what is named by its hash


def open_archive(settings: Settings) -> "Archive":
    """Return the archive of these settings, or raise `BadSettings`."""
    return Archive(open_store(settings))


@dataclass(frozen=True, slots=True)
class Archive:
    """Calls block; give them a thread. Keys are 32 bytes, and the caller keeps them.

    Every call may raise `ArchiveUnavailable` or one of its kinds; then nothing was half done.
    """

    store: ObjectStore
    _proven: set[str] = field(default_factory=set[str], init=False, repr=False, compare=False)

    def put(self, content: bytes, key: bytes) -> str:
        """Store `content` and return its SHA-256.

        Storing it again under the same key mends what was damaged, and makes it young: no collector touches the young.
        """
        digest = sha256(content)
        nonce = os.urandom(NONCE)
        sealed = nonce + AESGCM(key).encrypt(nonce, content, digest.digest())
        self._write(path_of(digest.hexdigest(), key), sealed)
        return digest.hexdigest()

    def get(self, content_sha256: str, key: bytes) -> bytes:
        """Return the content, or raise `NotArchived` or `Corrupted`."""
        sealed = self._read(path_of(content_sha256, key))
        if sealed is None:
            raise NotArchived(content_sha256)
        return _opened(sealed, content_sha256, key)

    def has(self, content_sha256: str, key: bytes) -> bool:
        """Tell whether there is such content, without reading it."""
        try:
            obstore.head(self.store, path_of(content_sha256, key))
        except FileNotFoundError as error:
            if is_missing_bucket(error):
                raise fault_of(error) from error
            return False
        except (BaseError, OSError) as error:
            raise fault_of(error) from error
        return True

    def remove(self, content_sha256: str, key: bytes) -> None:
        """Delete what only the holder of this key could read. Whoever calls this knows that nobody names it."""
        self._delete(path_of(content_sha256, key))

    def discard(self, path: str) -> None:
        """Delete what lies at this very path, if anything does: its key is gone, and nobody could name it any more."""
        try:
            obstore.delete(self.store, path)
        except FileNotFoundError as error:
            if is_missing_bucket(error):
                raise fault_of(error) from error
        except (BaseError, OSError) as error:
            raise fault_of(error) from error

    def copies(self, content_sha256: str) -> Sequence[str]:
        """Return where this content lies, under whatever keys."""
        folder = f"{CONTENT}/{content_sha256[:2]}/{content_sha256[2:4]}"
        return [path for path in self._listed(folder) if path.rpartition("/")[2].startswith(content_sha256)]

    def pointers(self, folder: str) -> Sequence[bytes]:
        """Return what each pointer in the folder holds."""
        return [found for path in self._listed(f"pointers/{folder}") if (found := self._read(path)) is not None]

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

    def try_out(self) -> None:
        """Write, read and delete something small, or raise what is in the way."""
        path, content = f"probe/{token_hex(16)}", os.urandom(NONCE)
        self._write(path, content)
        found = self._read(path)
        self._delete(path)
        if found != content:
            raise Corrupted(f"{path} was read otherwise than it was written")
        self.require_first_writer_wins()

    def require_first_writer_wins(self) -> None:
        """Raise `ArchiveRefuses` unless the store keeps what is there from being written over. Tried once a process.

        Amazon's S3 does since 2024 (If-None-Match); rclone 1.75 takes the second writer and says nothing.
        """
        if self._proven or isinstance(self.store, LocalStore | MemoryStore):
            return
        path = f"probe/{token_hex(16)}"
        twice = self._create(path, b"1") and self._create(path, b"2")
        self._delete(path)
        if twice:
            raise ArchiveRefuses("the store writes over what is there: two signatures at once could become two decrees")
        self._proven.add("first writer wins")

    def _create(self, path: str, content: bytes) -> bool:
        """Write `path` and have it on disk, or return False where it is already."""
        try:
            obstore.put(self.store, path, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        except (BaseError, OSError) as error:
            raise fault_of(error) from error
        self._sync(path)
        return True

    def _write(self, path: str, content: bytes) -> None:
        try:
            obstore.put(self.store, path, content, use_multipart=False)
        except (BaseError, OSError) as error:
            raise fault_of(error) from error
        self._sync(path)

    def _read(self, path: str) -> bytes | None:
        try:
            return bytes(obstore.get(self.store, path).bytes())
        except FileNotFoundError as error:
            if is_missing_bucket(error):
                raise fault_of(error) from error
            return None
        except (BaseError, OSError) as error:
            raise fault_of(error) from error

    def _delete(self, path: str) -> None:
        try:
            obstore.delete(self.store, path)
        except (BaseError, OSError) as error:
            raise fault_of(error) from error

    def _listed(self, folder: str) -> Sequence[str]:
        try:
            return [each["path"] for chunk in obstore.list(self.store, folder) for each in chunk]
        except (BaseError, OSError) as error:
            raise fault_of(error) from error

    def _sync(self, path: str) -> None:
        try:
            sync(self.store, path)
        except OSError as error:
            raise fault_of(error) from error


def path_of(content_sha256: str, key: bytes) -> str:
    """Return where content lies; the last part says which key without telling it."""
    tag = hmac.digest(key, b"archive path\0" + bytes.fromhex(content_sha256), "sha256").hex()[:16]
    return f"{CONTENT}/{content_sha256[:2]}/{content_sha256[2:4]}/{content_sha256}.{tag}"


def _opened(sealed: bytes, content_sha256: str, key: bytes) -> bytes:
    cipher = AESGCM(key)
    try:
        content = cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bytes.fromhex(content_sha256))
    except (InvalidTag, ValueError) as error:  # ValueError: shorter than a nonce
        raise Corrupted(f"{content_sha256} does not open under its key") from error
    if sha256(content).hexdigest() != content_sha256:
        raise Corrupted(f"{content_sha256} is stored with other content")
    return content

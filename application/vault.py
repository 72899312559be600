"""Keys of personal data: one for each permit, wrapped by a master key; knows nothing of events and their fields.

A sealed value is AES-256-GCM over 16 bytes of salt and the JSON value, bound to permit, version and field. Beside it
stands a commitment, SHA-256 of salt, field path and JSON value, by which an opened value can be checked by anyone who
is told the salt. Destroying the wrapped key forgets every value sealed under it, and the commitments tell nothing.
"""

import hmac
import os
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE = 12
_SALT = 16
_FORMAT = b"\x01"  # of a wrapped key: format, id of the master key, nonce, ciphertext
_ID_BYTES = 8

Noise = Callable[[int], bytes]


class UnknownMasterKey(LookupError):
    """A key was wrapped by a master key that is not configured."""


class Tampered(ValueError):
    """A sealed value or wrapped key was altered, moved to another place, or belongs to another key."""


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A permit's key, ready for use; `wrapped` is how it is stored."""

    permit: UUID
    wrapped: bytes
    secret: bytes
    cipher: AESGCM

    @property
    def papers(self) -> bytes:
        """Return the key of the permit's signed papers: it is destroyed with this one."""
        return hmac.digest(self.secret, b"jejak-izin papers\x01", "sha256")


class Opened(NamedTuple):
    """A value as it was sealed, and the salt that lets others check its commitment."""

    value: bytes
    salt: bytes


class Vault:
    """Seals and opens with the keys of permits. `masters`: 32 bytes each, the present one first, then older ones.

    `noise` returns random bytes. It is called once for each sealing: many small reads were measured at a quarter of
    the write path's speed.
    """

    def __init__(self, masters: Sequence[bytes], *, noise: Noise = os.urandom) -> None:
        assert masters, "a vault without a master key can do nothing"
        assert all(len(master) == KEY_BYTES for master in masters), "AES-256 takes 32 bytes"
        self._masters: Mapping[bytes, AESGCM] = {master_id(master): AESGCM(master) for master in masters}
        self.present = master_id(masters[0])
        self._noise = noise

    def new_key(self, permit: UUID) -> Key:
        """Return a fresh key for `permit`."""
        noise = self._noise(KEY_BYTES + _NONCE)
        secret = noise[:KEY_BYTES]
        return Key(permit, self._wrapped(permit, secret, noise[KEY_BYTES:]), secret, AESGCM(secret))

    def key(self, permit: UUID, wrapped: bytes) -> Key:
        """Return the key that was stored for `permit`, or raise `UnknownMasterKey` or `Tampered`."""
        start = len(_FORMAT) + _ID_BYTES
        master_id, nonce = wrapped[len(_FORMAT) : start], wrapped[start : start + _NONCE]
        if wrapped[: len(_FORMAT)] != _FORMAT or master_id not in self._masters:
            raise UnknownMasterKey(f"the key of {permit} is wrapped by the unknown master key {master_id.hex()}")
        try:
            secret = self._masters[master_id].decrypt(nonce, wrapped[start + _NONCE :], permit.bytes + master_id)
        except InvalidTag:
            raise Tampered(f"the key of {permit} does not open") from None
        return Key(permit, wrapped, secret, AESGCM(secret))

    def wrapped_anew(self, permit: UUID, wrapped: bytes) -> bytes:
        """Return the same key wrapped by the present master key; raises as `key` does."""
        return self._wrapped(permit, self.key(permit, wrapped).secret, self._noise(_NONCE))

    def _wrapped(self, permit: UUID, secret: bytes, nonce: bytes) -> bytes:
        ciphertext = self._masters[self.present].encrypt(nonce, secret, permit.bytes + self.present)
        return _FORMAT + self.present + nonce + ciphertext

    def knows(self, master_id: bytes) -> bool:
        """Return whether the master key of this name is configured."""
        return master_id in self._masters

    def seal(self, key: Key, version: int, values: Sequence[tuple[str, bytes]]) -> list[dict[str, str]]:
        """Return each (path, JSON value) of one event sealed, in the form in which it is stored."""
        step, place = _NONCE + _SALT, _place(key.permit, version)
        noise, encrypt = self._noise(step * len(values)), key.cipher.encrypt
        sealed: list[dict[str, str]] = []
        for at, (path, value) in zip(range(0, len(noise), step), values, strict=True):
            nonce, salt, name = noise[at : at + _NONCE], noise[at + _NONCE : at + step], path.encode()
            ciphertext = encrypt(nonce, salt + value, place + name)
            sealed.append({"$": _text(nonce + ciphertext), "c": _text(sha256(salt + name + value).digest())})
        return sealed

    @staticmethod
    def open(key: Key, version: int, path: str, sealed: Mapping[str, str]) -> Opened:
        """Return the JSON value that was sealed there, or raise `Tampered`."""
        raw, name = a2b_base64(sealed["$"]), path.encode()
        try:
            plain = key.cipher.decrypt(raw[:_NONCE], raw[_NONCE:], _place(key.permit, version) + name)
        except InvalidTag:
            raise Tampered(f"{path} of {key.permit} version {version} does not open") from None
        return Opened(plain[_SALT:], plain[:_SALT])


def commitment(opened: Opened, path: str) -> str:
    """Return what must stand beside the sealed value, for those who check it."""
    return _text(sha256(opened.salt + path.encode() + opened.value).digest())


def master_id(master: bytes) -> bytes:
    """A master key's name is made from itself, so that nobody has to invent and keep one."""
    return sha256(b"jejak-izin master key\0" + master).digest()[:_ID_BYTES]


def _place(permit: UUID, version: int) -> bytes:
    return permit.bytes + version.to_bytes(8)


def _text(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode()

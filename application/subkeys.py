"""Keys for one purpose each, made from the master key, so that there is one secret to keep and none is used twice."""

import hmac
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True, repr=False)
class Subkeys:
    """32 bytes each. They are made anew from the same master key, in every process, for ever."""

    uploads: bytes
    uploaders: bytes
    commands: bytes
    cursors: bytes
    webhooks: bytes
    accesses: bytes
    readers: bytes
    sign_ins: bytes
    drafts: bytes


def subkeys(master: bytes) -> Subkeys:
    """Return the keys derived from `master` (HMAC-SHA256 as the expand step of RFC 5869: a master key is random)."""
    return Subkeys(**{name: hmac.digest(master, f"jejak-izin {name}\x01".encode(), "sha256") for name in _NAMES})


def mac(key: bytes, text: bytes) -> bytes:
    """Return 16 bytes that only the holder of `key` can make from `text` (keyed BLAKE2b, RFC 7693).

    For short texts: each command needs several, and HMAC-SHA256 takes three times as long.
    """
    return blake2b(text, key=key, digest_size=16).digest()


def correlation_of(keys: Subkeys, request_id: str) -> str:
    """Return what the trail keeps of a request id: to be found by whoever knows it, and by nobody else.

    Clients may send any id they like, also one that names a person.
    """
    return mac(keys.commands, b"request " + request_id.encode()).hex()


_NAMES = tuple(Subkeys.__slots__)

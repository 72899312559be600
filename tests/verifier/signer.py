"""A log's key in the hand of the tests: signs checkpoints as C2SP's signed-note and tlog-checkpoint write them."""

from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ORIGIN = "jejak-izin.example/izin"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKey:
    name: str = ORIGIN
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def number(self) -> bytes:
        return sha256(self.name.encode() + b"\n\x01" + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        return "+".join((self.name, self.number.hex(), b64encode(b"\x01" + self.public).decode()))

    @property
    def pem(self) -> str:
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def signature(self, text: str) -> str:
        return f"— {self.name} {b64encode(self.number + self.private.sign(text.encode())).decode()}\n"


def head(size: int, root: bytes, *extensions: str, origin: str = ORIGIN) -> str:
    """Return the text of a checkpoint."""
    return "".join(f"{line}\n" for line in (origin, str(size), b64encode(root).decode(), *extensions))


def signed(text: str, *keys: LogKey) -> bytes:
    return f"{text}\n{''.join(key.signature(text) for key in keys)}".encode()

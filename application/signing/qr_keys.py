"""The keys that sign what QR codes state: Ed25519, one that signs and older ones that are still published.

They prove less than the official's signature does: that this installation printed the code.
"""

import os
import tempfile
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from application.settings import BadSettings, Settings
from domain.qr_statement import Statement, signed_bytes, stated

ID_BYTES = 6
HOW_TO_MAKE = "make one with: openssl genpkey -algorithm ed25519"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class QrKeys:
    """Without a `signer`, codes lead to the page and state nothing."""

    signer: Ed25519PrivateKey | None
    published: Sequence[Ed25519PublicKey]

    def seal(self, code: str, statement: Statement) -> str:
        """Return what follows the `#` of the address in a QR code, "" without a signer: key id, statement, signature.

        In base32, of which a QR code has letters of its own: half as many modules as base64 needs.
        """
        if self.signer is None:
            return ""
        said = stated(statement)
        signature = self.signer.sign(signed_bytes(code, said))
        return b32encode(_id(self.signer.public_key()) + said + signature).decode().rstrip("=")

    def jwks(self) -> Mapping[str, object]:
        """Return the public keys as RFC 7517 and RFC 8037 write them."""
        return {"keys": [{**_jwk(key), "kid": _id(key).hex(), "use": "sig", "alg": "EdDSA"} for key in self.published]}


NO_KEYS = QrKeys(signer=None, published=())


def qr_keys(settings: Settings) -> QrKeys:
    """Return the keys of the folder that is set; for a demo one of its own, made on the first run.

    Of several private keys the last by file name signs; all are published. Raises BadSettings.
    """
    if settings.qr_keys is not None:
        return _read(settings.qr_keys)
    if not settings.embedded:
        return NO_KEYS
    folder = settings.data_dir / "qr-keys"
    _make(folder / "0001.pem")
    return _read(folder)


def _read(folder: Path) -> QrKeys:
    private, published = list[Ed25519PrivateKey](), list[Ed25519PublicKey]()
    for file in sorted(folder.glob("*.pem")):
        key = _key_in(file)
        if isinstance(key, Ed25519PrivateKey):
            private.append(key)
            key = key.public_key()
        published.append(key)
    if not private:
        raise BadSettings(f"IZIN_QR_KEYS: {folder} holds no private key (*.pem): {HOW_TO_MAKE}.")
    return QrKeys(signer=private[-1], published=published)


def _key_in(file: Path) -> Ed25519PrivateKey | Ed25519PublicKey:
    try:
        pem = file.read_bytes()
        key = load_pem_private_key(pem, None) if b"PRIVATE" in pem else load_pem_public_key(pem)
    except (OSError, ValueError, TypeError) as error:  # TypeError: it has a passphrase
        raise BadSettings(f"IZIN_QR_KEYS: {file} cannot be read as a key: {HOW_TO_MAKE}.") from error
    if not isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        raise BadSettings(f"IZIN_QR_KEYS: {file} is no Ed25519 key: {HOW_TO_MAKE}.")
    return key


def _make(file: Path) -> None:
    """Write the key aside and link it, as with the master key: whole or not at all, and of two processes' one."""
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


def _jwk(key: Ed25519PublicKey) -> Mapping[str, str]:
    return {"crv": "Ed25519", "kty": "OKP", "x": urlsafe_b64encode(key.public_bytes_raw()).decode().rstrip("=")}


def _id(key: Ed25519PublicKey) -> bytes:
    """The beginning of the key's thumbprint (RFC 7638)."""
    jwk = _jwk(key)
    text = "{" + ",".join(f'"{name}":"{jwk[name]}"' for name in sorted(jwk)) + "}"
    return sha256(text.encode()).digest()[:ID_BYTES]

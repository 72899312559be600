"""The keys that sign what QR codes state: Ed25519, one that signs and older ones that are still published.

They prove less than the official's signature does: that this installation printed the code.
"""

from base64 import b32encode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from application.key_folder import HOW_TO_MAKE, make_key, read_keys
from application.settings import BadSettings, Settings
from domain.qr_statement import Statement, signed_bytes, stated

ID_BYTES = 6


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
    make_key(folder / "0001.pem")
    return _read(folder)


def _read(folder: Path) -> QrKeys:
    keys = read_keys(folder, "IZIN_QR_KEYS")
    if not keys.private:
        raise BadSettings(f"IZIN_QR_KEYS: {folder} holds no private key (*.pem): {HOW_TO_MAKE}.")
    return QrKeys(signer=keys.private[-1], published=keys.published)


def _jwk(key: Ed25519PublicKey) -> Mapping[str, str]:
    return {"crv": "Ed25519", "kty": "OKP", "x": urlsafe_b64encode(key.public_bytes_raw()).decode().rstrip("=")}


def _id(key: Ed25519PublicKey) -> bytes:
    """The beginning of the key's thumbprint (RFC 7638)."""
    jwk = _jwk(key)
    text = "{" + ",".join(f'"{name}":"{jwk[name]}"' for name in sorted(jwk)) + "}"
    return sha256(text.encode()).digest()[:ID_BYTES]

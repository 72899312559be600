"""The sealer's keys: the public ones by which every checkpoint of this log is judged, and who holds the private one."""

import shlex
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from application.evidence.signers import CommandSigner, KeySigner, Signer
from application.key_folder import HOW_TO_MAKE, KeyFolder, make_key, read_keys
from application.settings import BadSettings, Settings
from domain.sealed_logs import SealedLog
from domain.signed_note import BadNote, Checkpoint, key_id, read_note, verifier_key


class NotOurs(ValueError):
    """A checkpoint that this log has not signed; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKeys:
    """`published` are raw public keys; the last one signs, the others have signed."""

    name: str
    published: tuple[bytes, ...]

    def of(self, log: SealedLog) -> "LogKeys":
        """Return the same keys under the name of this log: a key of one is none of the other."""
        return replace(self, name=log.origin(self.name))

    def verified(self, note: str) -> Checkpoint:
        """Return the checkpoint in `note`, or raise `NotOurs` unless one of these keys has signed it for this log."""
        try:
            read = read_note(note)
        except BadNote as error:
            raise NotOurs(str(error)) from None
        if read.checkpoint.origin != self.name:
            raise NotOurs(f"it is of the log {read.checkpoint.origin}, not of {self.name}")
        known = {key_id(self.name, public): public for public in self.published}
        for each in read.signatures:
            if each.name == self.name and each.key_id in known:
                _require(known[each.key_id], each.signature, read.text)
                return read.checkpoint
        raise NotOurs("none of our keys has signed it")

    def verifier_keys(self) -> list[str]:
        """Return the keys as verifiers of C2SP notes read them, the one that signs first."""
        return [verifier_key(self.name, public) for public in reversed(self.published)]

    def ids(self) -> list[str]:
        """Return their names in hexadecimal, in the same order."""
        return [key_id(self.name, public).hex() for public in reversed(self.published)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """Without a `signer` this process seals nothing, but can judge what another one has sealed."""

    keys: LogKeys
    signer: Signer | None


def sealing_of(settings: Settings) -> Sealing:
    """Return what the settings choose, or raise BadSettings; a private database's key is made on the first run."""
    folder = _folder(settings)
    if folder is None:
        if settings.sealer_command:
            raise BadSettings(
                "IZIN_SEALER_COMMAND needs IZIN_SEALER_KEYS: the folder with the public key that it signs by."
            )
        return Sealing(keys=LogKeys(name=settings.log_name, published=()), signer=None)
    keys = LogKeys(name=settings.log_name, published=tuple(key.public_bytes_raw() for key in folder.published))
    return Sealing(keys=keys, signer=_signer(settings, folder) if settings.sealer else None)


def _folder(settings: Settings) -> KeyFolder | None:
    if settings.sealer_keys is not None:
        return read_keys(settings.sealer_keys, "IZIN_SEALER_KEYS")
    if not settings.embedded or settings.sealer_command:
        return None
    folder = settings.data_dir / "sealer-keys"
    make_key(folder / "0001.pem")
    return read_keys(folder, "IZIN_SEALER_KEYS")


def _signer(settings: Settings, folder: KeyFolder) -> Signer:
    where = settings.sealer_keys or settings.data_dir / "sealer-keys"
    if settings.sealer_command:
        if folder.private or not folder.published:
            raise BadSettings(
                f"IZIN_SEALER_KEYS: {where} must hold public keys, and no private one, where IZIN_SEALER_COMMAND "
                "signs: openssl pkey -in KEY.pem -pubout."
            )
        public = folder.published[-1].public_bytes_raw()
        return CommandSigner(_words(settings.sealer_command), public=public, timeout=settings.sealer_timeout_s)
    if not folder.private:
        raise BadSettings(f"IZIN_SEALER_KEYS: {where} holds no private key (*.pem): {HOW_TO_MAKE}.")
    return KeySigner(folder.private[-1])


def _words(command: str) -> list[str]:
    """As a shell would, but without one."""
    try:
        return shlex.split(command)
    except ValueError as error:
        raise BadSettings(f"IZIN_SEALER_COMMAND cannot be read: {error}.") from None


def _require(public: bytes, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except InvalidSignature:
        raise NotOurs("its signature is not right") from None

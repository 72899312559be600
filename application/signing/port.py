"""The port of the electronic signature: what a signer is given, what it gives back, and how it says no.

A passphrase lives in memory for one call. It is in no attribute of a value, log, exception or representation. Adapters
block: give them a thread.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from application.documents.rendered import Rendered
from domain.papers import Certificate, Force


class WrongPassphrase(Exception):
    """The passphrase does not open the signer's key. Nothing was signed."""

    def __init__(self) -> None:
        super().__init__("the passphrase does not open the signer's key")


class KeyLocked(Exception):
    """The token has locked the key after too many wrong passphrases; its administrator opens it again."""

    def __init__(self) -> None:
        super().__init__("the key is locked after too many wrong passphrases")


class Unfit(StrEnum):
    """Why a certificate may not sign."""

    MISSING = "missing"
    NOT_REGISTERED = "not_registered"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    FOREIGN = "foreign"
    OTHER_KEY = "other_key"


class CertificateRefused(Exception):
    """The signer's certificate may not sign: nothing was signed, and trying again helps nothing."""

    def __init__(self, why: Unfit, says: str) -> None:
        super().__init__(says)
        self.why = why


class SigningFailed(Exception):
    """The document could not be signed to the level asked for. No signature is better than a lesser one."""


class SignerUnreachable(SigningFailed):
    """Signing service, token, time stamp server or revocation data cannot be reached just now. Nothing was signed."""


class OutcomeUnknown(SigningFailed):
    """The signing service was asked and its answer was lost: it may have signed.

    What it signed is no decree: nobody points to it. Asked again, it signs again, and that one is the decree.
    """


class Passphrase:
    """A passphrase on its way to the key: only `reveal` tells it, so no traceback that shows variables does."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Passphrase(•••)"

    def __reduce__(self) -> str:
        raise TypeError("a passphrase is not written down")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the signature says beside the bytes: who, why, where, when (`at` is aware; shown in WITA)."""

    name: str
    reason: str
    place: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPdf:
    pdf: bytes
    certificate: Certificate
    level: str


class Unlocked(Protocol):
    """A signer whose key is open."""

    def sign(self, paper: Rendered, statement: Statement) -> SignedPdf:
        """Return `paper` signed and verified against the signer's own trust root.

        Raises `SigningFailed`, or what `Signer.unlock` raises.
        """
        ...


class Signer(Protocol):
    """Whoever can sign decrees."""

    @property
    def force(self) -> Force:
        """What its signatures are worth: a decree says so on every page."""
        ...

    def unlock(self, passphrase: Passphrase, *, by: str) -> Unlocked:
        """Return the signer with its key open, for one use by the official whose `sub` is `by`.

        Raises `WrongPassphrase` (where the key is somebody else's to open, only `sign` can tell), `KeyLocked`,
        `CertificateRefused` or `SigningFailed`: all of them before anything is numbered.
        """
        ...

"""The port of the electronic signature: what a signer is given, what it gives back, and how it says no.

A passphrase lives in memory for one call. It is in no attribute of a value, log, exception or representation. Adapters
block: give them a thread.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.documents.rendered import Rendered
from domain.papers import Certificate


class WrongPassphrase(Exception):
    """The passphrase does not open the signer's key. Nothing was signed."""

    def __init__(self) -> None:
        super().__init__("the passphrase does not open the signer's key")


class SigningFailed(Exception):
    """The document could not be signed to the level asked for. No signature is better than a lesser one."""


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
        """Return `paper` signed, verified against the signer's own trust root, or raise `SigningFailed`."""
        ...


class Signer(Protocol):
    """Whoever can sign decrees."""

    @property
    def simulated(self) -> bool:
        """Whether its signatures are without legal force; a decree then says so on every page."""
        ...

    def unlock(self, passphrase: Passphrase) -> Unlocked:
        """Return the signer with its key open, for one use, or raise `WrongPassphrase`."""
        ...

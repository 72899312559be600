"""What a decree's QR code states for readers without a network: a few bytes to be signed, and nothing personal.

docs/verification.md describes the bytes for those who write such a reader. A layout is never changed: a new one has a
new first byte.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from domain.papers import NumberedKind
from domain.succession import same_name

LAYOUT = b"\x01"
CONTEXT = b"jejak-izin qr\x01"  # what is signed can be taken for nothing else
_EPOCH = date(2000, 1, 1).toordinal()
_KINDS = {NumberedKind.PERMIT: b"P", NumberedKind.REFUSAL: b"R", NumberedKind.REVOCATION: b"C"}  # C: cabut


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A decree in short."""

    kind: NumberedKind
    number: str
    issued_on: date
    valid_until: date | None
    institution: str


def stated(statement: Statement) -> bytes:
    """Return the bytes of the statement."""
    return b"".join(
        [
            LAYOUT,
            _KINDS[statement.kind],
            _day(statement.issued_on),
            _day(statement.valid_until) if statement.valid_until else b"\0\0",
            institution_hash(statement.institution),
            statement.number.encode(),
        ]
    )


def institution_hash(name: str) -> bytes:
    """Return 8 bytes for a name, by which a reader checks the name on the paper; blanks and capitals do not matter."""
    return sha256(same_name(name).encode()).digest()[:8]


def signed_bytes(code: str, statement: bytes) -> bytes:
    """Return what is signed: the statement belongs to this decree's code and to no other."""
    return CONTEXT + code.encode() + statement


def _day(day: date) -> bytes:
    return (day.toordinal() - _EPOCH).to_bytes(2)

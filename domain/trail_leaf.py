"""The leaf of an event, as `ledger.leaf` in the database makes it: written a second time, so that one checks the other.

Who can change rows can change that function too.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from struct import Struct
from uuid import UUID

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HEAD = Struct(">q16sqq")
_LENGTH = Struct(">I")


def leaf_of(
    *, position: int, stream: UUID, version: int, topic: str, state: bytes, recorded_at: datetime, actor: str, role: str
) -> bytes:
    """Return SHA-256 of 0x00, position, stream, version, microseconds since 2000, topic, actor, role and state."""
    at = (recorded_at - _EPOCH) // _MICROSECOND
    return sha256(
        b"".join(
            (
                b"\x00",
                _HEAD.pack(position, stream.bytes, version, at),
                _measured(topic),
                _measured(actor),
                _measured(role),
                state,
            )
        )
    ).digest()


def _measured(text: str) -> bytes:
    """The length in 4 bytes, then the text: no two headers are the same bytes."""
    raw = text.encode()
    return _LENGTH.pack(len(raw)) + raw

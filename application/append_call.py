"""The one statement that writes: `ledger.append` with its arrays; shared by the asynchronous store and the recorder."""

from collections.abc import Iterable, Sequence
from typing import LiteralString
from uuid import UUID

from application.store import Kind, Outcome, Write

# Binary arrays: measured 0.45 ms for the arrays of 128 commands, 3.3 ms as text.
APPEND: LiteralString = """
SELECT n, outcome, permit, version, pos, number, taken
  FROM ledger.append(
       %b::uuid[], %b::bigint[], %b::integer[], %b::text[], %b::text[],
       %b::uuid[], %b::bytea[], %b::bytea[], %b::text[],
       %b::text[], %b::bytea[],
       %b::integer[], %b::text[], %b::text[])
 ORDER BY n
"""

Row = tuple[int, str, UUID, int | None, int | None, str | None, str | None]


def arguments(writes: Sequence[Write]) -> tuple[list[object], ...]:
    """Return the arrays, in the order of `APPEND`."""
    events = [event for write in writes for event in write.events]
    assert all(
        event.originator_version == write.base + n for write in writes for n, event in enumerate(write.events, 1)
    ), "a version is part of what is sealed: the ledger numbers as the events are numbered"
    claims = [(n, space, value) for n, write in enumerate(writes, 1) for space, value in write.uniques]
    return (
        [write.permit for write in writes],
        [write.base for write in writes],
        [len(write.events) for write in writes],
        [write.actor for write in writes],
        [write.role for write in writes],
        [write.command for write in writes],
        [write.fingerprint for write in writes],
        [write.wrapped_key for write in writes],
        [write.register for write in writes],
        [event.topic for event in events],
        [event.state for event in events],
        [n for n, _, _ in claims],
        [space for _, space, _ in claims],
        [value for _, _, value in claims],
    )


def outcomes(rows: Iterable[Row]) -> list[Outcome]:
    return [
        Outcome(Kind(kind), permit, version or 0, position or 0, number, taken)
        for _, kind, permit, version, position, number, taken in rows
    ]

"""The leaf of an event: every part of its header is under the hash, each after its length."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from domain.trail_leaf import leaf_of

EVENT: dict[str, Any] = {
    "position": 7,
    "stream": UUID(int=10),
    "version": 2,
    "topic": "Routed",
    "state": b"{}",
    "recorded_at": datetime(2000, 1, 1, 0, 0, 1, 5, tzinfo=UTC),
    "actor": "siti",
    "role": "é",
}


def test_the_bytes_are_those_that_the_docs_describe() -> None:
    head = "0000000000000007" + "0" * 31 + "a" + "0000000000000002" + f"{1_000_005:016x}"
    texts = b"\0\0\0\x06Routed" + b"\0\0\0\x04siti" + b"\0\0\0\x02\xc3\xa9"

    assert sha256(b"\0" + bytes.fromhex(head) + texts + b"{}").digest() == leaf_of(**EVENT)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("position", 8),
        ("stream", UUID(int=11)),
        ("version", 3),
        ("topic", "Route"),
        ("state", b"{} "),
        ("recorded_at", datetime(2000, 1, 1, 0, 0, 1, 6, tzinfo=UTC)),
        ("recorded_at", datetime(1999, 12, 31, tzinfo=UTC)),
        ("actor", "sitié"),
        ("role", ""),
    ],
)
def test_every_part_is_under_the_hash(part: str, value: Any) -> None:
    assert leaf_of(**EVENT) != leaf_of(**{**EVENT, part: value})


def test_an_instant_is_the_same_in_every_zone() -> None:
    there = EVENT["recorded_at"].astimezone(timezone(timedelta(hours=8)))

    assert leaf_of(**EVENT) == leaf_of(**{**EVENT, "recorded_at": there})

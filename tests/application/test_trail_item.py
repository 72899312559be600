"""An event as auditors read it: what was stored, in the version of then, and nothing that was sealed."""

from base64 import b64decode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from application.schema import UnknownTopic, UnknownVersion
from application.trail_item import trail_item
from application.vault import Tampered
from tests.domain.office import wita

STATE = {"v": 1, "at": "2026-11-23T01:00:00.000000Z", "by": {"sub": "bayu", "name": "Bayu", "role": "back_office"}}
SEALED = {"$": "ciphertext", "c": "commitment"}


def item(topic: str = "Claimed", **changes: object) -> dict[str, Any]:
    state = {**STATE, "correlation": None, "fact": {}, **changes}
    return trail_item(
        position=7,
        stream=UUID(int=1),
        version=2,
        topic=topic,
        state=orjson.dumps(state),
        recorded_at=wita("2026-11-23 09:00"),
        leaf=bytes(32),
    )


def test_an_old_version_is_shown_as_it_was_stored() -> None:
    """Whoever has the export alone compares the two; the present version of an inspection has photographs."""
    shown = item("BAPFiled", fact={"document_keys": SEALED, "sha256": "cd"})

    assert {"document_keys": "•••", "sha256": "cd"} == shown["data"]
    assert orjson.loads(b64decode(shown["state"]))["fact"]["document_keys"] == SEALED


def test_what_is_sealed_is_masked_wherever_it_stands() -> None:
    """A newer program may have sealed what this one does not know as personal."""
    shown = item(fact={"name": SEALED, "in": {"it": SEALED, "list": [SEALED, 1]}})

    assert {"name": "•••", "in": {"it": "•••", "list": ["•••", 1]}} == shown["data"]


def test_an_item_is_in_utc_whatever_the_zone_of_the_connection() -> None:
    assert datetime(2026, 11, 23, 1, tzinfo=UTC) == item()["recorded_at"]
    assert UTC is item()["recorded_at"].tzinfo


def test_what_cannot_be_shown_is_refused() -> None:
    with pytest.raises(UnknownVersion, match="Claimed version 2"):
        item(v=2)
    with pytest.raises(UnknownTopic):
        item("Sold")
    with pytest.raises(Tampered, match=r"fact\.reason is stored in clear"):
        item("Withdrawn", fact={"reason": "Pindah."})

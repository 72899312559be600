"""An event as auditors read it: its header and its data by name, what is personal masked, and the stored bytes."""

from base64 import b64encode
from datetime import UTC, datetime
from uuid import UUID

from application.schema import SCHEMA, Raw
from application.sealing import mask


def trail_item(
    *, position: int, stream: UUID, version: int, topic: str, state: bytes, recorded_at: datetime, leaf: bytes
) -> Raw:
    """Return the item of the trail for a stored event; `state` is the base64 of the bytes under its leaf.

    It says what was stored, in the version in which it was stored: whoever has no program of ours can compare the two.
    What happened to no permit has neither an application nor an SOP. Raises `UnknownTopic` or `UnknownVersion`.
    """
    raw = SCHEMA.stored(topic, state)
    mask(topic, raw)
    return {
        "position": position,
        "id": f"{stream}:{version}",
        "application": str(stream) if "sop" in raw else None,
        "version": version,
        "fact": topic,
        "at": raw["at"],
        "recorded_at": recorded_at.astimezone(UTC),
        "by": raw["by"],
        "sop": raw.get("sop"),
        "step": raw.get("step"),
        "correlation": raw["correlation"],
        "data": raw["fact"],
        "leaf": leaf.hex(),
        "state": b64encode(state).decode(),
    }

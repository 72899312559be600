"""Which of the stored events a file holds, and as what: items of the trail, what is personal masked."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from application.schema import Raw
from application.trail_item import trail_item
from projections.evidence.chosen import Stored

# What a state that is none of ours makes of reading it: unknown names, no JSON, other JSON, fields in clear.
_UNREADABLE = (LookupError, ValueError, TypeError, AttributeError)
_BESIDE = frozenset({"Claimed", "Released", "Reassigned", "AuthorityGiven", "AuthorityEnded"})


class Item(NamedTuple):
    """An event as auditors read it, and the registration number of its file."""

    told: Raw
    number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """`permits_only` leaves out what happened to no permit, and unless `everything`, what moves nobody's hands."""

    permits_only: bool = False
    everything: bool = False

    def items(self, events: Iterable[Stored]) -> Iterator[Item]:
        """Yield those of `events` that belong into the file."""
        for event in events:
            told = told_of(event)
            if not self.permits_only or self._is_work(told):
                yield Item(told, event.number)

    def _is_work(self, told: Raw) -> bool:
        """Automatic moves follow from the act before them; who takes a file from a queue has not worked on it."""
        if told["application"] is None:
            return False
        return self.everything or not (told["fact"] in _BESIDE or (told["fact"] == "Routed" and is_automatic(told)))


def told_of(event: Stored) -> Raw:
    """Return the item of an event. Of one that this program cannot read there are header and stored bytes only.

    An export must not end at what a stranger, or a newer program, has written: it is there to show it.
    """
    try:
        return trail_item(
            position=event.position,
            stream=event.stream,
            version=event.version,
            topic=event.topic,
            state=event.state,
            recorded_at=event.recorded_at,
            leaf=event.leaf,
        )
    except _UNREADABLE:
        return _header_of(event)


def is_automatic(told: Raw) -> bool:
    data = told["data"]
    return isinstance(data, dict) and data.get("automatic") is True


def instant_of(told: Raw) -> datetime:
    """Return when it happened; of an event that cannot be read, when it was recorded."""
    at = told["at"]
    try:
        instant = datetime.fromisoformat(at)
    except (TypeError, ValueError):
        return _recorded(told)
    return instant if instant.tzinfo else _recorded(told)


def utc(instant: datetime) -> str:
    """Return an instant as all formats write it: UTC, microseconds, `Z`."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def text_of(value: Any) -> str:  # any JSON value
    """Return a value that should be text as text."""
    return value if isinstance(value, str) else "" if value is None else str(value)


def _recorded(told: Raw) -> datetime:
    recorded: datetime = told["recorded_at"]
    return recorded


def _header_of(event: Stored) -> Raw:
    return {
        "position": event.position,
        "id": f"{event.stream}:{event.version}",
        "application": str(event.stream),
        "version": event.version,
        "fact": event.topic,
        "at": None,
        "recorded_at": event.recorded_at,
        "by": {"sub": event.actor, "name": event.actor, "role": event.role},
        "sop": None,
        "step": None,
        "correlation": None,
        "data": None,
        "leaf": event.leaf.hex(),
        "state": b64encode(event.state).decode(),
    }

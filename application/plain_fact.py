"""What happened, of an event as it is stored and with its persons masked: for whoever tells the trail in words."""

from uuid import UUID

from eventsourcing.persistence import StoredEvent

from application.mapper import EventMapper
from domain.events import Fact
from domain.office_events import OfficeFact

_MAPPER = EventMapper()


def plain_fact(stream: UUID, version: int, topic: str, state: bytes) -> Fact | OfficeFact | None:
    """Return the fact, None of what this program cannot read: written by a newer one, or by nobody of ours."""
    try:
        event = _MAPPER.to_domain_event(StoredEvent(stream, version, topic, state))
    except (LookupError, ValueError):
        return None
    return event.fact

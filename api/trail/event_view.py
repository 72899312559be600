"""An event as auditors read it over HTTP: an item of the trail, with its surroundings, or as a CloudEvent."""

from collections.abc import Mapping
from urllib.parse import urlencode

from api.desks.views import JSON
from application.schema import Raw
from application.trail_item import trail_item
from projections.trail import Entry
from projections.trail_event import Surroundings

EVENTS = "/v1/events"
TYPE = "jejak-izin"
_SEQUENCE_DIGITS = 19  # of the last position there can be


def event_item(entry: Entry) -> Raw:
    """Return the item of a page: what an export's line says, but for the stored bytes."""
    item = trail_item(
        position=entry.position,
        stream=entry.stream,
        version=entry.version,
        topic=entry.topic,
        state=entry.state,
        recorded_at=entry.recorded_at,
        leaf=entry.leaf,
    )
    del item["state"]
    return item


def one_event(entry: Entry, around: Surroundings) -> JSON:
    """Return the item with what stands around it. What comes with another fact of its command is caused by that."""
    item = event_item(entry)
    cause = around.command[0].position if around.command else entry.position
    return {
        **item,
        "cause": None if cause == entry.position else cause,
        "command": around.command,
        "links": _links(entry, around, item),
    }


def cloud_event(entry: Entry, source: str) -> JSON:
    """Return the event after CloudEvents 1.0.2, which is personal nowhere. Extensions are lower-case, and never null.

    `sequence` is the extension of that name: positions that sort as text. An integer has 32 bits there.
    """
    item = event_item(entry)
    by, sop = item["by"], item["sop"] or {}
    return {
        "specversion": "1.0",
        "id": item["id"],
        "source": source,
        "type": f"{TYPE}.{entry.topic}",
        "subject": str(entry.stream),
        "time": item["at"],
        "datacontenttype": "application/json",
        "sequence": str(entry.position).zfill(_SEQUENCE_DIGITS),
        "position": str(entry.position),
        "streamversion": entry.version,
        "recordedat": entry.recorded_at,
        "actor": by["sub"],
        "actorname": by["name"],
        "actorrole": by["role"],
        "leaf": item["leaf"],
        **_given(
            {
                "actingfor": by.get("acting_for"),
                "sopcode": sop.get("code"),
                "sopversion": sop.get("version"),
                "step": item["step"],
                "correlation": item["correlation"],
            }
        ),
        "data": item["data"],
    }


def _links(entry: Entry, around: Surroundings, item: Raw) -> JSON:
    links: JSON = {"self": _at(entry.position), "proof": f"{EVENTS}/{entry.position}/proof"}
    for name in ("previous", "next", "previous_in_stream", "next_in_stream"):
        position = getattr(around, name)
        links[name] = position and _at(position)
    correlation = item["correlation"]
    links["correlated"] = correlation and f"{EVENTS}?{urlencode({'correlation': str(correlation)})}"
    links["application"] = item["application"] and f"/v1/applications/{item['application']}"
    return links


def _at(position: int) -> str:
    return f"{EVENTS}/{position}"


def _given(values: Mapping[str, object]) -> JSON:
    return {name: value for name, value in values.items() if value is not None}

"""What the trail looks like in OpenAPI."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.commands.permit_schema import PersonSchema, Schema, SopSchema, shown
from api.http.answers import Json, Responses, referred
from api.trail import event_examples as examples


class TrailItemSchema(Schema):
    """An event; `application` is null where it happened to none, such as a calendar's."""

    position: int
    id: str
    application: UUID | None
    version: int
    fact: str
    at: datetime
    recorded_at: datetime
    by: PersonSchema
    sop: SopSchema | None
    step: int | None
    correlation: str | None
    data: dict[str, Any]
    leaf: str


class EventsSchema(Schema):
    model_config = shown(examples.EVENTS)

    items: list[TrailItemSchema]
    next: str | None


class NeighbourSchema(Schema):
    position: int
    version: int
    fact: str


class EventLinksSchema(Schema):
    self: str
    proof: str
    previous: str | None
    next: str | None
    previous_in_stream: str | None
    next_in_stream: str | None
    correlated: str | None
    application: str | None


class EventSchema(TrailItemSchema):
    """With `cause`, the event of the same command that brought this one with it, and all events of the command."""

    model_config = shown(examples.EVENT)

    cause: int | None
    command: list[NeighbourSchema]
    links: EventLinksSchema


def _text(**more: object) -> Json:
    return {"type": "string", **more}


_CLOUD_EVENT: Json = {
    "type": "object",
    "required": ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"],
    "properties": {
        "specversion": _text(const="1.0"),
        "id": _text(minLength=1),
        "source": _text(format="uri-reference"),
        "type": _text(minLength=1),
        "subject": _text(format="uuid"),
        "time": _text(format="date-time"),
        "datacontenttype": _text(const="application/json"),
        "sequence": _text(pattern="^[0-9]{19}$"),
        "position": _text(pattern="^[1-9][0-9]*$"),
        "streamversion": {"type": "integer", "minimum": 1},
        "recordedat": _text(format="date-time"),
        "actor": _text(),
        "actorname": _text(),
        "actorrole": _text(),
        "actingfor": _text(),
        "sopcode": _text(),
        "sopversion": _text(),
        "step": {"type": "integer", "minimum": 1},
        "correlation": _text(),
        "leaf": _text(pattern="^[0-9a-f]{64}$"),
        "data": {"type": "object"},
    },
    "additionalProperties": False,
}
CLOUD_EVENTS: Responses = {
    200: {
        "description": "A batch after CloudEvents 1.0.",
        "content": {
            "application/cloudevents-batch+json": {
                "schema": {"type": "array", "items": _CLOUD_EVENT, "examples": [examples.CLOUD_EVENTS]}
            }
        },
        "headers": referred(("Link",)),
    }
}
# Of one event of the stream; `data` is an item of the list, as JSON.
_SERVER_SENT: Json = {
    "type": "object",
    "required": ["id", "data"],
    "properties": {"id": _text(pattern="^[1-9][0-9]*$"), "event": _text(const="message"), "data": _text()},
    "examples": [examples.SERVER_SENT],
}
EVENT_STREAM: Responses = {
    200: {
        "description": "Events as they come.",
        "content": {"text/event-stream": {"schema": _SERVER_SENT}},
        "headers": {},
    }
}

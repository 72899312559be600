"""What is noted of exports, in OpenAPI. `api.trail.exports` builds it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import JsonValue

from api.commands.examples import Example
from api.commands.permit_schema import Schema, shown

_EXPORT: Example = {
    "id": "0b8e7c52-5e0f-4c43-9d5b-2f8a7c1e9a10",
    "state": "complete",
    "started_at": "2026-11-28T02:11:07.120000Z",
    "ended_at": "2026-11-28T02:11:09.480000Z",
    "by": {"sub": "demo-auditor", "name": "Laras Wulandari", "role": "auditor"},
    "format": "ndjson",
    "filters": {"fact": "Signed", "from": "2026-10-31T16:00:00+00:00"},
    "head": 1042,
    "count": 17,
    "first": 88,
    "last": 1031,
    "bytes": 20417,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}


class TakerSchema(Schema):
    """Who took it. `role` is `operator` for whoever runs `scripts/export` on the machine itself."""

    sub: str
    name: str
    role: str


class ExportSchema(Schema):
    """An export. `unfinished`: it is still being sent, or its process died; then there are no figures.

    `count`, `first`, `last` (positions) and `sha256` are of what was sent. A file with another digest is another file.
    """

    model_config = shown(_EXPORT)

    id: UUID
    state: Literal["complete", "cut", "unfinished"]
    started_at: datetime
    ended_at: datetime | None
    by: TakerSchema
    reason: str | None = None
    format: str
    filters: dict[str, JsonValue]
    head: int
    count: int | None
    first: int | None
    last: int | None
    bytes: int | None
    sha256: str | None


class ExportsSchema(Schema):
    model_config = shown({"items": [_EXPORT], "next": "q83vEjRWeJCrze8SNFZ4kFsxXQ"})

    items: list[ExportSchema]
    next: str | None

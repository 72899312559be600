"""What the report of completeness looks like in OpenAPI."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from api.commands.examples import PERMIT, Example
from api.commands.permit_schema import Schema, shown
from application.completeness.difference import Kind

_REPORT: Example = {
    "at": "2026-11-23T01:22:30Z",
    "position": 4812,
    "deep": False,
    "complete": False,
    "checks": [
        {"check": "log", "differences": 0, "items": []},
        {
            "check": "queues",
            "differences": 1,
            "items": [
                {
                    "kind": "queue_wrong",
                    "application": PERMIT["id"],
                    "expected": "step 3, back_office",
                    "found": "step 4, dinas_teknis",
                    "text": "Berkas berada dalam antrean yang keliru.",
                }
            ],
        },
    ],
}


class DifferenceSchema(Schema):
    kind: Kind
    application: UUID | None
    expected: str | None = Field(description="What the log says; null where there should be nothing.")
    found: str | None = Field(description="What something else says; null where there is nothing.")
    text: str


class CheckSchema(Schema):
    """`differences` is how many there are; of these the first hundred are told."""

    check: str
    differences: int
    items: list[DifferenceSchema]


class CompletenessSchema(Schema):
    model_config = shown(_REPORT)

    at: datetime
    position: int
    deep: bool
    complete: bool
    checks: list[CheckSchema]


class CompletenessQuery(BaseModel):
    """What may be asked."""

    model_config = ConfigDict(extra="forbid")

    deep: bool = Field(
        False,  # noqa: FBT003 - pydantic's default
        description="Read every stored byte: leaves, commands, finished files, keys, and each decree in the archive.",
    )


Asked = Annotated[CompletenessQuery, Query()]

"""What is told of somebody's person, in OpenAPI. The routes build it; a test holds the two against each other."""

from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from api.commands.permit_schema import PersonSchema, Schema, SopSchema, shown
from api.personal import examples
from domain.papers import Applicant


class OpenedSchema(Schema):
    """A line of the trail with what was sealed; `salts`, by sealed path, let anyone check it against `state`."""

    position: int
    id: str
    application: UUID
    version: int
    fact: str
    at: datetime
    recorded_at: datetime
    by: PersonSchema
    sop: SopSchema
    step: int | None
    correlation: str | None
    data: dict[str, JsonValue]
    leaf: str
    state: str
    salts: dict[str, str] | None = None


class UnmaskedSchema(Schema):
    """One file without masks; `disclosure` is the number under which it was noted that you have seen it."""

    model_config = shown(examples.UNMASKED)

    disclosure: int
    at: datetime
    application: UUID
    applicant: Applicant
    items: list[OpenedSchema]

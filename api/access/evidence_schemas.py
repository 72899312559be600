"""What the proof of an access looks like in OpenAPI."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.commands.examples import PERMIT
from api.commands.permit_schema import shown
from api.trail.evidence_schemas import INCLUSION, InclusionSchema


class AccessProofSchema(InclusionSchema):
    """The proof, and what the leaf is made of."""

    model_config = shown(
        {
            **INCLUSION,
            "at": "2026-11-23T01:22:30.114203Z",
            "application": PERMIT["id"],
            "action": "read_document",
            "actor": "demo-front-office",
            "role": "front_office",
            "state": "eyJ2IjoxfQ==",
        }
    )

    at: datetime
    application: UUID | None
    action: str
    actor: str
    role: str
    state: str = Field(description="The stored bytes in base64.")

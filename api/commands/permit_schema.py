"""What a permit looks like in OpenAPI. `api.desks.views` builds it; a test holds the two against each other."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.commands import examples
from domain.actor import Role
from domain.papers import (
    Applicant,
    ApplicationKind,
    DecreeKind,
    Deficiency,
    Document,
    InspectionReport,
    Institution,
    Photo,
    Recommendation,
)
from domain.permit import Status
from domain.powers import Power


class Schema(BaseModel):
    model_config = ConfigDict(extra="forbid")


def shown(example: examples.Example) -> ConfigDict:
    """Return the configuration of a `Schema` that is published with this example."""
    return ConfigDict(json_schema_extra={"examples": [example]})


class SopSchema(Schema):
    code: str
    version: str


class PersonSchema(Schema):
    sub: str
    name: str
    role: Role
    acting_for: str | None = None


class ClaimSchema(PersonSchema):
    """Who has the file, by taking it or by a superior's word, and since when."""

    since: datetime


class DraftSchema(Schema):
    kind: DecreeKind
    sha256: str
    valid_years: int | None
    reasons: list[str]
    approvals: list[PersonSchema]


class DecreeSchema(Schema):
    kind: DecreeKind
    number: str
    issued_on: date
    valid_until: date | None
    document_sha256: str
    code: str


class RevocationSchema(Schema):
    """What took the permit back. Without a document nobody has signed it yet: who may, finds the `signature`."""

    number: str | None
    issued_on: date | None
    reason: str
    document_sha256: str | None
    code: str | None
    signature: "ActionSchema | None" = None


class AttorneySchema(Schema):
    """Who acts for the applicant now, in what, and by which letter (a document of the file)."""

    sub: str
    name: str
    powers: list[Power]
    letter_sha256: str
    since: datetime
    until: datetime | None


class WarningSchema(Schema):
    """What an officer should look at; it forbids nothing."""

    code: Literal["previous_decree_of_another"]
    message: str


class InspectionSchema(Schema):
    report: InspectionReport
    recommendation: Recommendation
    sha256: str
    documents: list[Document]
    photos: list[Photo]


class ActionSchema(Schema):
    """A button: `why_not` is there where it may not be pressed."""

    action: str
    href: str
    allowed: bool
    why_not: str | None = None


class PermitSchema(Schema):
    """One application as its reader may see it."""

    model_config = shown(examples.PERMIT)

    id: UUID
    number: str
    sop: SopSchema
    version: int
    position: int
    status: Status
    step: int | None
    holder: Role | None
    round: int
    kind: ApplicationKind
    previous_number: str | None
    institution: Institution
    applicant: Applicant
    documents: list[Document]
    submitted_at: datetime
    promised_at: datetime | None
    due_at: datetime | None
    actions: list[ActionSchema]
    deficiencies: list[Deficiency] | None = None
    tracking_code: str | None = None
    draft: DraftSchema | None = None
    inspection: InspectionSchema | None = None
    attorney: AttorneySchema | None = None
    claimed_by: ClaimSchema | None = None
    decree: DecreeSchema | None = None
    revocation: RevocationSchema | None = None
    warnings: list[WarningSchema] | None = None

"""What is told of somebody's person, in OpenAPI. The routes build it; a test holds the two against each other."""

from datetime import datetime
from uuid import UUID

from pydantic import JsonValue

from api.commands.permit_schema import PersonSchema, Schema, SopSchema, shown
from api.personal import examples
from domain.actor import Role
from domain.papers import Applicant, Document, Institution
from domain.permit import Status
from domain.powers import Power


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


class SubjectOfSchema(Schema):
    sub: str
    names: list[str]


class MadeForSchema(Schema):
    sub: str
    roles: list[Role]


class RecordedSchema(Schema):
    """The applicant's data as a fact recorded them."""

    at: datetime
    fact: str
    applicant: Applicant


class ProcessedSchema(Schema):
    """What was done with the file, and by which post."""

    at: datetime
    fact: str
    summary: str
    role: Role


class LetterSchema(Schema):
    kind: str
    state: str
    created_at: datetime
    settled_at: datetime | None


class DisclosedSchema(Schema):
    """Somebody of this role has seen these fields, for this reason."""

    disclosure: int
    at: datetime
    role: Role
    fields: list[str]
    reason: str


class RetentionSchema(Schema):
    """`law`: what orders to keep the file, if anything does."""

    erasable: bool
    law: list[str]
    told: str


class SubjectFileSchema(Schema):
    id: UUID
    number: str
    status: Status
    submitted_at: datetime
    institution: Institution
    applicant: Applicant
    recorded: list[RecordedSchema]
    documents: list[Document]
    processing: list[ProcessedSchema]
    letters: list[LetterSchema]
    disclosures: list[DisclosedSchema]
    retention: RetentionSchema


class AttorneyOfSchema(Schema):
    sub: str
    name: str
    email: str | None


class DoneSchema(Schema):
    """What they did for the applicant."""

    at: datetime
    fact: str
    summary: str


class AuthoritySchema(Schema):
    """A power of attorney that this person has, or had, on somebody else's application; nothing of the applicant's."""

    application: UUID
    number: str
    attorney: AttorneyOfSchema
    letter_sha256: str
    powers: list[Power]
    since: datetime
    until: datetime | None
    ended_at: datetime | None
    done: list[DoneSchema]


class UploadedSchema(Schema):
    sha256: str
    size: int
    media_type: str
    uploaded_at: datetime


class AttachedSchema(Schema):
    requirement: str
    sha256: str
    name: str
    media_type: str
    size: int


class SavedDraftSchema(Schema):
    """What was begun and not sent; `application` is the file that it repairs. Only its owner is told what is in it."""

    application: UUID | None
    begun_at: datetime
    updated_at: datetime
    kept_until: datetime
    fields: dict[str, str] | None
    documents: list[AttachedSchema] | None


class SubjectSchema(Schema):
    """All that is known of one person, and all that was done with it."""

    model_config = shown(examples.SUBJECT)

    subject: SubjectOfSchema
    made_at: datetime
    made_for: MadeForSchema
    controller: str
    legal_basis: str
    applications: list[SubjectFileSchema]
    authorities: list[AuthoritySchema]
    uploads: list[UploadedSchema]
    drafts: list[SavedDraftSchema]
    rights: list[str]

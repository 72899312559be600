"""What the reads answer, in OpenAPI. The routes build it themselves; a test holds the two against each other."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import ConfigDict, JsonValue

from api.commands.permit_schema import ClaimSchema, PersonSchema, Schema, shown
from api.desks import read_examples as examples
from api.sla.dashboard_schemas import LostSchema
from domain.actor import Role
from domain.papers import ApplicationKind, Force, NumberedKind, UnitType
from domain.permit import Status
from domain.working_time import State


class FactSchema(Schema):
    fact: str
    step: int | None
    data: dict[str, JsonValue]


class RehearsalSchema(Schema):
    """What would have happened; nothing has."""

    model_config = shown(examples.REHEARSAL)

    dry_run: Literal[True]
    facts: list[FactSchema]


class HappeningSchema(FactSchema):
    """One fact of a file; `data` as far as it is meant for its reader."""

    position: int
    version: int
    at: datetime
    by: PersonSchema
    round: int
    summary: str


class TimelineSchema(Schema):
    model_config = shown(examples.TIMELINE)

    items: list[HappeningSchema]


class CaseSchema(Schema):
    """An application in short."""

    id: UUID
    number: str
    status: Status
    step: int | None
    holder: Role | None
    round: int
    kind: ApplicationKind
    institution: str
    submitted_at: datetime
    due_at: datetime | None
    version: int


class CasesSchema(Schema):
    model_config = shown(examples.CASES)

    items: list[CaseSchema]
    next: str | None


class VisitSchema(Schema):
    """A file on a desk; `remaining_seconds` of working time, negative when overdue, null past the calendar."""

    id: UUID
    number: str
    institution: str
    step: int
    round: int
    kind: ApplicationKind
    entered_at: datetime
    due_at: datetime | None
    remaining_seconds: int | None
    state: State
    claimed_by: ClaimSchema | None


class QueueSchema(Schema):
    model_config = shown(examples.QUEUE)

    items: list[VisitSchema]
    next: str | None


class DeskSchema(Schema):
    role: Role
    open: int
    due_soon: int
    overdue: int
    unclaimed: int
    oldest_at: datetime | None


class DesksSchema(Schema):
    model_config = shown(examples.DESKS)

    items: list[DeskSchema]


class UploadSchema(Schema):
    model_config = shown(examples.UPLOAD)

    sha256: str
    size: int
    media_type: Literal["application/pdf", "image/jpeg", "image/png"]
    name: str


class SopHeadingSchema(Schema):
    code: str
    version: str
    title: str
    permit_name: str
    in_force_from: date


class SopsSchema(Schema):
    model_config = shown(examples.SOPS)

    items: list[SopHeadingSchema]


class MeasuredSchema(Schema):
    """Of the last twelve calendar months: how many ended, their working minutes, how many of them in time."""

    n: int
    p50_minutes: float | None
    p90_minutes: float | None
    on_time_pct: float | None


class RowSchema(Schema):
    """A row of the paper, word for word; `standard_iso` is its time as an ISO 8601 duration."""

    no: int
    activity: str
    role: Role
    completeness: str
    standard: str
    standard_iso: str
    output: str
    note: str
    measured: MeasuredSchema


class RequirementSchema(Schema):
    code: str
    title: str
    required: bool
    unit_types: list[UnitType]
    kinds: list[ApplicationKind]


class SopSheetSchema(SopHeadingSchema):
    """`measured` is of the applications as a whole, held against the declared total; `lost` is where time is lost."""

    model_config = shown(examples.SOP)

    rows: list[RowSchema]
    requirements: list[RequirementSchema]
    declared_total: str
    summed_total: str
    declared_rounded: str
    findings: list[str]
    placeholders: list[str]
    measured: MeasuredSchema
    lost: list[LostSchema]


class DecreeStandingSchema(Schema):
    """What stands on a decree; `superseded_by` is the number of the decree that took its place.

    `force` is what its signature is worth: nothing (a trial), as the office's own, or as BSrE's.

    Of a permit that was revoked, `revocation_number` and `revoked_on` are the number and day of the decree that did so;
    that one, of the kind `revocation`, `revokes` the number of the permit.
    """

    kind: NumberedKind | None
    number: str | None
    institution: str | None
    issued_on: date | None
    valid_until: date | None
    revoked_on: date | None = None
    revocation_number: str | None = None
    revokes: str | None = None
    superseded_by: str | None = None
    signed_by: str | None
    document_sha256: str | None
    force: Force | None


class VerificationSchema(DecreeStandingSchema):
    """Everything but `result` is null where the code is of no decree of ours."""

    model_config = shown(examples.VERIFICATION)

    result: Literal["valid", "revoked", "expired", "superseded", "not_found"]


class MissingSchema(Schema):
    requirement: str
    title: str | None
    remedy: str


class TrackedRevocationSchema(Schema):
    """The decree that took the permit back; of old it had no number before it was signed."""

    number: str | None
    issued_on: date | None


class TrackingSchema(Schema):
    model_config = shown(examples.TRACKING)

    number: str
    status: Status
    step: int | None
    holder: Role | None
    steps: int
    due_at: datetime | None
    promised_at: datetime | None
    repair_by: datetime | None
    missing: list[MissingSchema]
    revocation: TrackedRevocationSchema | None = None


class LifeSchema(Schema):
    model_config = shown({"status": "ok"})

    status: Literal["ok"]


class CheckSchema(Schema):
    """One check; what else it tells depends on what was looked at."""

    model_config = ConfigDict(extra="allow")

    name: str
    status: Literal["ok", "warn", "fail"]


class ReadinessSchema(Schema):
    model_config = shown(examples.READINESS)

    status: Literal["ok", "fail"]
    checks: list[CheckSchema]


class ExplanationSchema(Schema):
    """A kind of problem, explained."""

    model_config = shown(examples.EXPLANATION)

    type: str
    slug: str
    status: int
    title: str
    meaning: str
    when: str
    remedy: str


class ExplanationsSchema(Schema):
    model_config = shown(examples.EXPLANATIONS)

    items: list[ExplanationSchema]

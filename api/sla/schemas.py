"""What the time of one application looks like in OpenAPI. `api.sla.view` builds it."""

from datetime import date, datetime

from pydantic import Field

from api.commands.permit_schema import Schema, shown
from api.sla import examples
from domain.actor import Role
from domain.calendar import ClosureKind
from domain.sla import Clock, Verdict


class AssessedVisitSchema(Schema):
    """A stay at one step; `left_at` is null while it lasts, `due_at` and `verdict` past the calendar."""

    step: int
    role: Role
    round: int
    entered_at: datetime
    left_at: datetime | None
    due_at: datetime | None
    standard: str
    working_seconds: int
    verdict: Verdict | None


class LineSchema(Schema):
    due_at: datetime | None
    verdict: Verdict | None


class LinesSchema(Schema):
    declared: LineSchema
    summed: LineSchema
    legal: LineSchema


class MarkSchema(Schema):
    """An event of the file, as the trail has it."""

    position: int
    version: int
    fact: str
    at: datetime


class SpanSchema(Schema):
    """Working time from one instant to another, in the office's zone."""

    from_: datetime = Field(alias="from")
    to: datetime
    seconds: int


class DayOffSchema(Schema):
    day: date
    kind: ClosureKind
    name: str


class DueSchema(Schema):
    """How a due date comes about; `received_at` is null where the calendar is not published."""

    received_at: datetime | None
    due_at: datetime | None
    due_because: str
    working_days: list[date]
    days_off: list[DayOffSchema]
    seasons: list[str]


class ExplainedVisitSchema(DueSchema):
    """`spans` add up to `working_seconds`; `lost_seconds` lie past the due date."""

    visit: int
    step: int
    role: Role
    round: int
    activity: str
    note: str | None = None
    opened_by: MarkSchema
    entered_at: datetime
    standard: str
    closed_by: MarkSchema | None
    counted_until: datetime
    spans: list[SpanSchema]
    working_seconds: int
    lost_seconds: int
    verdict: Verdict | None
    verdict_because: str
    calendar: str


class ExplainedLineSchema(DueSchema):
    """`compared_by` is the event at `compared_at`, null where that is the instant of the assessment."""

    counted_from: MarkSchema
    standard: str
    standard_because: str
    compared_at: datetime
    compared_by: MarkSchema | None
    clock: Clock
    verdict: Verdict | None
    verdict_because: str
    calendar: str


class ExplainedLinesSchema(Schema):
    declared: ExplainedLineSchema
    summed: ExplainedLineSchema
    legal: ExplainedLineSchema


class TermSchema(Schema):
    visit: int
    seconds: int


class PartySchema(Schema):
    """A role's visits by their number, and what they add up to."""

    role: Role
    terms: list[TermSchema]
    seconds: int


class SopUsedSchema(Schema):
    code: str
    version: str
    title: str


class CalendarUsedSchema(Schema):
    id: str
    decree: str
    decided_at: datetime
    provisional: bool


class SlaExplanationSchema(Schema):
    """Everything it takes to come to the same figures by hand; instants are in the office's zone."""

    as_of: datetime
    rule: str
    sop: SopUsedSchema
    calendars: list[CalendarUsedSchema]
    visits: list[ExplainedVisitSchema]
    parties: list[PartySchema]
    sum: str
    lines: ExplainedLinesSchema


class SlaSchema(Schema):
    """Where the time of an application went; `explain` where it was asked for. Parties add up to the total."""

    model_config = shown(examples.SLA)

    visits: list[AssessedVisitSchema]
    parties: dict[Role, int]
    total_seconds: int
    lines: LinesSchema
    explain: SlaExplanationSchema | None = None

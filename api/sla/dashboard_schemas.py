"""The dashboard in OpenAPI, and the lists behind its figures. The views build them; a test holds both together."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.commands.permit_schema import Schema, shown
from api.sla import dashboard_examples as examples
from domain.actor import Role
from domain.publications import Knowledge
from domain.sla import Verdict

Standard = str | None


class VerdictsSchema(Schema):
    """`on_time_pct` is of what has a due date; null where nothing has ended."""

    on_time: int
    late: int
    undated: int
    on_time_pct: float | None


class EndedSchema(VerdictsSchema):
    """Working minutes by nearest rank: half of what ended took no longer than `p50_minutes`."""

    completed: int
    p50_minutes: float | None
    p90_minutes: float | None


class StandingSchema(Schema):
    open: int
    due_soon: int
    overdue: int


class MeasuresSchema(StandingSchema, EndedSchema):
    """`lost_seconds`: working time past the due dates."""

    max_minutes: float | None
    lost_seconds: int


class StepSchema(MeasuresSchema):
    sop: str
    step: int
    role: Role
    activity: str
    standard: str


class RoleSchema(MeasuresSchema):
    role: Role


class CaseLineSchema(StandingSchema, VerdictsSchema):
    """Counted from the latest submission. `standard` is null where several permit types are looked at together."""

    standard: Standard


class CaseLinesSchema(Schema):
    declared: CaseLineSchema
    summed: CaseLineSchema
    legal: CaseLineSchema


class CaseFiguresSchema(Schema):
    """Applications as a whole: their minutes run from the first visit to the end, with the applicants' own."""

    open: int
    finished: int
    p50_minutes: float | None
    p90_minutes: float | None
    max_minutes: float | None
    lines: CaseLinesSchema


class TotalsSchema(MeasuresSchema):
    """Over all visits, and over the applications as a whole."""

    cases: CaseFiguresSchema


class MonthStepSchema(EndedSchema):
    sop: str
    step: int


class MonthSchema(EndedSchema):
    month: str = Field(pattern=r"^\d{4}-\d\d$")
    steps: list[MonthStepSchema]


class LostSchema(Schema):
    """`share_pct` is of all working time that was lost."""

    sop: str
    step: int
    role: Role
    activity: str
    lost_seconds: int
    lost_hours: float
    share_pct: float


class RangeSchema(Schema):
    """What ended from `from` on, before `to`."""

    from_: datetime = Field(alias="from")
    to: datetime


class KnownSchema(Schema):
    known: Knowledge
    newest: str


class WarningSchema(Schema):
    code: Literal["calendar_ends", "behind", "parked"]
    message: str


class DashboardSchema(Schema):
    model_config = shown(examples.DASHBOARD)

    range: RangeSchema
    as_of: datetime
    calendar: KnownSchema
    steps: list[StepSchema]
    totals: TotalsSchema
    by_month: list[MonthSchema]
    by_role: list[RoleSchema]
    lost: list[LostSchema]
    warnings: list[WarningSchema]


class PastVisitSchema(Schema):
    id: UUID
    number: str
    sop: str
    step: int
    role: Role
    round: int
    entered_at: datetime
    left_at: datetime


class JudgedVisitSchema(PastVisitSchema):
    due_at: datetime | None
    working_seconds: int
    lost_seconds: int
    verdict: Verdict | None


class JudgedVisitsSchema(Schema):
    model_config = shown(examples.VISITS)

    items: list[JudgedVisitSchema]
    next: str | None


class OpinionSchema(Schema):
    """A verdict, null past the calendar, and the versions of the years by which it was found."""

    verdict: Verdict | None
    due_at: datetime | None
    calendar: str


class FlipSchema(PastVisitSchema):
    """`then` is by the calendar known when the visit ended."""

    then: OpinionSchema
    now: OpinionSchema


class FlipsSchema(Schema):
    model_config = shown(examples.FLIPS)

    items: list[FlipSchema]
    next: str | None

"""What the answer to a what-if looks like in OpenAPI. `api.sla.what_if` builds it."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from api.commands.examples import PERMIT, Example
from api.commands.permit_schema import Schema, shown
from domain.actor import Role

_BEFORE: Example = {"on_time": 90, "late": 30, "undated": 0}
_AFTER: Example = {"on_time": 78, "late": 42, "undated": 0}
_FLIP: Example = {
    "application": PERMIT["id"],
    "number": PERMIT["number"],
    "step": 4,
    "entered_at": "2026-11-16T01:30:00Z",
    "left_at": "2026-11-20T06:00:00Z",
    "due_before": "2026-11-20T08:30:00Z",
    "due_after": "2026-11-19T08:00:00Z",
}
_STEP: Example = {
    "step": 4,
    "role": "dinas_teknis",
    "activity": "Menerima permohonan secara elektronik, memproses permohonan",
    "standard": "P4D",
    "supposed": "P3D",
    "before": _BEFORE,
    "after": _AFTER,
    "gained": 0,
    "lost": 12,
    "open_moved": 5,
}
_WHAT_IF: Example = {
    "sop": "izin-kbm",
    "calendar": "2026.1+2027.1",
    "from": "2025-12-31T16:00:00Z",
    "to": "2026-11-30T16:00:00Z",
    "visits": 120,
    "judged": 120,
    "steps": [_STEP],
    "totals": {"before": _BEFORE, "after": _AFTER, "gained": 0, "lost": 12, "open_moved": 5},
    "examples": {"gained": [], "lost": [_FLIP]},
}


class VerdictsSchema(Schema):
    """How many visits were on time, late, or had no due date in the published calendar."""

    on_time: int
    late: int
    undated: int


class EffectSchema(Schema):
    """`gained`: late, and would have been on time; `lost`: the other way round; `open_moved`: open, due otherwise."""

    before: VerdictsSchema
    after: VerdictsSchema
    gained: int
    lost: int
    open_moved: int


class StepEffectSchema(EffectSchema):
    """`standard` is that of the newest version of the SOP; every visit is judged by its own version's before."""

    step: int
    role: Role
    activity: str
    standard: str
    supposed: str


class FlipSchema(Schema):
    """A visit that would have been judged the other way."""

    application: UUID
    number: str
    step: int
    entered_at: datetime
    left_at: datetime
    due_before: datetime | None
    due_after: datetime | None


class FlipsSchema(Schema):
    """Some of each way, the latest first."""

    gained: list[FlipSchema]
    lost: list[FlipSchema]


class WhatIfSchema(Schema):
    """`visits` ended in the range; `judged` of them could be touched by what is supposed and were judged anew."""

    model_config = shown(_WHAT_IF)

    sop: str
    calendar: str
    from_: datetime | None = Field(alias="from")
    to: datetime | None
    visits: int
    judged: int
    steps: list[StepEffectSchema]
    totals: EffectSchema
    examples: FlipsSchema

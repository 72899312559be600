"""What a forecast looks like in OpenAPI. `api.sla.forecast_view` builds it."""

from datetime import datetime
from uuid import UUID

from api.commands.examples import PERMIT, Example
from api.commands.permit_schema import Schema, shown
from api.sla.forecast_texts import METHOD, WhyNot
from domain.actor import Role

_FORECAST: Example = {
    "application": PERMIT["id"],
    "number": PERMIT["number"],
    "version": 6,
    "step": 4,
    "holder": "dinas_teknis",
    "round": 1,
    "as_of": "2026-11-25T02:00:00Z",
    "enough": True,
    "short_of": [],
    "outlasted": False,
    "p50_at": "2026-11-27T06:10:00Z",
    "p90_at": "2026-12-01T03:20:00Z",
    "lines": {
        "declared": {"due_at": "2026-11-30T00:13:00Z", "chance": 0.214},
        "summed": {"due_at": "2026-11-30T00:18:00Z", "chance": 0.211},
        "legal": {"due_at": "2026-11-30T08:00:00Z", "chance": 0.148},
    },
    "visits": [{"step": 4, "n": 200}],
    "notes": [METHOD.id],
}


class ChanceSchema(Schema):
    """The chance of breaking a line, from 0 to 1: known where it was judged already, null where nothing is forecast."""

    due_at: datetime | None
    chance: float | None


class ChancesSchema(Schema):
    declared: ChanceSchema
    summed: ChanceSchema
    legal: ChanceSchema


class SampleSchema(Schema):
    """How many recent visits to a step the forecast rests on."""

    step: int
    n: int


class ForecastSchema(Schema):
    """The probable finish of a file: half of the draws are over by `p50_at`, nine tenths by `p90_at`.

    Without `enough` nothing is forecast, and `why_not` says why; `short_of` are the steps with too few visits. If
    `outlasted`, no visit was ever as long as the present one, and every figure is the least to be expected.
    """

    model_config = shown(_FORECAST)

    application: UUID
    number: str
    version: int
    step: int | None
    holder: Role | None
    round: int
    as_of: datetime
    enough: bool
    why_not: WhyNot | None = None
    short_of: list[int]
    outlasted: bool
    p50_at: datetime | None
    p90_at: datetime | None
    lines: ChancesSchema
    visits: list[SampleSchema]
    notes: list[str]


class ForecastsSchema(Schema):
    model_config = shown({"items": [_FORECAST], "next": "q83vEjRWeJCrze8SNFZ4kFsxXQ"})

    items: list[ForecastSchema]
    next: str | None

"""What the periods of the trail look like in OpenAPI, and what may be asked of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from api.commands.examples import Example
from api.commands.permit_schema import Schema, shown
from api.http.paging import Cursor, Limit
from api.sla.period import Since, Until

_PERIODS: Example = {
    "items": [
        {
            "period": "2026-11-23",
            "from": "2026-11-22T16:00:00Z",
            "to": "2026-11-23T16:00:00Z",
            "over": True,
            "count": 412,
            "first": 1,
            "last": 412,
            "gapless": True,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        }
    ],
    "next": "q83vEjRWeJCrze8SNFZ4kFsxXQ",
}


class By(StrEnum):
    """How long a period is."""

    DAY = "day"
    MONTH = "month"


class PeriodSchema(Schema):
    """What was recorded in a day or month of the office. Once it is `over`, none of these figures changes again."""

    period: str
    from_: datetime = Field(alias="from")
    to: datetime
    over: bool
    count: int
    first: int | None = Field(description="The first position, null where nothing was recorded.")
    last: int | None
    gapless: bool = Field(description="Whether there is an event at every position from the first to the last.")
    sha256: str = Field(description="Of the leaves, 32 bytes each, in the order of positions.")


class PeriodsSchema(Schema):
    model_config = shown(_PERIODS)

    items: list[PeriodSchema]
    next: str | None


class PeriodQuery(BaseModel):
    """What may be asked."""

    model_config = ConfigDict(extra="forbid")

    by: By = By.DAY
    since: Since = Field(None, alias="from")
    until: Until = Field(None, alias="to")
    limit: Limit = 50
    cursor: Cursor = None


Asked = Annotated[PeriodQuery, Query()]

"""`?from=` and `?to=`: a stretch of time, between instants or between days of the office, which are whole days then."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import Query
from pydantic import BeforeValidator, WithJsonSchema

from api.desks.as_of import QueryInstant
from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.problems.validation import pointer
from domain.refusals import Fault, Sentence

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
EITHER = WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]})


def begin_of_day(value: Any) -> Any:  # whatever was written
    """Return the instant at which a day of the office begins; what is no day is left as it is."""
    return f"{value}T00:00:00+08:00" if isinstance(value, str) and _DAY.fullmatch(value) else value


def end_of_day(value: Any) -> Any:  # the same
    """Return the instant at which a day of the office is over; what is no day is left as it is."""
    try:
        return begin_of_day(str(date.fromisoformat(value) + timedelta(days=1))) if _is_day(value) else value
    except (ValueError, OverflowError):  # 30 February; the last day that a date can name
        return value


def require_forward(since: datetime | None, until: datetime | None, to: str) -> None:
    """Raise a 422 problem at `to`, the end's place in the request, where it does not come after the beginning."""
    if since and until and until <= since:
        raise Problem(problem_texts.INVALID_REQUEST, errors=(Fault(to, "before_from", _REVERSED),))


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None


_REVERSED = Sentence(
    "Akhir rentang waktu (to) harus sesudah awalnya (from).", "The end of the range (to) must come after its from."
)
Since = Annotated[
    Annotated[QueryInstant, BeforeValidator(begin_of_day)] | None,
    Query(alias="from", description="From this instant on (RFC 3339), or from the beginning of this day."),
    EITHER,
]
Until = Annotated[
    Annotated[QueryInstant, BeforeValidator(end_of_day)] | None,
    Query(alias="to", description="Before this instant (RFC 3339), or up to the end of this day."),
    EITHER,
]
TO = pointer("query", "to")

"""`?as_of=`: an instant of the past at which a file, a queue or the dashboard is looked at; and `?calendar=`.

A file as of an instant is what its events with `at` up to and including that instant make of it.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, WithJsonSchema

from api.http.fields import rfc_3339
from api.problems import texts as problem_texts
from api.problems.messages import MESSAGES
from api.problems.problems import Problem
from api.problems.validation import field_error, pointer
from domain.publications import Knowledge
from domain.refusals import Fault, Sentence

# A plus that was not escaped arrives as a space; before an offset it can have been nothing else.
_LOST_PLUS = re.compile(r"(.+:\d\d(?:\.\d+)?) (\d\d:\d\d)")
_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?")


def moment(as_of: datetime | None, now: datetime) -> datetime:
    """Return the instant that is asked for, `now` without one, or raise a 422 problem: nobody knows the future."""
    if as_of is None:
        return now
    if as_of > now:
        raise Problem(problem_texts.INVALID_REQUEST, errors=(_IN_THE_FUTURE,))
    return as_of


def _written(value: Any) -> Any:  # whatever FastAPI found
    if isinstance(value, str):
        if _WITHOUT_ZONE.fullmatch(value):
            raise field_error("timezone_aware", MESSAGES["timezone_aware"])
        value = _LOST_PLUS.sub(r"\1+\2", value)
    return rfc_3339(value)


def _in_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError:  # the first and the last hours that a datetime can hold: long ago, or far away, anyway
        return instant.replace(tzinfo=UTC)


_IN_THE_FUTURE = Fault(
    pointer("query", "as_of"),
    "in_the_future",
    Sentence(
        "Waktu ini belum tiba; keadaan pada masa mendatang tidak dapat diketahui.",
        "This instant has not come yet; what will be then cannot be known.",
    ),
)

QueryInstant = Annotated[datetime, AwareDatetime, BeforeValidator(_written), AfterValidator(_in_utc)]
AsOf = Annotated[
    QueryInstant | None,
    Query(description="As it was at this instant of the past, RFC 3339 with its zone; now without it."),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
CalendarKnown = Annotated[
    Knowledge,
    Query(
        alias="calendar",
        description="Judge by the calendar known `now`, or what is over by the one known `then`, when it ended.",
    ),
]

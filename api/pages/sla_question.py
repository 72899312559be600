"""What the pages of the service times are asked for, as forms send it: an empty field asks for nothing."""

import re
from typing import Annotated

from fastapi import Query
from pydantic import BeforeValidator
from starlette.requests import Request

from api.desks.as_of import AsOf
from api.desks.queries import SopCode
from api.security import known_caller
from api.sla.dashboard import require_overseer
from api.sla.period import Since, Until
from domain.actor import Caller

_LOCAL = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?")


def blank_is_none(value: object) -> object:
    return None if value == "" else value


def office_time(value: object) -> object:
    """A browser's field for a time knows no zone: the office's is meant."""
    local = _LOCAL.fullmatch(value) if isinstance(value, str) else None
    return f"{local[1]}{local[2] or ':00'}+08:00" if local else blank_is_none(value)


PageSince = Annotated[Since, BeforeValidator(blank_is_none)]
PageUntil = Annotated[Until, BeforeValidator(blank_is_none)]
PageAsOf = Annotated[AsOf, BeforeValidator(office_time)]
FARTHEST = 90
DaysAgo = Annotated[int, Query(ge=0, le=FARTHEST, description="As it was so many days ago: a slider sends it.")]
PageSop = Annotated[SopCode, BeforeValidator(blank_is_none)]


def overseer(request: Request) -> Caller | None:
    """Return who is signed in, None where nobody is; raise a 403 problem for who oversees nothing."""
    caller = known_caller(request.scope)
    if caller is not None:
        require_overseer(caller)
    return caller

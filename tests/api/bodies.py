"""Bodies that are wrong in one place, and how such cases are listed."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import pytest

from tests.api.product import Json

Wrong = tuple[str, Any, str]  # where, what stands there, and the code of the fault
MISSING = object()


def changed(body: Json, pointer: str, value: object) -> Json:
    """Return the body with another value at this place, or without it."""
    body = deepcopy(body)
    *way, last = (int(step) if step.isdigit() else step for step in pointer.strip("/").split("/"))
    place: Any = body
    for step in way:
        place = place[step]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return body


def listed(cases: Iterable[Wrong]) -> list[Any]:
    """Return the cases for a parametrized test, each under a name of its own."""
    return [pytest.param(*case, id=f"{n:02} {case[0]} {case[2]}") for n, case in enumerate(cases, 1)]

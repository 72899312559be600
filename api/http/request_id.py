"""The id that ties one request, its answer, its problem and its log lines together."""

import os
import re
from contextvars import ContextVar
from itertools import count

from starlette.types import Scope

HEADER = b"x-request-id"

# Also a valid relative URI, because a problem tells it as its `instance` (RFC 9457, 3.1.5).
_SOUND = re.compile(rb"[A-Za-z0-9._~-]{1,128}")

# Random for the process and counted within it: as unique as a UUID, for a third of its price.
_PROCESS = os.urandom(12).hex()
_NUMBERS = count()

current: ContextVar[str | None] = ContextVar("request_id", default=None)


def request_id_of(scope: Scope) -> str:
    """Return the id of this request: the client's own if it is sound, else a new one, always the same one."""
    state: dict[str, object] = scope.setdefault("state", {})
    known = state.get("request_id")
    if isinstance(known, str):
        return known
    state["request_id"] = made = _sent(scope) or f"{_PROCESS}{next(_NUMBERS):08x}"
    return made


def _sent(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == HEADER:
            return value.decode() if _SOUND.fullmatch(value) else None
    return None

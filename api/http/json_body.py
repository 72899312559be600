"""JSON bodies: declared as JSON, read as a strict model, and every fault of theirs named in one answer."""

import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.problems.validation import invalid_body

Model = TypeVar("Model", bound=BaseModel)

_CHARSET = re.compile(r"charset\s*=\s*\"?([^\s\";]+)")


async def read_json(request: Request, model: type[Model], *, or_empty: bool = False) -> Model:
    """Return the body as `model`, or raise a 415 or 422 problem. With `or_empty` no body at all reads as `{}`."""
    raw = await request.body()
    if or_empty and not raw:
        return parse_json(b"{}", model)
    require_json(dict(request.scope["headers"]).get(b"content-type", b"").decode("latin-1"))
    return parse_json(raw, model)


def require_json(content_type: str) -> None:
    """Raise a 415 problem unless this `Content-Type` says JSON, in UTF-8 (RFC 8259, 8.1)."""
    if content_type == "application/json":
        return
    kind, _, parameters = content_type.lower().partition(";")
    kind, charset = kind.strip(), _CHARSET.search(parameters)
    is_json = kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
    if not is_json or (charset is not None and charset[1] not in ("utf-8", "utf8")):
        raise Problem(problem_texts.UNSUPPORTED_MEDIA_TYPE)


def parse_json(raw: bytes, model: type[Model]) -> Model:
    """Return `raw` as `model`, or raise a 422 problem that names every field that is wrong."""
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise invalid_body(error) from None

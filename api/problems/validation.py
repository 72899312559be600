"""Validation errors of pydantic and FastAPI as one problem: where, which code, and a sentence in two languages.

What was sent is never repeated: it may be personal data, and the sender knows it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from api.problems import texts as problem_texts
from api.problems.messages import MESSAGES, OTHERWISE
from api.problems.problems import Problem
from api.problems.type import ProblemType
from domain.refusals import Fault, Sentence

# More would only help whoever sends 256 KiB of unknown fields.
MOST_ERRORS = 50
_LONGEST_NAME = 100
_POSITION = re.compile(r"line (\d+) column (\d+)")


def field_error(code: str, sentence: Sentence) -> PydanticCustomError:
    """Return what a pydantic validator raises, so that its sentence reaches the reader in both languages."""
    return PydanticCustomError("sentence", "{en}", {"code": code, "id": sentence.id, "en": sentence.en})


def invalid_body(error: ValidationError) -> Problem:
    """Return the problem for a body that is not as its model wants it."""
    errors = error.errors(include_url=False, include_input=False)
    return invalid([{**each, "loc": ("body", *each["loc"])} for each in errors])


def invalid(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Return the problem for `errors` as FastAPI gives them: each `loc` begins with the part of the request."""
    told = [error for error in errors if not _is_only_an_echo(error, errors)]
    return Problem(_kind_of(errors), errors=[_fault(error) for error in told[:MOST_ERRORS]])


def pointer(*path: str | int) -> str:
    """Return the JSON pointer (RFC 6901) to `path`: into the body, or into /query, /header, /path of the request."""
    return "".join(f"/{_escaped(str(part)[:_LONGEST_NAME])}" for part in path)


def _is_only_an_echo(error: Mapping[str, Any], errors: Sequence[Mapping[str, Any]]) -> bool:
    """Pydantic counts sound items only, so that a list with a wrong item in it is called too short as well."""
    depth = len(error["loc"])
    return error["type"] == "too_short" and any(
        len(other["loc"]) > depth and other["loc"][:depth] == error["loc"] for other in errors
    )


def _kind_of(errors: Sequence[Mapping[str, Any]]) -> ProblemType:
    if any(error["type"] == "json_invalid" for error in errors):
        return problem_texts.MALFORMED_BODY
    if all(error["loc"][:1] == ("header",) for error in errors):
        return problem_texts.MALFORMED_HEADER
    return problem_texts.INVALID_REQUEST


def _fault(error: Mapping[str, Any]) -> Fault:
    kind: str = error["type"]
    context: Mapping[str, Any] = error.get("ctx") or {}
    if kind == "sentence":
        return Fault(_pointer_of(error), context["code"], Sentence(context["id"], context["en"]))
    if kind == "json_invalid":
        return Fault("", kind, _where(str(context.get("error", ""))))
    return Fault(_pointer_of(error), kind, _sentence(kind, context))


def _pointer_of(error: Mapping[str, Any]) -> str:
    """A body needs no name, because it is what clients point into."""
    part, *rest = error["loc"]
    if part == "header":
        return pointer(part, *(str(name).lower() for name in rest))
    return pointer(*rest) if part == "body" else pointer(part, *rest)


def _sentence(kind: str, context: Mapping[str, Any]) -> Sentence:
    message = MESSAGES.get(kind, OTHERWISE)
    try:
        return Sentence(message.id.format_map(_in_indonesian(context)), message.en.format_map(context))
    except KeyError:
        return OTHERWISE


def _in_indonesian(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """Choices come as pydantic's English enumeration: 'new', 'renewal' or 'amendment'."""
    if "expected" not in context:
        return context
    return {**context, "expected": str(context["expected"]).replace("' or '", "' atau '")}


def _where(parser_says: str) -> Sentence:
    found = _POSITION.search(parser_says)
    if found is None:
        return MESSAGES["json_invalid"]
    line, column = found.groups()
    return Sentence(
        f"Bukan JSON yang sah: baris {line}, kolom {column}.",
        f"Not valid JSON: line {line}, column {column}.",
    )


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")

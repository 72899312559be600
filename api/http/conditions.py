"""The request headers that make an answer conditional, repeatable or hypothetical; garbage in one of them is a 400.

A version is an entity tag: version 7 is `ETag: "7"`. Tags that we never gave are well formed and match nothing.
"""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Header, Query
from pydantic import WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.problems.validation import pointer
from domain.refusals import Fault, Sentence

# A weak tag never matches in If-Match (RFC 9110 8.8.3.2), yet it is not an error.
_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"{_TAG}(?:[ \t]*,[ \t]*{_TAG})*")
_STRONG_TAG = re.compile(r'(?<!W/)"([1-9][0-9]{0,17})"')
_ANY_TAG = re.compile(r'(?:W/)?"([1-9][0-9]{0,17})"')
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_MOST_POSITIONS = 2**63 - 1

# How routes declare what this module reads. A header is there or not, and never null: hence the schemas.
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description='The version you have seen, as its ETag: `"7"`. Stale: 412.'),
    WithJsonSchema({"type": "string", "pattern": r'^(\*|(W/)?"[!#-~]*"(, *(W/)?"[!#-~]*")*)$'}),
]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", description="The version you have already. Unchanged: 304."),
    WithJsonSchema({"type": "string"}),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", description="Makes a retry safe: the same key and body get the first answer again."
    ),
    WithJsonSchema({"type": "string", "pattern": r"^[!-~]{1,255}$"}),
]
DryRun = Annotated[bool, Query(description="Answer what would happen, and change nothing.")]
AfterPosition = Annotated[
    int | None,
    Header(
        alias="X-After-Position",
        ge=0,
        le=_MOST_POSITIONS,
        description="Wait up to two seconds until the list has seen this position; else 503.",
    ),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": _MOST_POSITIONS}),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a command's headers ask for. `if_match` is the version that must be the current one (0: none can be)."""

    if_match: int | None = None
    idempotency_key: str | None = None
    dry_run: bool = False


def conditions_of(scope: Scope) -> Conditions:
    """Return the conditions of a command, or raise a 400 (headers) or 422 (`?dry_run=`) problem."""
    tags: list[str] = []
    keys: list[str] = []
    preferences: list[str] = []
    wanted = {b"if-match": tags, b"idempotency-key": keys, b"prefer": preferences}
    for name, value in scope["headers"]:
        if name in wanted:
            wanted[name].append(value.decode("latin-1"))
    return Conditions(
        if_match=_version(", ".join(tags)) if tags else None,
        idempotency_key=_key(keys) if keys else None,
        dry_run=bool(scope["query_string"] and _dry_run(scope)) or _prefers_dry_run(preferences),
    )


def etag(version: int) -> str:
    """Return the value of `ETag` for this version."""
    return f'"{version}"'


def is_unchanged(scope: Scope, version: int) -> bool:
    """Tell whether `If-None-Match` already has this version (then answer `not_modified`). Garbage has nothing.

    It is compared weakly (RFC 9110 13.1.2). Ignoring what cannot be read only costs the client a full answer.
    """
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"]
    if not values:
        return False
    value = ", ".join(values).strip()
    return value == "*" or (_TAGS.fullmatch(value) is not None and str(version) in _ANY_TAG.findall(value))


def not_modified(version: int) -> Response:
    """Return the 304 for `is_unchanged`."""
    return Response(status_code=304, headers={"ETag": etag(version)})


def _version(value: str) -> int | None:
    """Return the newest version in the list: an older one can be current only if the newer never was.

    `*` asks for nothing more than that the file exists, and a file that does not is a 404 before.
    """
    value = value.strip()
    if value == "*":
        return None
    if _TAGS.fullmatch(value) is None:
        raise _malformed(
            "If-Match",
            Sentence('Harus berupa tag entitas, misalnya "7".', 'This must be an entity tag, such as "7".'),
        )
    return max(map(int, _STRONG_TAG.findall(value)), default=0)


def _key(values: list[str]) -> str:
    if len(values) > 1 or _KEY.fullmatch(values[0]) is None:
        raise _malformed(
            "Idempotency-Key",
            Sentence(
                "Harus satu kunci yang terdiri atas 1 sampai 255 karakter ASCII tanpa spasi.",
                "This must be one key of 1 to 255 visible ASCII characters.",
            ),
        )
    return values[0]


def _dry_run(scope: Scope) -> bool:
    values = Request(scope).query_params.getlist("dry_run")
    if not values or values == ["false"]:
        return False
    if values == ["true"]:
        return True
    fault = Fault(
        pointer("query", "dry_run"),
        "bool_parsing",
        Sentence("Isian ini harus true atau false.", "This must be true or false."),
    )
    raise Problem(problem_texts.INVALID_REQUEST, errors=(fault,))


def _prefers_dry_run(preferences: list[str]) -> bool:
    """RFC 7240: what a `Prefer` header says beyond our word is not for us and not an error."""
    asked = (part.partition(";")[0].strip().lower() for value in preferences for part in value.split(","))
    return any(preference in ("dry-run", "dry_run") for preference in asked)


def _malformed(header: str, sentence: Sentence) -> Problem:
    fault = Fault(pointer("header", header.lower()), "malformed_header", sentence)
    return Problem(problem_texts.MALFORMED_HEADER, errors=(fault,))

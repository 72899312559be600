"""The OpenAPI document, completed: every problem that an operation can answer with, once, as data of the catalogue.

FastAPI describes parameters, bodies and successes. What an operation can be refused with follows from its shape, and
what only its route knows is said there with `problem_responses`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from api.http.answers import ALWAYS, COUNTED, HEADERS, Json, referred
from api.http.links import add_links
from api.problems import texts
from api.problems import texts_permits as permit_texts
from api.problems.problems import CATALOGUE, MEDIA_TYPE
from api.problems.type import ProblemType

_EVERY = (texts.MALFORMED_REQUEST, texts.TOO_MANY_REQUESTS, texts.INTERNAL_ERROR, texts.TEMPORARILY_UNAVAILABLE)
_SECURED = (texts.UNAUTHENTICATED, texts.INVALID_TOKEN, permit_texts.ROLE_NOT_PERMITTED)
_WITH_BODY = (texts.BODY_TOO_LARGE, texts.UNSUPPORTED_MEDIA_TYPE, texts.MALFORMED_BODY, texts.INVALID_REQUEST)
_OF_FASTAPI = "HTTPValidationError"
_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_HEADERS = {401: ("WWW-Authenticate",), 412: ("ETag",), 429: ("Retry-After", *COUNTED), 503: ("Retry-After",)}


class DocumentedAPI(FastAPI):
    """FastAPI with `openapi()` completed, and without pages that load scripts from elsewhere.

    OpenTelemetry is off unless `telemetry` is given: FastAPI looks for a provider at every request, for 7 µs.
    """

    def __init__(self, *, telemetry: TelemetryConfig | None = None, **options: Any) -> None:
        super().__init__(
            docs_url=None, redoc_url=None, redirect_slashes=False, telemetry=telemetry or _NO_TELEMETRY, **options
        )
        self._completed: Json | None = None

    def openapi(self) -> Json:
        schema = super().openapi()
        if schema is not self._completed:
            complete(schema)
            self._completed = schema
        return schema


def problem_responses(*kinds: ProblemType) -> dict[int | str, Json]:
    """Return the `responses` of a route for what its shape does not tell: 404s, 409s, 412s and the like."""
    statuses = sorted({kind.status for kind in kinds})
    return {status: _response([kind for kind in kinds if kind.status == status]) for status in statuses}


def complete(schema: Json) -> None:
    """Add to each operation of `schema` the problems that its shape makes possible, and what they look like."""
    components = schema.setdefault("components", {})
    schemas: Json = components.setdefault("schemas", {})
    for unused in (_OF_FASTAPI, "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = _PROBLEM
    components["examples"] = {slug: _example(kind) for slug, kind in CATALOGUE.items()}
    components["headers"] = HEADERS
    for operation in operations(schema):
        _complete(operation)
    add_links(schema)


def operations(schema: Json) -> Iterator[Json]:
    """Yield every operation of an OpenAPI document."""
    for path in schema["paths"].values():
        yield from (path[method] for method in _METHODS if method in path)


def _complete(operation: Json) -> None:
    responses: Json = operation["responses"]
    possible = [*_declared(responses), *_possible(operation)]
    for status, response in problem_responses(*dict.fromkeys(possible)).items():
        responses[str(status)] = _beside(responses.get(str(status), {}), response)
    for status, response in responses.items():
        always = (*ALWAYS, *COUNTED) if status.startswith("2") else ALWAYS
        response.setdefault("headers", {}).update(referred(always))
    operation["responses"] = dict(sorted(responses.items()))


def _beside(declared: Json, problems: Json) -> Json:
    """A server that is not ready tells its readiness with the same status as its problems."""
    content = {kind: shape for kind, shape in declared.get("content", {}).items() if _OF_FASTAPI not in str(shape)}
    return {**problems, "content": {**content, **problems["content"]}}


def _declared(responses: Json) -> Iterator[ProblemType]:
    """What `problem_responses` said is found again by its examples, and FastAPI's own 422 is not among it."""
    for response in responses.values():
        for slug in response.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {}):
            yield CATALOGUE[slug]


def _possible(operation: Json) -> Iterator[ProblemType]:
    parameters = operation.get("parameters", [])
    yield from _EVERY
    if operation.get("security"):
        yield from _SECURED
    if "requestBody" in operation:
        yield from _WITH_BODY
    if parameters:
        yield texts.INVALID_REQUEST
    if any(parameter["in"] == "header" for parameter in parameters):
        yield texts.MALFORMED_HEADER
    if any(parameter["name"] == "X-After-Position" for parameter in parameters):
        yield texts.READ_MODEL_BEHIND
    if any(parameter["in"] == "path" for parameter in parameters):
        yield texts.NOT_FOUND


def _response(kinds: Iterable[ProblemType]) -> Json:
    kinds = tuple(kinds)
    examples = {kind.slug: {"$ref": f"#/components/examples/{kind.slug}"} for kind in kinds}
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}
    headers = referred(_HEADERS.get(kinds[0].status, ()))
    description = " / ".join(kind.title.en for kind in kinds)
    return {"description": description, "content": {MEDIA_TYPE: content}, "headers": headers}


def _example(kind: ProblemType) -> Json:
    value: Json = {
        "type": f"https://izin.example/problems/{kind.slug}",
        "title": kind.title.id,
        "status": kind.status,
        "detail": kind.meaning.id,
        "instance": "5f0c1d6e8b7a4f3e9d2c1b0a99887766",
    }
    if kind in (texts.INVALID_REQUEST, texts.MALFORMED_HEADER):
        where = "/header/if-match" if kind is texts.MALFORMED_HEADER else "/applicant/name"
        value["errors"] = [{"pointer": where, "code": "missing", "message": "Isian ini wajib ada."}]
    return {"summary": kind.title.en, "description": kind.when.en, "value": value}


_PROBLEM: Json = {
    "title": "Problem",
    "description": "RFC 9457. Texts are Indonesian, or English by `Accept-Language`.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "A page that explains this kind of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The request id, as in `X-Request-Id`."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {
                    "pointer": {"type": "string", "description": "RFC 6901, into the body, /query, /header or /path."},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
    "additionalProperties": True,
}

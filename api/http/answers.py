"""Successes in OpenAPI: what an answer looks like, and which headers come with it.

Documentation only. Routes write their answers themselves, and nothing is checked while somebody waits: a test holds
answers and documents against each other.
"""

from collections.abc import Iterable
from types import UnionType
from typing import Any

from pydantic import BaseModel

# FastAPI types a route's responses so.
Responses = dict[int | str, dict[str, Any]]
Json = dict[str, Any]

NOTHING: Json = {}
# What browsers are answered where a program gets JSON.
PAGE: Json = {"text/html": {"schema": {"type": "string"}}}
# Of what is told about one file, and in answer to a command.
CURRENT = ("ETag", "X-Position")
ANSWERED = (*CURRENT, "Idempotent-Replayed")
# What every answer has, and what every success has where requests are counted (health and metrics are not).
ALWAYS = ("X-Request-Id",)
COUNTED = ("RateLimit-Limit", "RateLimit-Policy", "RateLimit-Remaining", "RateLimit-Reset")


def answering(
    model: type[BaseModel] | UnionType, *headers: str, status: int = 200, description: str = "", beside: Json = NOTHING
) -> Responses:
    """Return the `responses` of a route that answers with a `model` in JSON, or `beside` it, and these headers."""
    told: Json = {"model": model, "content": dict(beside), "headers": referred(headers)}
    return {status: {**told, "description": description} if description else told}


def unchanged() -> Responses:
    """Return the 304 of a route that honours `If-None-Match`."""
    return {304: {"description": "You have this version already.", "headers": referred(("ETag",))}}


def downloading(media_types: Iterable[str]) -> Responses:
    """Return the `responses` of a route that answers with a file of one of these types."""
    content = {str(kind): {"schema": {"type": "string", "contentMediaType": str(kind)}} for kind in media_types}
    return {200: {"description": "The file.", "content": content, "headers": referred(("Content-Disposition",))}}


def showing() -> Responses:
    """Return the `responses` of a route that answers with a page."""
    return {200: {"description": "The page.", "content": dict(PAGE), "headers": {}}}


def referred(names: Iterable[str]) -> Json:
    """Return the headers of these names, each as a reference to `HEADERS`."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _header(description: str, example: str, **schema: object) -> Json:
    """Strings, unless `schema` says otherwise; the example is of the header, as it is sent."""
    return {"description": description, "schema": {"type": "string", **schema}, "example": example}


def _seconds(description: str, example: int, at_least: int = 0) -> Json:
    return {"description": description, "schema": {"type": "integer", "minimum": at_least}, "example": example}


HEADERS: Json = {
    "ETag": _header("The version of the file, for `If-Match` and `If-None-Match`.", '"7"', pattern=r'^"[1-9][0-9]*"$'),
    "X-Position": {
        "description": "Where the log stands with it; a list asked with `X-After-Position` waits for it.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 1042,
    },
    "Idempotent-Replayed": _header(
        "`true` where the same `Idempotency-Key` had been answered before; else there is none.", "true", const="true"
    ),
    "Location": _header(
        "The address of the new file.",
        "/v1/applications/5f0c1d6e-8b7a-4f3e-9d2c-1b0a99887766",
        pattern="^/v1/applications/[0-9a-f-]{36}$",
    ),
    "Link": _header(
        'RFC 8288: where the next page is, `rel="next"`; none on the last one.',
        '</v1/applications?limit=50&cursor=q83vEjRWeJCrze8SNFZ4kFsxXQ>; rel="next"',
        pattern='^<[^>]+>; rel="next"$',
    ),
    "Content-Disposition": _header(
        "RFC 6266: a download and its name.", "attachment; filename=\"ktp.pdf\"; filename*=UTF-8''ktp.pdf"
    ),
    "X-Export-Id": _header("Under which the export is noted.", "0b8e7c52-5e0f-4c43-9d5b-2f8a7c1e9a10"),
    "X-Request-Id": _header("The id of the request: yours or a new one.", "5f0c1d6e8b7a4f3e9d2c1b0a99887766"),
    "RateLimit-Limit": _seconds("Requests in a window, at most.", 120_000, at_least=1),
    "RateLimit-Policy": _header("The limit and its window in seconds.", "120000;w=60"),
    "RateLimit-Remaining": _seconds("Requests that may follow at once.", 119_999),
    "RateLimit-Reset": _seconds("Seconds until all may be sent again.", 1),
    "Retry-After": _seconds("Seconds to wait.", 1, at_least=1),
    "WWW-Authenticate": _header("RFC 6750.", 'Bearer realm="jejak-izin"'),
}

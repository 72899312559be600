"""The API reference: the OpenAPI document as one plain page, readable, printable, without a line of JavaScript."""

import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.http.answers import Json
from api.http.html import page

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One operation as its reader sees it. `body` and `curl` are examples that can be sent as they stand."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    secured: bool
    parameters: Sequence[Json]
    body: str | None
    curl: str
    responses: Mapping[str, Json]


def reference_router(openapi: Callable[[], Json], *, public_url: str | None = None) -> APIRouter:
    """Return `GET /docs` (the page for the document that `openapi` returns)."""
    router = APIRouter(include_in_schema=False)

    @router.get("/docs")
    async def reference(request: Request) -> HTMLResponse:
        schema = openapi()
        base = (public_url or str(request.base_url)).rstrip("/")
        return page(request, "reference.html", info=schema["info"], groups=_groups(schema, base))

    return router


def _groups(schema: Json, base: str) -> dict[str, list[Entry]]:
    """Return the operations by audience, audiences in the order of the document's own list of tags."""
    groups: dict[str, list[Entry]] = {tag["name"]: [] for tag in schema.get("tags", [])}
    for path, methods in schema["paths"].items():
        for method in _METHODS:
            if method in methods:
                for tag in methods[method].get("tags") or ["other"]:
                    groups.setdefault(tag, []).append(_entry(schema, base, path, method))
    return {tag: entries for tag, entries in groups.items() if entries}


def _entry(schema: Json, base: str, path: str, method: str) -> Entry:
    operation = schema["paths"][path][method]
    secured = bool(operation.get("security"))
    content: Json = operation.get("requestBody", {}).get("content", {})
    body = _example(schema, content)
    return Entry(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        secured=secured,
        parameters=operation.get("parameters", []),
        body=body,
        curl=_curl(f"{base}{path}", method, secured=secured, content=content, body=body),
        responses=operation["responses"],
    )


def _example(schema: Json, content: Json) -> str | None:
    """Return the JSON example of a body: of the media type itself, or of the model it refers to."""
    media = content.get("application/json")
    if media is None:
        return None
    model = _resolved(schema, media.get("schema", {}))
    named = [example["value"] for example in media.get("examples", {}).values() if "value" in example]
    for example in (media.get("example"), *named, *model.get("examples", [])):
        if example is not None:
            return json.dumps(example, indent=2, ensure_ascii=False)
    return "{}"


def _resolved(schema: Json, reference: Json) -> Json:
    name = str(reference.get("$ref", "")).rpartition("/")[2]
    found: Json = schema.get("components", {}).get("schemas", {}).get(name, reference)
    return found


def _curl(url: str, method: str, *, secured: bool, content: Json, body: str | None) -> str:
    parts = ["curl"] if method == "get" else [f"curl -X {method.upper()}"]
    parts.append(shlex.quote(url))
    if secured:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if body is not None:
        parts += ["-H 'Content-Type: application/json'", f"-d {shlex.quote(body)}"]
    elif "multipart/form-data" in content:
        parts.append("-F file=@ktp.pdf")
    return " \\\n  ".join(parts)

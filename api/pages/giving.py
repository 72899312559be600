"""A command from a page: the very request that a program would send, to the very handler, with its refusals.

So pages have no rules of their own, and every check of the contract comes in its order, whoever asks.
"""

from collections.abc import Mapping
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

from api.commands.route import Handler
from api.pages.typed import Typed

_LANGUAGE = b"accept-language"


async def given(
    request: Request, handler: Handler, path: str, typed: Typed, *, to: str | None = None, dry_run: bool = False
) -> Response:
    """Return the API's answer to what was typed; raise the `Problem` that it refuses with.

    The command is for the file `to`; without one, for that of this page's own path.

    The form's `_version` is the If-Match of what its reader saw, and its `_key` makes a second press of the button the
    same command. Both may be missing: whoever writes a form of their own gets what the API gives without them.
    """
    headers = [
        *((name, value) for name, value in request.scope["headers"] if name == _LANGUAGE),
        (b"content-type", b"application/json"),
        *_conditions(typed.own),
    ]
    body = orjson.dumps(typed.document)
    scope = {
        **request.scope,
        "path": path,
        "path_params": request.path_params if to is None else {"permit_id": to},
        "headers": [*headers, (b"content-length", str(len(body)).encode())],
        "query_string": b"dry_run=true" if dry_run else b"",
    }
    return await handler(Request(scope, _saying(body)))


def path_of(permit_id: UUID | str, action: str) -> str:
    return f"/v1/applications/{permit_id}/{action}"


def _conditions(own: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    seen = [(b"if-match", f'"{own["version"]}"'.encode())] if "version" in own else []
    key = [(b"idempotency-key", own["key"].encode())] if "key" in own else []
    return [*seen, *key]


def _saying(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive

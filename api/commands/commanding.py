"""One request, one command: who, what, under which conditions; then the one write path; then the permit as answer.

The checks come in the order of the contract: who are you, is the body well formed, may your role ever do this, is there
such a file, have you asked before, and then what the file itself says.
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID, uuid4

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.commands.body import Body
from api.commands.refusals import told
from api.commands.route import Handler
from api.desks.views import JSON, permit_view
from api.http.conditions import Conditions, conditions_of, etag
from api.http.json_body import read_json
from api.http.negotiation import language_of
from api.http.request_id import request_id_of
from api.office import Office, office_of
from api.security import caller_of
from application.permits import Done
from domain.actor import Caller
from domain.admission import Asked, role_may_ever
from domain.checks import require_none
from domain.commands import Command
from domain.events import Event
from domain.refusals import NotFound

Model = TypeVar("Model", bound=Body)
Build = Callable[[Office, Model, Asked], Awaitable[Command]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What comes with a command: who asks and when, what the request was, and whether it is only tried."""

    asked: Asked
    fingerprint: bytes
    dry_run: bool


def commanding(kind: type[Command], model: type[Model], build: Build[Model], *, new: bool = False) -> Handler:
    """Return the handler of `kind`, whose body is a `model` that `build` makes into the command."""

    async def handle(request: Request) -> Response:
        office = office_of(request)
        with told():
            by, body = caller_of(request.scope), await read_json(request, model, or_empty=True)
            require_none(body.faults())
            conditions = conditions_of(request.scope)
            role_may_ever(kind, by, office.book.all_sops)
            permit_id = uuid4() if new else permit_id_of(request)
            call = call_of(request, office, by, conditions, permit_id=permit_id, content=await request.body())
            command = await build(office, body, call.asked)
            if call.dry_run:
                return rehearsal(await office.permits.rehearse(command, call.asked, fingerprint=call.fingerprint))
            done = await office.permits.execute(command, call.asked, fingerprint=call.fingerprint)
        return answer(office, request.scope, done, by, created=new)

    return handle


def call_of(
    request: Request, office: Office, by: Caller, conditions: Conditions, *, permit_id: UUID, content: bytes
) -> Call:
    """Return what came with the request. `content` is its body, or what stands in for one that holds a secret."""
    key = conditions.idempotency_key
    asked = Asked(
        by=by,
        at=office.clock(),
        permit_id=permit_id,
        command_id=office.command_id(by.sub, key) if key else uuid4(),
        correlation=office.correlation(request_id_of(request.scope)),
        if_match=conditions.if_match,
    )
    path = request.scope["path"].encode()
    return Call(
        asked=asked,
        fingerprint=hmac.digest(office.subkeys.commands, path + b"\0" + content, "sha256"),
        dry_run=conditions.dry_run,
    )


def permit_id_of(request: Request) -> UUID:
    """Return the id in the path; what is no id names no file, and a file has one address only."""
    text: str = request.path_params["permit_id"]
    try:
        permit_id = UUID(text)
    except ValueError:
        raise NotFound from None
    if str(permit_id) != text.lower():
        raise NotFound
    return permit_id


def answer(office: Office, scope: Scope, done: Done, by: Caller, *, created: bool = False) -> Response:
    """Return the permit as it stands after the command; a replay, as it stood then."""
    view = permit_view(
        done.permit, position=done.position, by=by, book=office.book, language=language_of(scope), now=office.clock()
    )
    headers = {"ETag": etag(done.permit.version), "X-Position": str(done.position)}
    if created:
        headers["Location"] = f"/v1/applications/{done.permit.id}"
    if done.replayed:
        headers["Idempotent-Replayed"] = "true"
    return json_response(view, 201 if created else 200, headers)


def rehearsal(events: tuple[Event, ...]) -> Response:
    """Return what would have happened. Nothing has: there is neither version nor position."""
    facts = [{"fact": type(event.fact).__name__, "step": event.step, "data": shown(event)} for event in events]
    return json_response({"dry_run": True, "facts": facts}, 200, {})


def shown(event: Event) -> JSON:
    """The fact's fields, without the keys of documents."""
    return {name: getattr(event.fact, name) for name in event.fact.__slots__ if name != "document_keys"}


def json_response(content: JSON, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON with times in UTC and "Z" (RFC 3339), never kept by a cache: it is about a person."""
    body = orjson.dumps(content, option=orjson.OPT_UTC_Z)
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")

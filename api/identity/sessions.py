"""Sessions: everybody sees and ends their own; an administrator those of a person who must be out at once."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.commands.examples import Example
from api.commands.permit_schema import Schema, shown
from api.desks.views import JSON
from api.http.answers import answering
from api.http.fields import printable
from api.http.openapi import problem_responses
from api.office import TheOffice
from api.problems import texts_identity, texts_permits
from api.problems.problems import Problem
from api.security import Authenticated, session_of
from application.identity.sessions import Session
from domain.actor import Caller, Role
from domain.refusals import Sentence

router = APIRouter(prefix="/v1/sessions", tags=["everybody"])
NOT_YOURS = Sentence(
    "Sesi orang lain hanya dapat dilihat dan diakhiri oleh administrator.",
    "Other people's sessions are for the administrator alone.",
)
_EXAMPLE: Example = {
    "items": [
        {
            "id": "5f0c1d6e-8b7a-4f3e-9d2c-1b0a99887766",
            "this": True,
            "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "created_at": "2026-11-23T00:58:04.114Z",
            "seen_at": "2026-11-23T01:22:30.114Z",
            "expires_at": "2026-11-23T10:58:04.114Z",
        }
    ]
}
Person = Annotated[
    str | None,
    AfterValidator(lambda sub: sub if sub is None else printable(sub)),
    Query(max_length=255, description="Whose, by their `sub`; only for an administrator. Without it, one's own."),
]


class SessionSchema(Schema):
    id: UUID
    this: bool = Field(description="The one that this request came with.")
    agent: str = Field(description="What the browser called itself.")
    created_at: datetime
    seen_at: datetime = Field(description="Within half a minute.")
    expires_at: datetime = Field(description="Whatever happens until then.")


class SessionsSchema(Schema):
    model_config = shown(_EXAMPLE)

    items: list[SessionSchema]


class EndedSchema(Schema):
    model_config = shown({"ended": 2})

    ended: int


@router.get(
    "",
    operation_id="listSessions",
    summary="Where somebody is signed in to the pages",
    responses={**answering(SessionsSchema), **problem_responses(texts_permits.ROLE_NOT_PERMITTED)},
)
async def list_sessions(request: Request, office: TheOffice, by: Authenticated, sub: Person = None) -> Response:
    found = await office.sessions.of(_whose(by, sub))
    this = session_of(request.scope)
    return json_response({"items": [_view(each, this) for each in found]})


@router.delete(
    "/{session_id}",
    operation_id="endSession",
    summary="End one session at once: one's own, or as administrator anybody's",
    responses={**answering(EndedSchema), **problem_responses(texts_identity.SESSION_NOT_FOUND)},
)
async def end_session(office: TheOffice, by: Authenticated, session_id: UUID) -> Response:
    of = None if Role.ADMIN in by.roles else by.sub
    if not await office.sessions.end(session_id, by=by.sub, of=of):
        raise Problem(texts_identity.SESSION_NOT_FOUND)
    return json_response({"ended": 1})


@router.delete(
    "",
    operation_id="endSessions",
    summary="End every session of a person at once",
    responses={**answering(EndedSchema), **problem_responses(texts_permits.ROLE_NOT_PERMITTED)},
)
async def end_sessions(office: TheOffice, by: Authenticated, sub: Person = None) -> Response:
    """Access tokens are the provider's: it revokes them, and here they end as `IZIN_OIDC_INTROSPECTION` says."""
    return json_response({"ended": await office.sessions.end_all(_whose(by, sub), by=by.sub)})


def _whose(by: Caller, sub: str | None) -> str:
    if sub is None or sub == by.sub:
        return by.sub
    if Role.ADMIN not in by.roles:
        raise Problem(texts_permits.ROLE_NOT_PERMITTED, NOT_YOURS)
    return sub


def _view(session: Session, this: Session | None) -> JSON:
    return {
        "id": session.id,
        "this": this is not None and session.id == this.id,
        "agent": session.agent,
        "created_at": session.created_at,
        "seen_at": session.seen_at,
        "expires_at": session.expires_at,
    }

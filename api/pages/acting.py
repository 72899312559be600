"""The buttons of a case page: each is the command of the same name, given as a program would give it."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.declared import command_operation
from api.access.noted import note_problem
from api.commands.applications import PermitId
from api.commands.buttons import HANDLERS
from api.commands.route import Handler
from api.desks.views import PATHS, may_see
from api.http.html import page
from api.office import Office, TheOffice
from api.pages.case import case_sight
from api.pages.giving import given, path_of
from api.pages.going_on import gone_on
from api.pages.refusal import Refusal
from api.pages.screens import meant_for, screen_of, tidied
from api.pages.typed import Typed, typed_in
from api.pages.with_letter import with_letter
from api.pages.with_photos import photographed, typed_with_file
from api.problems.problems import Problem
from api.problems.texts_identity import INSUFFICIENT_AUTHENTICATION
from api.security import caller_of
from domain import attorneys
from domain.actor import Caller

router = APIRouter(include_in_schema=False)
# Whose page this is not sees no form again; a person whose session ended does.
_NO_PAGE = frozenset({404, 410})
_SIGNED_OUT = 401
# Forms that a file may come with, and where in the form it belongs.
_WITH_FILES: Mapping[str, Callable[[Office, Caller, Typed, bytes, str], Awaitable[Typed]]] = {
    "inspection-report": photographed,
    "attorney": with_letter,
}


def _add(action: str, handler: Handler) -> None:
    async def act(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
        typed, file = await typed_with_file(request) if action in _WITH_FILES else (await typed_in(request), None)
        try:
            by = caller_of(request.scope)
            if file is not None:
                typed = await _WITH_FILES[action](office, by, typed, *file)
            if again := await gone_on(request, office, action, handler, typed):
                return await case_sight(request, office, again)
            typed = tidied(action, typed)
            await given(request, handler, path_of(permit_id, action), meant_for(action, typed, office))
        except Problem as problem:
            if problem.kind.status == _SIGNED_OUT and problem.kind is not INSUFFICIENT_AUTHENTICATION:
                return session_over(request, typed)
            if problem.kind.status in _NO_PAGE:
                raise
            note_problem(request.scope, problem.kind.slug)
            refusal = Refusal(action=screen_of(action), typed=typed, problem=problem)
            return await case_sight(request, office, refusal)
        return RedirectResponse(f"{await _where_next(office, permit_id, by)}?done={action}", 303)

    router.add_api_route(
        f"/applications/{{permit_id}}/{action}", act, methods=["POST"], operation_id=command_operation(action)
    )


for _kind, _handler in HANDLERS.items():
    _add(PATHS[_kind], _handler)


async def _where_next(office: Office, permit_id: str, by: Caller) -> str:
    """Return the file's page; for whom the file is none any more, as for who laid down a power, their own list."""
    filed = await office.permits.get(UUID(permit_id))
    is_known = filed is not None and may_see(attorneys.as_of(filed.permit, office.clock()), by)
    return f"/applications/{permit_id}" if is_known else "/my"


def session_over(request: Request, typed: Typed) -> Response:
    """Return the page that keeps what was typed until its writer has signed in again."""
    own = [(f"_{name}", value) for name, value in typed.own.items()]
    answer = page(request, "session_over.html", fields=[*typed.fields(), *own], again=request.url.path)
    answer.status_code = _SIGNED_OUT
    return answer

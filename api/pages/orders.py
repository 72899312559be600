"""The administrator's orders about posts and mandates, from the page of who is on duty: the API's own, by forms."""

from collections.abc import Mapping
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.noted import note_problem
from api.commands.route import Handler
from api.office import TheOffice
from api.pages.acting import session_over
from api.pages.duty import duty_sight
from api.pages.giving import given
from api.pages.refusal import Refusal
from api.pages.typed import typed_in
from api.posts.mandates import END, GIVE
from api.posts.posts import APPOINT, NOTE_ABSENCE, RELIEVE
from api.problems.problems import Problem
from api.security import caller_of

router = APIRouter(include_in_schema=False)


class Ordered(NamedTuple):
    """Where the API takes an order; `within` names what of its path the form says beside the order itself."""

    handler: Handler
    operation: str
    path: str
    within: str | None


ORDERS: Mapping[str, Ordered] = {
    "mandate": Ordered(GIVE, "giveMandate", "/v1/mandates", None),
    "end": Ordered(END, "endMandate", "/v1/mandates/{mandate_id}/end", "mandate_id"),
    "appointment": Ordered(APPOINT, "appointOfficer", "/v1/posts/{post}/appointment", "post"),
    "relief": Ordered(RELIEVE, "relieveOfficer", "/v1/posts/{post}/relief", "post"),
    "absence": Ordered(NOTE_ABSENCE, "noteAbsence", "/v1/posts/{post}/absence", "post"),
}


def _add(name: str, ordered: Ordered) -> None:
    async def order(request: Request, office: TheOffice) -> Response:
        typed = await typed_in(request)
        within = {ordered.within: typed.own.get(ordered.within, "")} if ordered.within else {}
        try:
            caller_of(request.scope)
            await given(request, ordered.handler, ordered.path.format(**within), typed, within=within)
        except Problem as problem:
            if problem.kind.status == 401:
                return session_over(request, typed)
            note_problem(request.scope, problem.kind.slug)
            return await duty_sight(request, office, Refusal(action=name, typed=typed, problem=problem))
        return RedirectResponse(f"/duty?done={name}", 303)

    router.add_api_route(f"/duty/{name}", order, methods=["POST"], operation_id=ordered.operation)


for _name, _ordered in ORDERS.items():
    _add(_name, _ordered)

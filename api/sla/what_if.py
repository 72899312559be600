"""What if: the office's own past judged again, under other standards or other days. Nothing is changed by asking."""

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.commands.refusals import told
from api.commands.route import CommandRoute
from api.desks.views import JSON
from api.http.answers import answering
from api.http.json_body import read_json
from api.http.openapi import problem_responses
from api.office import Office, office_of
from api.problems import texts as problem_texts
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem, retry_later
from api.security import Authenticated, caller_of
from api.sla.period import require_forward
from api.sla.what_if_body import WhatIf
from api.sla.what_if_schemas import WhatIfSchema
from api.sla.what_if_view import what_if_view
from domain.actor import Role
from domain.checks import require_none
from domain.refusals import Fault, Sentence
from domain.sop import Sop
from domain.supposition import supposed_calendar, supposition_faults, touched
from domain.what_if import Replay
from projections.engine.checkpoint import find_live
from projections.engine.connection import Connection
from projections.sla.one_moment import one_moment
from projections.sla.past_visits import TABLES, Asked, count_visits, numbers_of, open_visits, past_visits
from projections.sla.projection import Sla

PATH = "/v1/sla/what-if"
MOST_VISITS = 1_000_000
WAIT_S = 5


def what_if_router(*, most: int = MOST_VISITS) -> APIRouter:
    """Return the route. A process answers one at a time: it takes seconds, in which others want to be answered too."""
    router, turn = APIRouter(), asyncio.Lock()

    async def what_if(request: Request) -> Response:
        office, by = office_of(request), caller_of(request.scope)
        with told():
            body = await read_json(request, WhatIf)
            require_none(body.faults())
            _require_supervisor(by.roles)
            require_forward(body.from_, body.to, "/to")
            sops = _versions(office, body)
            require_none(supposition_faults(body.supposition(), sops, office.book.calendar))
        if turn.locked():
            raise retry_later(problem_texts.TEMPORARILY_UNAVAILABLE, WAIT_S, ANOTHER_IS_COMPUTED)
        async with turn:
            return json_response(await _answer(office, body, sops, most))

    router.add_api_route(
        PATH,
        _declared,
        methods=["POST"],
        operation_id="supposeSla",
        summary="What if: verdicts gained and lost under other standards or other working days",
        tags=["supervisors"],
        responses={**answering(WhatIfSchema), **problem_responses(problem_texts.READ_MODEL_BEHIND)},
        route_class_override=CommandRoute.serving(what_if),
    )
    return router


# For OpenAPI; `CommandRoute` serves it.
async def _declared(body: WhatIf, by: Authenticated) -> None:
    """The finished visits of the range are judged again, exactly. Nothing is changed; one is computed at a time."""


async def _answer(office: Office, body: WhatIf, sops: Sequence[Sop], most: int) -> JSON:
    supposed, calendar = body.supposition(), office.book.calendar
    would_be = await asyncio.to_thread(supposed_calendar, calendar, supposed)
    replay = Replay(supposed, sops, would_be)
    asked = Asked(
        sop_code=sops[0].code,
        since=body.from_,
        until=body.to,
        steps=supposed.standards.keys(),
        touched=touched(calendar, supposed),
    )
    async with office.reads() as connection, one_moment(connection, *TABLES):
        await require_present_calendar(connection, office)
        before = await count_visits(connection, asked, most=most)
        if sum(sum(each.values()) for each in before.values()) > most:
            raise Problem(problem_texts.INVALID_REQUEST, errors=(_too_many(most),))
        async for portion in past_visits(connection, asked):
            replay.see(portion)
        async for lasting in open_visits(connection, asked):
            replay.see_open(lasting)
        flips = [*replay.flips(late=False), *replay.flips(late=True)]
        numbers = await numbers_of(connection, flips)
    return what_if_view(asked, supposed, replay, before, numbers, sops=sops, calendar=calendar.id)


def _versions(office: Office, body: WhatIf) -> Sequence[Sop]:
    """Return the versions of the SOP that is meant, the newest last, or raise a 422 problem."""
    code = body.sop or office.book.default
    sops = [sop for sop in office.book.all_sops if sop.code == code]
    if not sops:
        raise Problem(problem_texts.INVALID_REQUEST, errors=(Fault("/sop", "unknown_sop", _NO_SUCH_SOP),))
    return sorted(sops, key=lambda sop: sop.in_force_from)


async def require_present_calendar(connection: Connection, office: Office) -> None:
    """While the read model is built anew by another calendar, what is compared would be two calendars."""
    live = await find_live(connection, Sla.name)
    if live is None or live.basis != Sla(book=office.rulebook).basis:
        raise retry_later(problem_texts.READ_MODEL_BEHIND, WAIT_S)


def _require_supervisor(roles: frozenset[Role]) -> None:
    if Role.SUPERVISOR not in roles:
        raise Problem(problem_texts_permits.ROLE_NOT_PERMITTED, FOR_SUPERVISORS)


def _too_many(most: int) -> Fault:
    return Fault(
        "/from",
        "too_many_visits",
        Sentence(
            f"Rentang waktu ini memuat lebih dari {most} kunjungan. Persempit dengan from dan to.",
            f"There are more than {most} visits in this range. Narrow it with from and to.",
        ),
    )


FOR_SUPERVISORS = Sentence("Pengandaian ini hanya untuk supervisor.", "What-ifs are for supervisors.")
ANOTHER_IS_COMPUTED = Sentence(
    "Pengandaian lain sedang dihitung. Ulangi beberapa saat lagi.",
    "Another what-if is being computed. Try again in a moment.",
)
_NO_SUCH_SOP = Sentence("SOP itu tidak ada.", "There is no such SOP.")

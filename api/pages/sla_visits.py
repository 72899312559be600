"""The list behind a bar of the supervisors' page: which visits they were, and how each of them did."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter
from pydantic import BeforeValidator
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.desks.as_of import CalendarKnown
from api.desks.queries import Month, StepNo
from api.http.frame import sign_in_from
from api.http.html import page
from api.http.paging import Cursor
from api.http.words import ROLE
from api.office import TheOffice
from api.pages.amounts import minutes_words
from api.pages.sla_question import PageSince, PageSop, PageUntil, blank_is_none, overseer
from api.sla.lists import Ending, judged, page_behind, range_behind
from domain.actor import Role
from domain.publications import Knowledge
from projections.sla.visit_list import Order, Sought

_ON_A_PAGE = 50
_SHARED = ("from", "to", "sop")  # what both pages are asked for

router = APIRouter(include_in_schema=False)
Verdict = Annotated[Ending | None, BeforeValidator(blank_is_none)]
OneStep = Annotated[StepNo, BeforeValidator(blank_is_none)]
OneMonth = Annotated[Month, BeforeValidator(blank_is_none)]


@router.get("/sla/visits", operation_id="listSlaVisits")
async def visits_page(
    request: Request,
    office: TheOffice,
    step: OneStep = None,
    role: Role | None = None,
    verdict: Verdict = None,
    since: PageSince = None,
    until: PageUntil = None,
    month: OneMonth = None,
    sop: PageSop = None,
    calendar: CalendarKnown = Knowledge.NOW,
    cursor: Cursor = None,
) -> Response:
    if overseer(request) is None:
        return RedirectResponse(sign_in_from(request), 303)
    start, end = range_behind(office, since, until, month)
    late = None if verdict is None else verdict is Ending.LATE
    sought = Sought(start=start, end=end, sop_code=sop, step=step, role=role, late=late, knowledge=calendar)
    order = Order.WORST if late else Order.NEWEST
    visits, following = await page_behind(office, sought, order, cursor=cursor, limit=_ON_A_PAGE, position=None)
    query = {name: value for name, value in request.query_params.items() if value and name not in ("cursor", "lang")}
    return page(
        request,
        "sla_visits.html",
        visits=[judged(visit, calendar) for visit in visits],
        asked=query,
        following=f"/sla/visits?{urlencode({**query, 'cursor': following})}" if following else None,
        back=f"/sla?{urlencode([(name, value) for name, value in query.items() if name in _SHARED])}".rstrip("?"),
        endings=tuple(Ending),
        role_names=ROLE,
        minutes=minutes_words,
    )

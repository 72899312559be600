"""How one application's time was counted, to be checked with the calendar and a pencil."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.commands.applications import PermitId, filed_for
from api.commands.refusals import told
from api.desks.as_of import CalendarKnown
from api.http.frame import sign_in_from
from api.http.html import language_for_page, page
from api.http.words import ROLE
from api.office import TheOffice
from api.pages.sla_question import PageAsOf
from api.security import known_caller
from api.sla.of_a_case import require_officer
from api.sla.view import explained_view, sla_view
from domain.publications import Knowledge
from domain.refusals import Sentence
from domain.sla import LineName, Verdict, assess_marks, calendar_known
from domain.time_words import seconds_words
from domain.visits import marks

router = APIRouter(include_in_schema=False)
VERDICTS = {
    Verdict.ON_TIME: ("good", Sentence("tepat waktu", "in time")),
    Verdict.LATE: ("bad", Sentence("terlambat", "late")),
    Verdict.RUNNING: ("good", Sentence("masih dalam batas", "still in time")),
    Verdict.RUNNING_LATE: ("bad", Sentence("lewat batas", "overdue")),
}
LINES = {
    LineName.DECLARED: Sentence("Jumlah menurut SOP", "The SOP's declared total"),
    LineName.SUMMED: Sentence("Jumlah hasil penjumlahan", "The sum of its steps"),
    LineName.LEGAL: Sentence("Batas menurut undang-undang", "The limit by law"),
}


@router.get("/applications/{permit_id}/sla", operation_id="readSla")
async def show_sla(
    request: Request,
    office: TheOffice,
    permit_id: PermitId,
    as_of: PageAsOf = None,
    calendar: CalendarKnown = Knowledge.NOW,
) -> Response:
    by = known_caller(request.scope)
    if by is None:
        return RedirectResponse(sign_in_from(request), 303)
    with told():
        filed = await filed_for(request, office, by, as_of)
    require_officer(filed.permit, by)
    now = max(office.clock(), filed.permit.changed_at)  # clocks of several hosts differ
    sop, history = office.book.sop(filed.permit.sop), marks(event for _, event in filed.history)
    case = assess_marks(history, sop, calendar_known(calendar, office.book.publications), as_of or now)
    positions = {event.originator_version: position for position, event in filed.history}
    explained: Any = explained_view(case, sop, positions, language_for_page(request))
    return page(
        request,
        "sla_of_case.html",
        permit=filed.permit,
        figures=sla_view(case),
        explained=explained,
        verdicts=VERDICTS,
        lines=LINES,
        taken=seconds_words,
        role_names=ROLE,
    )

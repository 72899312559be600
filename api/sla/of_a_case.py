"""The time of one application, folded from its own stream: visits, parties and lines, and what each comes from."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.commands.applications import NOT_FOUND, PermitId, filed_for
from api.commands.commanding import json_response
from api.commands.refusals import told
from api.desks.as_of import AsOf, CalendarKnown
from api.desks.views import sees_as_office
from api.http.answers import answering
from api.http.negotiation import language_of
from api.office import TheOffice
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem
from api.security import Authenticated
from api.sla.schemas import SlaSchema
from api.sla.view import explained_view, sla_view
from domain.actor import Caller, Role
from domain.permit import Permit
from domain.publications import Knowledge
from domain.refusals import Sentence
from domain.sla import assess_marks, calendar_known
from domain.visits import marks

Explain = Annotated[bool, Query(description="With what every figure comes from, to be checked by hand.")]

APPLICANT_ONLY = frozenset({Role.PEMOHON})

router = APIRouter(prefix="/v1/applications", tags=["supervisors", "officers"])


@router.get(
    "/{permit_id}/sla",
    operation_id="readSla",
    summary="Where the time of an application went, by whom it was held, and how it stands",
    responses={**answering(SlaSchema, "X-Position"), **NOT_FOUND},
)
async def read_sla(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    permit_id: PermitId,
    explain: Explain = False,
    as_of: AsOf = None,
    calendar: CalendarKnown = Knowledge.NOW,
) -> Response:
    if by.roles == APPLICANT_ONLY:
        raise _not_for_applicants()
    with told():
        filed = await filed_for(request, office, by, as_of)
    require_officer(filed.permit, by)
    now = max(office.clock(), filed.permit.changed_at)  # clocks of several hosts differ
    sop = office.book.sop(filed.permit.sop)
    history = marks(event for _, event in filed.history)
    case = assess_marks(history, sop, calendar_known(calendar, office.book.publications), as_of or now)
    view = sla_view(case)
    if explain:
        positions = {event.originator_version: position for position, event in filed.history}
        view["explain"] = explained_view(case, sop, positions, language_of(request.scope))
    return json_response(view, 200, {"X-Position": str(filed.position), "Vary": "Accept-Language, Authorization"})


def require_officer(permit: Permit, by: Caller) -> None:
    """Raise a 403 problem for who may know of the file as its applicant only."""
    if not sees_as_office(permit, by):
        raise _not_for_applicants()


def _not_for_applicants() -> Problem:
    sentence = Sentence(
        "Perhitungan waktu pelayanan hanya untuk petugas dan pengawas.",
        "How an application's time is counted is for officers and overseers.",
    )
    return Problem(problem_texts_permits.ROLE_NOT_PERMITTED, sentence)

"""One application on a page: where it is, how its clock stands, what happened, and what its reader may do now."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.apply.case_part import matters_of
from api.commands.applications import PermitId, filed_for
from api.commands.refusals import told
from api.desks.timeline import timeline
from api.desks.views import actions_of, is_own, permit_view, sees_as_office, sees_person
from api.http.frame import sign_in_from
from api.http.html import language_for_page, page
from api.http.words import ROLE, STATUS
from api.office import Office, TheOffice
from api.pages.amounts import minutes_words
from api.pages.done import DONE
from api.pages.refusal import Refusal, forms_of
from api.security import caller_of, known_caller
from application.permits import Filed
from domain.permit import Status
from domain.publications import Knowledge
from domain.sla import CaseSla, assess_marks, calendar_known
from domain.time_words import standard_words
from domain.visits import marks

router = APIRouter(include_in_schema=False)


@router.get("/applications/{permit_id}", operation_id="readApplication")
async def case_page(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    return await case_sight(request, office)


async def case_sight(request: Request, office: Office, refusal: Refusal | None = None) -> Response:
    """Return the page of the file in the path, with what was refused there, or raise the problem of not seeing it."""
    by = caller_of(request.scope)
    with told():
        filed = await filed_for(request, office, by)
    permit, language, book = filed.permit, language_for_page(request), office.book
    sop = book.sop(permit.sop)
    sees = sees_person(permit, by)
    happened = timeline(filed.history, own=is_own(permit, by), sees_person=sees, language=language)
    view = permit_view(permit, position=filed.position, by=by, book=book, language=language, now=office.clock())
    answer = page(
        request,
        "case.html",
        permit=view,
        sop=sop,
        standards={row.no: standard_words(row.standard) for row in sop.rows},
        taken=_taken(assessed(office, filed)) if sees_as_office(permit, by) else {},
        waits_for_applicant=permit.status is Status.REJECTED,
        since=permit.entered_at,
        happened=happened[::-1],
        status=STATUS[permit.status],
        role_names=ROLE,
        minutes=minutes_words,
        actions={each["action"]: each for each in actions_of(permit, by, sop, language)},
        done=DONE.get(request.query_params.get("done", "")),
        refusal=refusal,
        mine=await matters_of(office, filed, by),
        forms=forms_of(refusal, version=permit.version, href=lambda action: f"/applications/{permit.id}/{action}"),
    )
    answer.status_code = refusal.problem.kind.status if refusal else 200
    return answer


def assessed(office: Office, filed: Filed) -> CaseSla:
    """Return where the application's time went, by the calendar as it is known now."""
    now = max(office.clock(), filed.permit.changed_at)  # clocks of several hosts differ
    history = marks(event for _, event in filed.history)
    known = calendar_known(Knowledge.NOW, office.book.publications)
    return assess_marks(history, office.book.sop(filed.permit.sop), known, now)


def _taken(case: CaseSla) -> dict[int, dict[str, Any]]:
    """Return for each step the working minutes of all visits there, and whether any of them was late."""
    steps: dict[int, dict[str, Any]] = {}
    for each in case.visits:
        step = steps.setdefault(each.visit.step, {"minutes": 0.0, "late": False})
        step["minutes"] += each.working_seconds / 60
        step["late"] = step["late"] or each.lost_seconds > 0
    return steps

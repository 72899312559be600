"""One application on a page: where it is, how its clock stands, what happened, and what its reader may do now."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.apply.case_part import matters_of
from api.commands.applications import PermitId, filed_for
from api.commands.refusals import told
from api.desks.timeline import timeline
from api.desks.views import JSON, due_at, is_own, permit_view, sees_as_office, sees_person
from api.desks.warnings import warnings_about
from api.http.frame import sign_in_from
from api.http.headers import SHOWS_PAPERS
from api.http.html import language_for_page, page
from api.http.words import ROLE, STATUS
from api.office import Office, TheOffice
from api.pages.amounts import minutes_words, remaining_words
from api.pages.case_steps import pauses, taken
from api.pages.doing import TITLES, Doing, doing
from api.pages.done import DONE
from api.pages.happened import ago_words, newest_first, papers
from api.pages.meanwhile import left_over, since_it_was_seen
from api.pages.named import name_of
from api.pages.offers import colleagues, finding_rows, offers
from api.pages.refusal import GoingOn, Sent, forms_of, sign_in_again
from api.pages.screens import screen_of
from api.security import caller_of, known_caller
from application.permits import Filed
from domain.actor import Caller, Role
from domain.calendar import BeyondCalendar
from domain.permit import Permit, Status
from domain.publications import Knowledge
from domain.sla import CaseSla, assess_marks, calendar_known
from domain.time_words import standard_words
from domain.visits import marks
from domain.working_time import remaining, state

router = APIRouter(include_in_schema=False)


@router.get("/applications/{permit_id}", operation_id="readApplication")
async def case_page(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    return await case_sight(request, office)


async def case_sight(request: Request, office: Office, sent: Sent | None = None) -> Response:
    """Return the page of the file in the path, with what was refused there, or raise the problem of not seeing it."""
    by = caller_of(request.scope)
    with told():
        filed = await filed_for(request, office, by)
    permit, language, book = filed.permit, language_for_page(request), office.book
    sop, as_office, now = book.sop(permit.sop), sees_as_office(permit, by), office.clock()
    happened = timeline(filed.history, own=is_own(permit, by), sees_person=sees_person(permit, by), language=language)
    view = permit_view(permit, position=filed.position, by=by, book=book, language=language, now=now)
    actions = _by_name(view)
    what_to_do = doing(permit, sop, actions)
    answer = page(
        request,
        "case.html",
        permit=view,
        sop=sop,
        standards={row.no: standard_words(row.standard) for row in sop.rows},
        case=assessed(office, filed) if as_office else None,
        taken=taken,
        pauses=pauses,
        waits_for_applicant=permit.status is Status.REJECTED,
        since=permit.entered_at,
        clock=_clock(office, permit),
        happened=newest_first(happened),
        papers=papers(happened, draft=permit.draft is not None),
        ago=lambda at: ago_words(at, now),
        status=STATUS[permit.status],
        role_names=ROLE,
        minutes=minutes_words,
        actions=actions,
        as_office=as_office and not is_own(permit, by),
        may_see_events=Role.AUDITOR in by.roles,
        me=by,
        doing=what_to_do,
        titles=TITLES,
        warnings=await warnings_about(office, permit, by, language),
        done=DONE.get(request.query_params.get("done", "")),
        mine=await matters_of(office, filed, by),
        refusal=sent,
        sign_in_again=sign_in_again(sent.problem if sent else None, f"/applications/{permit.id}"),
        name_of=name_of,
        meanwhile=since_it_was_seen(sent, happened),
        left_over=left_over(sent, _open_forms(actions)),
        forms=forms_of(sent, version=permit.version, href=lambda action: f"/applications/{permit.id}/{action}"),
        **_offered(office, filed, by, what_to_do, sent),
    )
    answer.status_code = sent.problem.kind.status if sent and sent.problem else 200
    answer.headers["Content-Security-Policy"] = SHOWS_PAPERS
    return answer


def assessed(office: Office, filed: Filed) -> CaseSla:
    """Return where the application's time went, by the calendar as it is known now."""
    now = max(office.clock(), filed.permit.changed_at)  # clocks of several hosts differ
    history = marks(event for _, event in filed.history)
    known = calendar_known(Knowledge.NOW, office.book.publications)
    return assess_marks(history, office.book.sop(filed.permit.sop), known, now)


def _offered(office: Office, filed: Filed, by: Caller, what: Doing, sent: Sent | None) -> dict[str, Any]:
    return {
        "offers": offers(office, filed, by, what.first),
        "finding_rows": lambda form: finding_rows(form, filed.permit),
        "colleagues": colleagues(office, filed.permit),
        "preview": sent.preview if isinstance(sent, GoingOn) else None,
    }


def _open_forms(actions: dict[str, JSON]) -> set[str]:
    return {screen_of(name) for name, action in actions.items() if action["allowed"]}


def _by_name(view: JSON) -> dict[str, JSON]:
    """Return the reader's actions; the signature of a revocation stands with the revocation, not among them."""
    actions, revocation = view["actions"], view.get("revocation")
    found: list[JSON] = [*actions] if isinstance(actions, list) else []
    if isinstance(revocation, dict) and "signature" in revocation:
        found.append(revocation["signature"])
    return {str(each["action"]): each for each in found}


def _clock(office: Office, permit: Permit) -> JSON | None:
    """Return how much of the step's standard time is left, in words and as a state; None where no clock runs."""
    sop, now, calendar = office.book.sop(permit.sop), office.clock(), office.book.calendar
    if permit.step is None or permit.status is Status.REJECTED:
        return None
    due = due_at(permit, sop, office.book)
    if due is None:
        return None
    try:
        left = remaining_words(remaining(now, due, calendar=calendar))
        return {"left": left, "due_at": due, "state": state(now, start=permit.entered_at, due=due, calendar=calendar)}
    except BeyondCalendar:
        return None

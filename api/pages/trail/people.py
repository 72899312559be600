"""The report on one person: all that is known of them and all that was done with it, for a reason that is noted."""

from starlette.requests import Request
from starlette.responses import Response

from api.commands.refusals import told
from api.http.html import language_for_page
from api.identity.forms import own_form
from api.office import Office, TheOffice
from api.pages.trail.reader import auditor, room, to_sign_in, trail_pages
from api.pages.trail.reasons import checked_reason
from api.personal.bodies import SHORTEST_REASON
from api.personal.subject import as_paper, letterhead, report_of_another
from api.personal.subject_report import Report
from api.personal.subject_view import report_view
from api.problems.problems import Problem
from domain.actor import Caller
from domain.decree_number import same_number
from domain.refusals import Sentence
from projections.trail_event import stream_with_number

router = trail_pages()
Faults = dict[str, Sentence]


@router.get("/people")
async def asked_for(request: Request) -> Response:
    if auditor(request) is None:
        return to_sign_in(request)
    return _form(request, {"number": request.query_params.get("number", "")[:200]}, {})


@router.post("/people", operation_id="readSubjectReport")
async def report_page(request: Request, office: TheOffice) -> Response:
    by = auditor(request)
    if by is None:
        return to_sign_in(request)
    typed = await own_form(request, office)
    found = await _report(request, office, by, typed)
    if not isinstance(found, Report):
        return _form(request, typed, found)
    view = report_view(found, letterhead(office).name, language_for_page(request))
    return room(request, "trail_person.html", view=view, typed=typed)


@router.post("/people/paper", operation_id="readSubjectReportOnPaper")
async def report_paper(request: Request, office: TheOffice) -> Response:
    by = auditor(request)
    if by is None:
        return to_sign_in(request)
    typed = await own_form(request, office)
    found = await _report(request, office, by, typed)
    return await as_paper(office, found) if isinstance(found, Report) else _form(request, typed, found)


async def _report(request: Request, office: Office, by: Caller, typed: dict[str, str]) -> Report | Faults:
    """Return the report, once it is noted who reads it and why; or what is wrong with the question."""
    reason, fault = checked_reason(typed.get("reason", ""))
    faults: Faults = {"reason": fault} if fault else {}
    sub = await _account(office, typed)
    if sub is None:
        return {"number": _NOBODY, **faults}
    if faults:
        return faults
    try:
        return await report_of_another(request, office, sub, by, reason)
    except Problem as problem:
        if problem.errors:
            return {"reason": problem.errors[0].message}
        if problem.status_code == 404:
            return {"number": problem.sentence}
        raise


async def _account(office: Office, typed: dict[str, str]) -> str | None:
    """Return whose report it is: the account that is named, else the applicant of the application that is."""
    sub, number = typed.get("sub", "").strip(), typed.get("number", "").strip()
    if sub or not number:
        return sub or None
    async with office.reads() as connection:
        permit = await stream_with_number(connection, number, same_number(number))
    if permit is None:
        return None
    with told():
        filed = await office.permits.get(permit)
    return filed.permit.applicant_sub if filed else None


def _form(request: Request, typed: dict[str, str], faults: Faults) -> Response:
    status = 422 if faults else 200
    return room(request, "trail_people.html", status=status, typed=typed, faults=faults, shortest=SHORTEST_REASON)


_NOBODY = Sentence(
    "Isikan akun pemohon, atau nomor permohonan atau SK yang ada.",
    "Give the applicant's account, or the number of an application or decree that exists.",
)

"""Reading applications: one, always current from its own stream; its timeline; and the list of those one may see."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from api.access.noted import note_file
from api.commands.commanding import json_response, permit_id_of
from api.commands.permit_schema import PermitSchema
from api.commands.refusals import told
from api.desks.as_of import AsOf, moment
from api.desks.queries import ExactNumber, Search
from api.desks.queues import OVERSEERS
from api.desks.read_schemas import CasesSchema, TimelineSchema
from api.desks.timeline import timeline
from api.desks.views import JSON, is_own, may_see, permit_view, sees_person
from api.desks.warnings import warnings_about
from api.http.answers import CURRENT, answering, unchanged
from api.http.conditions import AfterPosition, IfNoneMatch, etag, is_unchanged, not_modified
from api.http.freshness import wait_for_writes
from api.http.negotiation import language_of
from api.http.openapi import problem_responses
from api.http.paging import Cursor, Limit, page_answer
from api.office import Office, TheOffice
from api.problems import texts_permits as problem_texts_permits
from api.security import Authenticated
from application.permits import Filed
from domain import attorneys
from domain.actor import OFFICERS, Caller, Role
from domain.claims import has_run_out
from domain.events import SopRef
from domain.permit import Permit, Status
from domain.refusals import NotFound
from domain.sla import due_if_published
from projections.case_list import Sight, case_page
from projections.cases import Case

NOT_FOUND = problem_responses(problem_texts_permits.APPLICATION_NOT_FOUND)
# What is no id names no file, which is a 404: hence text for FastAPI, whose own answer would be a 422.
PermitId = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
PERSONAL = {"Vary": "Accept-Language, Authorization"}

router = APIRouter(prefix="/v1/applications", tags=["applicants", "officers"])


@router.get(
    "",
    operation_id="listApplications",
    summary="The applications you may see, newest first",
    responses=answering(CasesSchema, "Link"),
)
async def list_applications(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    number: ExactNumber = None,
    status: Status | None = None,
    q: Search = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    x_after_position: AfterPosition = None,
) -> Response:
    await wait_for_writes(office, "cases", x_after_position)
    listing = f"applications {number} {status} {q}"
    after = office.cursors.read(cursor, listing) if cursor is not None else None
    async with office.reads() as connection:
        sight = sight_of(by, office.clock())
        page = await case_page(connection, sight, number=number, status=status, q=q, after=after, limit=limit)
    following = office.cursors.write(page.next, listing) if page.next else None
    return page_answer(request, [_short(case, office) for case in page.items], following)


@router.get(
    "/{permit_id}",
    operation_id="readApplication",
    summary="One application, as it stands",
    responses={**answering(PermitSchema, *CURRENT), **unchanged(), **NOT_FOUND},
)
async def read_application(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    permit_id: PermitId,
    as_of: AsOf = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    with told():
        filed = await filed_for(request, office, by, as_of)
    now = as_of or office.clock()
    if is_unchanged(request.scope, filed.permit.version) and not _has_aged(filed.permit, now, office):
        return not_modified(filed.permit.version)
    view = permit_view(
        filed.permit, position=filed.position, by=by, book=office.book, language=language_of(request.scope), now=now
    )
    if warnings := await warnings_about(office, filed.permit, by, language_of(request.scope)):
        view["warnings"] = warnings
    if as_of is not None:
        view["actions"] = []  # what is past can be looked at, not acted on
        view.pop("attorney", None)  # who acts is a matter of today; who did then, the timeline tells
    headers = {"ETag": etag(filed.permit.version), "X-Position": str(filed.position)}
    return json_response(view, 200, {**headers, **PERSONAL})


@router.get(
    "/{permit_id}/timeline",
    operation_id="readTimeline",
    summary="What happened to an application, oldest first",
    responses={**answering(TimelineSchema, "ETag"), **unchanged(), **NOT_FOUND},
)
async def read_timeline(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    permit_id: PermitId,
    as_of: AsOf = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    with told():
        filed = await filed_for(request, office, by, as_of)
    if is_unchanged(request.scope, filed.permit.version):
        return not_modified(filed.permit.version)
    own = is_own(filed.permit, by)
    items = timeline(
        filed.history, own=own, sees_person=sees_person(filed.permit, by), language=language_of(request.scope)
    )
    return json_response({"items": items}, 200, {"ETag": etag(filed.permit.version), **PERSONAL})


async def filed_for(request: Request, office: Office, by: Caller, as_of: datetime | None = None) -> Filed:
    """Return the file in the path, or raise `NotFound` where there is none that `by` may know of, or was none yet."""
    now = office.clock()
    at = moment(as_of, now)
    filed = await office.permits.get(permit_id_of(request))
    if filed is None:
        raise NotFound
    filed = replace(filed, permit=attorneys.as_of(filed.permit, now))
    if not may_see(filed.permit, by):
        attorneys.tell_attorney(filed.permit, by)
        raise NotFound
    note_file(request.scope, filed)
    then = filed.until(at) if as_of is not None else filed
    if then is None:
        raise NotFound
    return then


def sight_of(by: Caller, at: datetime) -> Sight:
    """Whose applications the caller may know of `at` that instant: the same rule as for one of them."""
    return Sight(
        everything=bool(by.roles & OVERSEERS),
        offices=by.roles & frozenset(OFFICERS),
        applicant=by.sub if Role.PEMOHON in by.roles else None,
        at=at,
    )


def _has_aged(permit: Permit, now: datetime, office: Office) -> bool:
    """Whether time alone has changed what this version says: a claim or a power has run out."""
    authority = permit.authority
    lapsed = authority is not None and authority.over and not permit.is_terminal
    return lapsed or has_run_out(permit, now, office.book)


def _short(case: Case, office: Office) -> JSON:
    sop = office.book.sop(SopRef(code=case["sop_code"], version=case["sop_version"]))
    standard = sop.row(case["step"]).standard if case["step"] else None
    due = due_if_published(case["entered_at"], standard, calendar=office.book.calendar) if standard else None
    return {
        "id": case["permit"],
        "number": case["number"],
        "status": case["status"],
        "step": case["step"],
        "holder": case["holder"],
        "round": case["round"],
        "kind": case["kind"],
        "institution": case["institution"],
        "submitted_at": case["submitted_at"],
        "due_at": due,
        "version": case["version"],
    }

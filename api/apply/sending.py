"""Check your answers, send them, and read what happens next."""

from uuid import UUID

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.noted import note_problem
from api.apply.faults import Found, found_by
from api.apply.fields import FIELDS, Page
from api.apply.opened import Opened, opened, own_file, uuid_of
from api.apply.repairing import changes_of, deficiencies_of, renewed
from api.apply.saving import SIGNED_OUT, elsewhere
from api.apply.sight import mark_of, shown
from api.apply.submission import submission_of
from api.commands.applications import PermitId
from api.commands.buttons import HANDLERS, SUBMITTING
from api.http.frame import sign_in_from
from api.http.html import page
from api.office import TheOffice
from api.pages.acting import session_over
from api.pages.giving import given, path_of
from api.pages.refusal import Refusal
from api.pages.typed import Typed, typed_in
from api.problems import texts, texts_applying, texts_permits
from api.problems.problems import Problem
from api.security import caller_of, known_caller
from domain.commands import Submit
from domain.refusals import Fault
from domain.sla import due_if_published
from domain.time_words import standard_words

router = APIRouter(include_in_schema=False)


@router.get("/apply/{draft_id}/check")
async def check(request: Request, office: TheOffice, draft_id: str) -> Response:
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    seen = await opened(request, office, draft_id)
    return elsewhere(seen) or _checked(request, seen, await _found(request, seen))


@router.post("/apply/{draft_id}/check", operation_id="submitApplication")
async def send(request: Request, office: TheOffice, draft_id: str) -> Response:
    """Send what was checked, or say what is still missing."""
    typed = await typed_in(request)
    try:
        seen = await opened(request, office, draft_id)
    except Problem as problem:
        if problem.kind.status != SIGNED_OUT:
            raise
        return session_over(request, typed)
    if away := elsewhere(seen):
        return away
    if typed.own.get("mark") != mark_of(seen, Page.CHECK):
        stale = Problem(texts_applying.SAVED_DRAFT_CHANGED)
        return _checked(
            request, seen, await _found(request, seen), Refusal(action=Page.CHECK, typed=typed, problem=stale)
        )
    try:
        permit = UUID(orjson.loads((await _given(request, seen)).body)["id"])
    except Problem as problem:
        note_problem(request.scope, problem.kind.slug)
        found = found_by(problem, seen.draft, seen.sop)
        return _checked(request, seen, found, _refusal(problem, found))
    await office.drafts.sent(seen.by.sub, seen.draft.id, permit, office.clock())
    return RedirectResponse(f"/apply/sent/{permit}", 303)


@router.get("/apply/sent/{permit_id}", operation_id="readApplication")
async def sent(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    named = uuid_of(permit_id)
    filed = await own_file(request, office, caller_of(request.scope), named) if named else None
    if filed is None:
        raise Problem(texts_permits.APPLICATION_NOT_FOUND)
    permit, sop = filed.permit, office.book.sop(filed.permit.sop)
    row = sop.row(permit.step) if permit.step else None
    return page(
        request,
        "apply_sent.html",
        permit=permit,
        sop=sop,
        row=row,
        due=due_if_published(permit.entered_at, row.standard, calendar=office.book.calendar) if row else None,
        promised=standard_words(sop.promised_total),
        standards=[standard_words(each.standard) for each in sop.rows],
    )


async def _given(request: Request, seen: Opened, *, dry_run: bool = False) -> Response:
    """Give the command; of one state of one draft there is only one, however often its button is pressed."""
    key = f"draft-{seen.draft.id}-{mark_of(seen, Page.CHECK)}"
    typed = Typed(document=submission_of(seen.draft), own={} if dry_run else {"key": key})
    if seen.draft.permit is None:
        return await given(request, SUBMITTING, "/v1/applications", typed, dry_run=dry_run)
    repaired = Request({**request.scope, "path_params": {"permit_id": str(seen.draft.permit)}}, request.receive)
    path = path_of(seen.draft.permit, "submissions")
    return await given(repaired, HANDLERS[Submit], path, typed, dry_run=dry_run)


async def _found(request: Request, seen: Opened) -> tuple[Found, ...]:
    """Return everything that the API would refuse these answers for."""
    try:
        await _given(request, seen, dry_run=True)
    except Problem as problem:
        return found_by(problem, seen.draft, seen.sop)
    return ()


def _refusal(problem: Problem, found: tuple[Found, ...]) -> Refusal:
    """Each thing that is wrong is told where it is: on which page, at which field."""
    if not problem.errors:
        return Refusal(action=Page.CHECK, typed=Typed(), problem=problem)
    faults = [Fault("", "", each.sentence) for each in found]
    return Refusal(action=Page.CHECK, typed=Typed(), problem=Problem(texts.INVALID_REQUEST, errors=faults))


def _checked(request: Request, seen: Opened, found: tuple[Found, ...], refusal: Refusal | None = None) -> Response:
    return shown(
        request,
        seen,
        Page.CHECK,
        refusal,
        found=found,
        fields=FIELDS,
        changed=changes_of(seen),
        deficiencies=deficiencies_of(seen),
        renewed=renewed(seen),
    )

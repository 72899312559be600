"""Where an application or a repair begins, and where a draft of one ends that nobody wants to send."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.apply.attaching import forget_upload
from api.apply.fields import KINDS, UNITS
from api.apply.opened import Opened, applicant_of, opened, own_file, until_repaired, uuid_of
from api.apply.submission import content_of
from api.commands.applications import PermitId
from api.http.frame import sign_in_from
from api.http.html import page
from api.office import Office, TheOffice
from api.pages.refusal import Form
from api.pages.typed import Typed, typed_in
from api.problems import texts_applying, texts_permits
from api.problems.problems import Problem
from api.security import known_caller
from application.applying.content import Content
from application.applying.drafts import KEPT, MOST, TooManyDrafts
from application.permits import Filed
from domain.actor import Caller
from domain.papers import ApplicationKind, UnitType
from domain.permit import Status
from domain.refusals import Sentence
from domain.sop import Requirement
from domain.time_words import standard_words

router = APIRouter(include_in_schema=False)


@router.get("/apply")
async def begin_here(request: Request, office: TheOffice) -> Response:
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    by = applicant_of(request)
    sop = office.book.current(office.book.default, office.today)
    drafts = await office.drafts.of(by.sub, office.clock())
    return page(
        request,
        "apply.html",
        sop=sop,
        drafts=[each for each in drafts if each.permit is None],
        only_for=_only_for,
        form=Form(action="begin", href="/apply", version=None),
        most=MOST,
        days=KEPT.days,
        declared=standard_words(sop.declared_total),
    )


@router.post("/apply")
async def begin(request: Request, office: TheOffice) -> Response:
    typed, by = await typed_in(request), applicant_of(request)
    return await _begun(office, by, typed, Content(), None)


@router.get("/apply/repair/{permit_id}")
async def repair_here(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
    """Tell what is to be repaired and until when; go on with the repair where one was begun."""
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    by = applicant_of(request)
    filed = await _file(request, office, by, permit_id)
    if filed.permit.status is not Status.REJECTED:
        return RedirectResponse(f"/applications/{filed.permit.id}", 303)
    if draft := await office.drafts.repair_of(by.sub, filed.permit.id, office.clock()):
        return RedirectResponse(f"/apply/{draft.id}", 303)
    return page(
        request,
        "apply_repair.html",
        permit=filed.permit,
        sop=office.book.sop(filed.permit.sop),
        until=until_repaired(filed, office),
        form=Form(action="begin", href=f"/apply/repair/{filed.permit.id}", version=None),
    )


@router.post("/apply/repair/{permit_id}")
async def repair(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
    typed, by = await typed_in(request), applicant_of(request)
    filed = await _file(request, office, by, permit_id)
    if filed.permit.status is not Status.REJECTED:
        return RedirectResponse(f"/applications/{filed.permit.id}", 303)
    return await _begun(office, by, typed, content_of(filed.permit), filed.permit.id)


@router.post("/apply/{draft_id}/discard")
async def discard(request: Request, office: TheOffice, draft_id: str) -> Response:
    """Delete the draft, and every upload that was for it alone."""
    seen = await opened(request, office, draft_id)
    await office.drafts.discard(seen.by.sub, seen.draft.id)
    await _forget_uploads(office, seen)
    return RedirectResponse("/my?done=discarded", 303)


async def _begun(office: Office, by: Caller, typed: Typed, content: Content, permit: UUID | None) -> Response:
    """The button pressed twice begins one draft."""
    draft_id = office.command_id(by.sub, f"draft {typed.own.get('key', '')}")
    try:
        begun = await office.drafts.begin(by.sub, draft_id, content, office.clock(), permit)
    except TooManyDrafts:
        raise Problem(texts_applying.TOO_MANY_SAVED_DRAFTS) from None
    return RedirectResponse(f"/apply/{begun}", 303)


async def _file(request: Request, office: Office, by: Caller, permit_id: str) -> Filed:
    named = uuid_of(permit_id)
    filed = await own_file(request, office, by, named) if named else None
    if filed is None:
        raise Problem(texts_permits.APPLICATION_NOT_FOUND)
    return filed


async def _forget_uploads(office: Office, seen: Opened) -> None:
    for each in {document.sha256 for document in seen.draft.content.documents}:
        await forget_upload(office, seen, each)


def _only_for(need: Requirement) -> Sentence | None:
    """Return for whom alone this is asked, None where it is asked of everybody."""
    if len(need.kinds) < len(ApplicationKind):
        return _said("hanya", "only", [KINDS[each] for each in ApplicationKind if each in need.kinds])
    without = [UNITS[each] for each in UnitType if each not in need.unit_types]
    if not without:
        return None
    if len(without) < len(need.unit_types):
        return _said("kecuali", "except", without)
    return _said("hanya", "only", [UNITS[each] for each in UnitType if each in need.unit_types])


def _said(before: str, before_en: str, names: Iterable[Sentence]) -> Sentence:
    listed = list(names)
    return Sentence(
        f"{before} {', '.join(each.id for each in listed)}", f"{before_en} {', '.join(each.en for each in listed)}"
    )

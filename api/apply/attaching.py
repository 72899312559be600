"""Documents of a draft: each comes in as every upload does, and is examined at once; what is taken out is forgotten."""

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.apply.faults import by_page
from api.apply.fields import Page
from api.apply.opened import Opened, opened
from api.apply.saving import elsewhere
from api.apply.sight import documents
from api.commands.documents import receive
from api.http.frame import sign_in_from
from api.office import Office, TheOffice
from api.pages.refusal import Refusal
from api.pages.typed import Typed, typed_in
from api.personal.uploads import discard_document
from api.problems import texts, texts_applying
from api.problems.problems import Problem
from api.security import known_caller
from application.applying.content import MOST_DOCUMENTS, Attached
from application.uploads.uploads import MAX_BYTES, TOO_LARGE
from domain.refusals import Fault, Sentence

router = APIRouter(include_in_schema=False)
_WRAPPING = 64 * 1024  # of multipart
_TOLD_ELSEWHERE = frozenset({401, 404})
ENOUGH = Sentence(
    f"Satu permohonan memuat paling banyak {MOST_DOCUMENTS} berkas.",
    f"An application has at most {MOST_DOCUMENTS} documents.",
)


@router.get("/apply/{draft_id}/documents")
async def show(request: Request, office: TheOffice, draft_id: str) -> Response:
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    seen = await opened(request, office, draft_id)
    return elsewhere(seen) or documents(request, seen)


@router.post("/apply/documents", operation_id="uploadDocument")
async def attach(
    request: Request,
    office: TheOffice,
    draft: str,
    requirement: str,
    instead: bool = False,
) -> Response:
    """Take one file for one requirement. Which draft and which requirement stand in the address: the body is a file."""
    seen = await opened(request, office, draft)
    code = seen.requirement(requirement).code
    if away := elsewhere(seen):
        return away
    try:
        await _take(request, office, seen, code, instead=instead)
    except Problem as problem:
        if problem.kind.status in _TOLD_ELSEWHERE:
            raise
        return documents(request, seen, Refusal(action=Page.DOCUMENTS, typed=Typed(), problem=problem), at=code)
    return RedirectResponse(f"/apply/{seen.draft.id}/documents?done={code}#{code}", 303)


@router.post("/apply/{draft_id}/documents")
async def leave(request: Request, office: TheOffice, draft_id: str) -> Response:
    """Take a document out, or go on from this page."""
    typed = await typed_in(request)
    seen = await opened(request, office, draft_id)
    if away := elsewhere(seen):
        return away
    code, sha256 = typed.own.get("requirement", ""), typed.own.get("sha256", "")
    if typed.own.get("then") == "remove":
        await office.drafts.change(
            seen.by.sub, seen.draft.id, lambda content: content.without(code, sha256), office.clock()
        )
        await forget_upload(office, seen, sha256)
        return RedirectResponse(f"/apply/{draft_id}/documents?done=removed", 303)
    if typed.own.get("then") == "save":
        return RedirectResponse(f"/apply/{draft_id}/documents?done=saved", 303)
    await office.drafts.change(
        seen.by.sub, seen.draft.id, lambda content: content.passing(Page.DOCUMENTS), office.clock()
    )
    if found := by_page(seen.found).get(Page.DOCUMENTS, ()):
        faults = [Fault(f"/{each.field}", "", each.sentence) for each in found]
        problem = Problem(texts.INVALID_REQUEST, errors=faults)
        return documents(request, seen, Refusal(action=Page.DOCUMENTS, typed=typed, problem=problem))
    return RedirectResponse(f"/apply/{draft_id}/{Page.CHECK}", 303)


async def _take(request: Request, office: Office, seen: Opened, code: str, *, instead: bool) -> None:
    if int(request.headers.get("content-length", "0")) > MAX_BYTES + _WRAPPING:
        async for _ in request.stream():  # who is still sending may never see the answer
            pass
        raise Problem(texts.BODY_TOO_LARGE, TOO_LARGE)
    if len(seen.draft.content.documents) >= MOST_DOCUMENTS and not instead:
        raise Problem(texts.INVALID_REQUEST, ENOUGH)
    kept = orjson.loads((await receive(request)).body)
    document = Attached(requirement=code, **kept)
    draft = await office.drafts.change(
        seen.by.sub, seen.draft.id, lambda content: content.attaching(document, instead=instead), office.clock()
    )
    if draft is None:
        raise Problem(texts_applying.SAVED_DRAFT_NOT_FOUND)
    for each in seen.draft.content.attached(code) if instead else ():
        await forget_upload(office, seen, each.sha256)


async def forget_upload(office: Office, seen: Opened, sha256: str) -> None:
    """Take an upload back that neither a draft nor a file of its owner names any more."""
    for draft in await office.drafts.of(seen.by.sub, office.clock()):
        if any(each.sha256 == sha256 for each in draft.content.documents):
            return
    try:
        await discard_document(office, seen.by, sha256)
    except Problem as problem:
        # It is named by a file, or was taken back before.
        if problem.kind.status not in (404, 409):
            raise

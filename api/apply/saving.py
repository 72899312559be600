"""What is typed on a page is kept, valid or not; going on to the next page is only for what is valid."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.apply.faults import by_page
from api.apply.fields import FIELDS, Page
from api.apply.opened import Opened, applicant_of, opened, seen_with
from api.apply.sight import first_open, mark_of, shown
from api.apply.submission import typed_on
from api.http.frame import sign_in_from
from api.office import Office, TheOffice
from api.pages.acting import session_over
from api.pages.refusal import Refusal
from api.pages.typed import Typed, typed_in
from api.problems import texts, texts_applying
from api.problems.problems import Problem
from api.security import known_caller
from domain.refusals import Fault

router = APIRouter(include_in_schema=False)
SIGNED_OUT = 401


@router.get("/apply/{draft_id}")
async def go_on(request: Request, office: TheOffice, draft_id: str) -> Response:
    """Go to the first page that something is left to do on."""
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    seen = await opened(request, office, draft_id)
    return elsewhere(seen) or RedirectResponse(f"/apply/{draft_id}/{first_open(seen)}", 303)


@router.get("/apply/{draft_id}/{page}")
async def show(request: Request, office: TheOffice, draft_id: str, page: str) -> Response:
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    seen = await opened(request, office, draft_id)
    return elsewhere(seen) or shown(request, seen, _page_of(page))


@router.post("/apply/{draft_id}/{page}")
async def save(request: Request, office: TheOffice, draft_id: str, page: str) -> Response:
    typed, on = await typed_in(request), _page_of(page)
    try:
        seen = await opened(request, office, draft_id)
    except Problem as problem:
        if problem.kind.status != SIGNED_OUT:
            raise
        return session_over(request, typed)
    if away := elsewhere(seen):
        return away
    if _is_stale(seen, on, typed):
        stale = Refusal(action=on, typed=typed, problem=Problem(texts_applying.SAVED_DRAFT_CHANGED))
        return shown(request, seen, on, stale, theirs=typed_on(on, seen.draft.content.fields))
    seen = await _kept(request, office, seen, on, typed)
    if typed.own.get("then") == "save":
        return RedirectResponse(f"/apply/{draft_id}/{on}?done=saved", 303)
    return _refused(request, seen, on, typed) or RedirectResponse(_next(seen, on, typed), 303)


def _page_of(name: str) -> Page:
    """Return the page with fields of that name, or raise the problem of there being none."""
    found = next((page for page in Page if page == name and FIELDS[page]), None)
    if found is None:
        raise Problem(texts.NOT_FOUND)
    return found


def elsewhere(seen: Opened) -> Response | None:
    """Return the way to what has come of a draft that was sent, or of a file that waits for no repair any more."""
    if seen.draft.sent:
        return RedirectResponse(f"/apply/sent/{seen.draft.sent}", 303)
    return RedirectResponse(f"/applications/{seen.draft.permit}", 303) if seen.is_over else None


def _is_stale(seen: Opened, page: Page, typed: Typed) -> bool:
    """Whether these very fields were saved from elsewhere since, as something else than what is typed here."""
    now = typed_on(page, seen.draft.content.fields)
    return typed.own.get("mark", mark_of(seen, page)) != mark_of(seen, page) and now != typed_on(page, typed.shown())


async def _kept(request: Request, office: Office, seen: Opened, page: Page, typed: Typed) -> Opened:
    draft = await office.drafts.change(
        seen.by.sub,
        seen.draft.id,
        lambda content: content.typing(typed_on(page, typed.shown())).passing(page),
        office.clock(),
    )
    if draft is None:
        raise Problem(texts_applying.SAVED_DRAFT_NOT_FOUND)
    return await seen_with(request, office, applicant_of(request), draft)


def _refused(request: Request, seen: Opened, page: Page, typed: Typed) -> Response | None:
    faults = [
        Fault(f"/{each.field.replace('.', '/')}", "", each.sentence) for each in by_page(seen.found).get(page, ())
    ]
    if not faults:
        return None
    problem = Problem(texts.INVALID_REQUEST, errors=faults)
    return shown(request, seen, page, Refusal(action=page, typed=typed, problem=problem))


def _next(seen: Opened, page: Page, typed: Typed) -> str:
    back = typed.own.get("back", "")
    pages = [each for each in Page if each in FIELDS]
    following = Page(back) if back in (Page.CHECK, Page.DOCUMENTS) else pages[pages.index(page) + 1]
    return f"/apply/{seen.draft.id}/{following}"

"""What changed between two submissions of a file, or two drafts of its decree; without `from`, since the one before."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.commands.applications import PermitId, filed_for
from api.commands.refusals import told
from api.office import TheOffice
from api.pages.trail.reader import ROOT, auditor, room, to_sign_in, trail_pages
from api.trail.revisions import drafts_compared, drafts_of, submissions_compared
from application.permits import Filed
from domain.events import Drafted, Submitted
from domain.refusals import Sentence

router = trail_pages()
_SUBMISSIONS = Sentence("Pengajuan", "Submission")
_DRAFTS = Sentence("Draf", "Draft")
_NAME, _NONE = re.compile(r"v?[1-9][0-9]{0,8}"), "0"


@router.get("/applications/{permit_id}/submissions", operation_id="compareSubmissions")
async def submissions_page(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
    by = auditor(request)
    if by is None:
        return to_sign_in(request)
    with told():
        filed = await filed_for(request, office, by)
    rounds = [str(event.round) for _, event in filed.history if isinstance(event.fact, Submitted)]
    before, after = _between(request, rounds)
    compared = submissions_compared(filed, by, before, after)
    return _shown(request, filed, _SUBMISSIONS, rounds, (before, after), compared)


@router.get("/applications/{permit_id}/drafts", operation_id="compareDrafts")
async def drafts_page(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
    by = auditor(request)
    if by is None:
        return to_sign_in(request)
    with told():
        filed = await filed_for(request, office, by)
    drafts = drafts_of(filed)
    hashes = [event.fact.sha256 for _, event in drafts if isinstance(event.fact, Drafted)]
    ordinals = [str(n) for n in range(1, len(drafts) + 1)]
    asked = request.query_params.get("to", "")
    to = ordinals[len(hashes) - 1 - hashes[::-1].index(asked)] if asked in hashes else asked
    before, after = _between(request, ordinals, to)
    compared = drafts_compared(filed, office.book, by, before, after)
    return _shown(request, filed, _DRAFTS, ordinals, (before, after), compared)


def _between(request: Request, known: list[str], to: str = "") -> tuple[str, str]:
    """Return which two are compared: those that are asked for, else the last one with the one before it."""
    after = to or request.query_params.get("to") or (known[-1] if known else _NONE)
    before = request.query_params.get("from") or _before(known, after)
    return _name(before), _name(after)


def _before(known: list[str], after: str) -> str:
    return known[max(known.index(after) - 1, 0)] if after in known else after


def _name(text: str) -> str:
    """What is no name of a revision names none: the answer is that there is no such one."""
    return text if _NAME.fullmatch(text) else _NONE


def _shown(
    request: Request, filed: Filed, kind: Sentence, known: list[str], between: tuple[str, str], compared: Any
) -> Response:
    return room(
        request,
        "trail_revisions.html",
        permit=filed.permit,
        kind=kind,
        known=known,
        between=between,
        compared=compared,
        root=ROOT,
        here=request.url.path,
    )

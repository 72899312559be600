"""Who may be here: auditors. Others are sent to sign in, or told that this is not theirs."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.http.frame import sign_in_from
from api.http.html import page
from api.pages.trail.labels import LABEL, NO_FIELDS
from api.security import caller_of, known_caller
from api.trail.events import require_auditor
from domain import english, indonesian
from domain.actor import Caller
from domain.refusals import Sentence

ROOT = "/trail"
# What stands above every page of these, in this order.
ROOMS: Mapping[str, Sentence] = {
    ROOT: Sentence("Kejadian", "Events"),
    f"{ROOT}/access": Sentence("Log akses", "Access log"),
    f"{ROOT}/conformance": Sentence("Kesesuaian SOP", "Conformance"),
    f"{ROOT}/completeness": Sentence("Kelengkapan", "Completeness"),
    f"{ROOT}/exports": Sentence("Ekspor", "Exports"),
    f"{ROOT}/people": Sentence("Laporan data pribadi", "Reports on persons"),
}


def trail_pages() -> APIRouter:
    return APIRouter(prefix=ROOT, include_in_schema=False)


def auditor(request: Request) -> Caller | None:
    """Return the auditor who is signed in, None where nobody is; raise a 403 problem for anybody else."""
    if known_caller(request.scope) is None:
        return None
    by = caller_of(request.scope)  # which also looks at what a token is confined to
    require_auditor(by)
    return by


def to_sign_in(request: Request) -> Response:
    return RedirectResponse(sign_in_from(request), 303)


def room(request: Request, template: str, *, status: int = 200, **values: object) -> Response:
    """Return a page of these, with the way to the others."""
    answer = page(
        request, template, rooms=ROOMS, labels=LABEL, no_fields=NO_FIELDS, when=instant_text, brief=brief_text, **values
    )
    answer.status_code = status
    return answer


def instant_text(at: datetime | str) -> Sentence:
    """Return "27 November 2026 pukul 09.14.03 WITA": who audits asks for seconds too."""
    local = _local(at)
    return Sentence(
        f"{indonesian.date_text(local)} pukul {local:%H.%M.%S} WITA",
        f"{english.date_text(local)} at {local:%H:%M:%S} WITA",
    )


def brief_text(at: datetime | str) -> Sentence:
    """Return "27 Nov 2026 09.14.03", for a column that names the zone."""
    local = _local(at)
    indonesian_month, english_month = (words.MONTHS[local.month - 1][:3] for words in (indonesian, english))
    return Sentence(
        f"{local.day} {indonesian_month} {local:%Y %H.%M.%S}", f"{local.day} {english_month} {local:%Y %H:%M:%S}"
    )


def _local(at: datetime | str) -> datetime:
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(indonesian.WITA)

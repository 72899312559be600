"""The decree as a page: the same words as the signed PDF, for screen readers and small screens.

Built from the data inside the signed PDF, so it says what was signed. Whoever holds a decree's code holds the decree.
"""

import asyncio
from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.commands.applications import PermitId, filed_for
from api.commands.refusals import told
from api.http.answers import showing
from api.http.html import page
from api.http.openapi import problem_responses
from api.office import Office, TheOffice
from api.papers.storage import storage_told
from api.papers.verification import Decreed, named_by, number_of_revocation
from api.personal.gone import require_remembered
from api.problems import texts_permits as problem_texts_permits
from api.problems.texts_personal import PERSONAL_DATA_ERASED
from api.security import Authenticated
from application.decree_data import NoDecreeData
from application.papers import NoSuchPaper
from domain.force import NOTICES, recorded_force
from domain.indonesian import date_text, letter, ordinal
from domain.permit import Status

NOT_FOUND = problem_texts_permits.DOCUMENT_NOT_FOUND

router = APIRouter()


@router.get(
    "/v1/applications/{permit_id}/decree.html",
    operation_id="readDecreePage",
    summary="The signed decree as an accessible page",
    tags=["applicants", "officers"],
    response_class=HTMLResponse,
    responses={
        **showing(),
        **problem_responses(problem_texts_permits.APPLICATION_NOT_FOUND, NOT_FOUND, PERSONAL_DATA_ERASED),
    },
)
async def read_decree_page(request: Request, office: TheOffice, by: Authenticated, permit_id: PermitId) -> Response:
    with told():
        filed = await filed_for(request, office, by)
    require_remembered(filed)
    return await _page(request, office, Decreed(filed))


@router.get(
    "/v1/applications/{permit_id}/revocation.html",
    operation_id="readRevocationPage",
    summary="The signed decree of revocation as an accessible page",
    tags=["applicants", "officers"],
    response_class=HTMLResponse,
    responses={
        **showing(),
        **problem_responses(problem_texts_permits.APPLICATION_NOT_FOUND, NOT_FOUND),
    },
)
async def read_revocation_page(request: Request, office: TheOffice, by: Authenticated, permit_id: PermitId) -> Response:
    with told():
        filed = await filed_for(request, office, by)
    require_remembered(filed)
    return await _page(request, office, Decreed(filed, is_revocation=True))


@router.get(
    "/v/{code}/decree.html",
    operation_id="readVerifiedDecree",
    summary="The decree behind a code, as an accessible page",
    tags=["public"],
    response_class=HTMLResponse,
    responses={**showing(), **problem_responses(NOT_FOUND)},
)
async def read_verified_decree(request: Request, office: TheOffice, code: str) -> Response:
    found = await named_by(office, code)
    with storage_told():
        if found is None:
            raise NoSuchPaper
    return await _page(request, office, found)


async def _page(request: Request, office: Office, found: Decreed) -> Response:
    read = office.papers.revocation_data if found.is_revocation else office.papers.decree_data
    with storage_told():
        try:
            data = await asyncio.to_thread(read, found.filed)
        except NoDecreeData:
            raise NoSuchPaper from None
    revoked = found.permit.status is Status.REVOKED and not found.is_revocation
    by_decree, notice = number_of_revocation(found.permit), NOTICES[recorded_force(found.force)]
    words = decree_words(data)
    answer = page(request, "decree.html", **words, notice=notice, revoked=revoked, revoked_by=by_decree)
    answer.headers["Content-Language"] = "id"  # whatever the reader prefers: a decree is in Indonesian
    return answer


def decree_words(data: Mapping[str, object]) -> dict[str, object]:
    """Return what the template prints of a decree's data."""
    return {
        "decree": data,
        "address": str(data["verification"]).partition("#")[0],
        "issued_on": date_text(date.fromisoformat(str(data["issued_on"]))),
        "letter": letter,
        "plain": str,
        "ordinal": ordinal,
    }

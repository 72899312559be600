"""Where is my application? For whoever holds the receipt: its number and the code printed on it. Nothing personal.

An unknown number and a wrong code get one and the same answer, after the same work, and few tries a minute.
"""

import hmac
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api import problem_texts_permits
from api.answers import answering
from api.commanding import json_response
from api.html import page
from api.office import Office, TheOffice
from api.openapi import problem_responses
from api.problems import Problem
from api.queries import ReceiptNumber, TrackingCode
from api.read_schemas import TrackingSchema
from api.refusals import told
from api.views import JSON, due_at
from api.words import STATUS
from domain.admission import ROLE_NAMES
from domain.indonesian import moment_text
from domain.permit import Permit
from projections.registrations import permit_of

NOBODY = UUID(int=0)

router = APIRouter(tags=["public"])


@router.get(
    "/public/track",
    operation_id="trackApplication",
    summary="Status, step and due date of an application, by its receipt",
    responses={**answering(TrackingSchema), **problem_responses(problem_texts_permits.APPLICATION_NOT_FOUND)},
)
async def track(office: TheOffice, number: ReceiptNumber, code: TrackingCode) -> Response:
    permit = await tracked_for(office, number, code)
    if permit is None:
        raise Problem(problem_texts_permits.APPLICATION_NOT_FOUND)
    return json_response(_told(permit, office))


@router.get("/track", include_in_schema=False)
async def track_page(
    request: Request, office: TheOffice, number: ReceiptNumber = "", code: TrackingCode = ""
) -> Response:
    permit = await tracked_for(office, number, code) if number and code else None
    values: JSON = {"number": number, "tried": bool(number and code), "tracked": None, "wita": moment_text}
    if permit:
        holder = ROLE_NAMES[permit.holder] if permit.holder else None
        values |= {"tracked": _told(permit, office), "status": STATUS[permit.status], "holder": holder}
    return page(request, "track.html", **values)


async def tracked_for(office: Office, number: str, code: str) -> Permit | None:
    """Return the application whose receipt says so, or None."""
    async with office.reads() as connection:
        permit = await permit_of(connection, number.strip())
    with told():
        filed = await office.permits.get(permit or NOBODY)
    known = filed.permit.tracking_code if filed else ""
    known = "" if filed and filed.permit.erased else known
    right = bool(known) and hmac.compare_digest(known.encode(), code.strip().upper().encode())
    return filed.permit if filed and right else None


def _told(permit: Permit, office: Office) -> JSON:
    sop = office.book.sop(permit.sop)
    missing = [{"requirement": each.requirement, "remedy": each.remedy} for each in permit.deficiencies]
    return {
        "number": permit.number,
        "status": permit.status,
        "step": permit.step,
        "holder": permit.holder,
        "steps": len(sop.rows),
        "due_at": due_at(permit, sop, office.book),
        "promised_at": permit.promised_at,
        "missing": missing,
    }

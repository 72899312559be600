"""Where is my application? For whoever holds the receipt: its number and the code printed on it. Nothing personal.

An unknown number and a wrong code get one and the same answer, after the same work, and few tries a minute.
"""

import hmac
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.commands.refusals import told
from api.desks.queries import ReceiptNumber, TrackingCode
from api.desks.read_schemas import TrackingSchema
from api.desks.views import JSON, due_at
from api.http.answers import answering
from api.http.html import page
from api.http.openapi import problem_responses
from api.http.words import STATUS
from api.office import Office, TheOffice
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem
from domain.admission import ROLE_NAMES
from domain.alarms import ONE_SECOND, ladder, standing_of
from domain.indonesian import date_text
from domain.permit import Permit
from domain.sop import Sop
from projections.engine.registrations import registered

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
    values: JSON = {"number": number, "tried": bool(number and code), "tracked": None, "day": date_text}
    if permit:
        holder = ROLE_NAMES[permit.holder] if permit.holder else None
        values |= {"tracked": _told(permit, office), "status": STATUS[permit.status], "holder": holder}
    return page(request, "track.html", **values)


async def tracked_for(office: Office, number: str, code: str) -> Permit | None:
    """Return the application whose receipt says so, or None."""
    async with office.reads() as connection:
        found = await registered(connection, number.strip().upper())
    if found is None:
        return None
    with told():
        filed = await office.permits.get(found.permit)
    assert filed is not None, "a number is given together with the first event"
    right = hmac.compare_digest(filed.permit.tracking_code.encode(), code.strip().upper().encode())
    return filed.permit if right and found.is_meant and not filed.permit.erased else None


def _told(permit: Permit, office: Office) -> JSON:
    sop = office.book.sop(permit.sop)
    titles = {each.code: each.title for each in sop.requirements}
    missing = [
        {"requirement": each.requirement, "title": titles.get(each.requirement), "remedy": each.remedy}
        for each in permit.deficiencies
    ]
    return {
        "number": permit.number,
        "status": permit.status,
        "step": permit.step,
        "holder": permit.holder,
        "steps": len(sop.rows),
        "due_at": due_at(permit, sop, office.book),
        "promised_at": permit.promised_at,
        "repair_by": _repair_by(permit, sop, office),
        "missing": missing,
        "revocation": _revocation(permit),
    }


def _revocation(permit: Permit) -> JSON | None:
    """By which decree the permit was revoked; of old there was none before it was signed."""
    known = permit.revocation or permit.revoked
    return {"number": known.number, "issued_on": known.issued_on} if known else None


def _repair_by(permit: Permit, sop: Sop, office: Office) -> datetime | None:
    """The end of the time for a repair; the step's own standard is how long the form takes, which helps nobody."""
    if not permit.deficiencies:
        return None
    lapses_at = ladder(standing_of(permit), sop, office.book.calendar).lapses_at
    return lapses_at - ONE_SECOND if lapses_at else None

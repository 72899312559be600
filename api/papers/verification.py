"""The page behind a decree's QR code: is it ours, and is it still in force? Told to anyone, without personal data.

A code names its file (the first 16 bytes) and proves that one has seen the decree (the rest, random): nothing has to
be looked up, and unknown, malformed and foreign codes get one and the same answer.
"""

import hmac
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.commands.refusals import told
from api.desks.read_schemas import VerificationSchema
from api.desks.views import JSON
from api.http.answers import PAGE, answering
from api.http.html import page
from api.http.negotiation import media_type_of
from api.office import Office, TheOffice
from application.permits import Filed
from application.signing.signatures import CODE_LENGTH
from domain.events import Revoked, Signed
from domain.force import NOTICES, recorded_force
from projections.decree_lookup import Successor, successor_of

router = APIRouter(tags=["public"])
MEDIA_TYPES = ("application/json", "text/html")
_MEMBERS = (
    "kind",
    "number",
    "institution",
    "issued_on",
    "valid_until",
    "revoked_on",
    "superseded_by",
    "signed_by",
    "document_sha256",
    "force",
)


@router.get(
    "/v/{code}",
    operation_id="verifyDecree",
    summary="Is this decree ours, and still in force?",
    responses=answering(VerificationSchema, beside=PAGE),
)
async def verify(request: Request, office: TheOffice, code: str) -> Response:
    filed = await named_by(office, code)
    result = await standing(office, filed) if filed else nothing("not_found")
    office.verifications.count(filed.permit.id if filed else None, office.today, str(result["result"]))
    if wants_page(request):
        return page(request, "verification.html", told=result, code=code, notices=NOTICES)
    return json_response(result)


def wants_page(request: Request) -> bool:
    return media_type_of(request.scope, MEDIA_TYPES) == "text/html"


def nothing(result: str) -> JSON:
    """Return the answer where nothing may be said."""
    return {"result": result, **dict.fromkeys(_MEMBERS)}


async def standing(office: Office, filed: Filed) -> JSON:
    """Return what stands on the decree of `filed`, and whether it is in force."""
    decree, position, signer = _signed(filed)
    async with office.reads() as connection:
        successor = await successor_of(connection, filed.permit.id, decree.number, signed=position)
    revoked_on = _revoked_on(office, filed)
    return {
        "result": _result(decree, office.today, revoked_on, successor),
        "kind": decree.kind,
        "number": decree.number,
        "institution": filed.permit.institution.name,
        "issued_on": decree.issued_on,
        "valid_until": decree.valid_until,
        "revoked_on": revoked_on,
        "superseded_by": successor.number if successor else None,
        "signed_by": signer,
        "document_sha256": decree.document_sha256,
        "force": recorded_force(decree.force),
    }


async def named_by(office: Office, code: str) -> Filed | None:
    """Return the file whose decree bears this code, or None."""
    try:
        raw = urlsafe_b64decode(code) if len(code) == CODE_LENGTH else b""
    except (NotBase64, ValueError):  # ValueError: not ASCII
        raw = b""
    filed = await decreed(office, UUID(bytes=raw[:16])) if len(raw) > 16 else None
    if filed is None or filed.permit.decree is None:
        return None
    return filed if hmac.compare_digest(filed.permit.decree.code, code) else None


async def decreed(office: Office, permit: UUID) -> Filed | None:
    """Return that file, if it has a decree."""
    with told():
        filed = await office.permits.get(permit)
    return filed if filed and filed.permit.decree else None


def _result(decree: Signed, today: date, revoked_on: date | None, successor: Successor | None) -> str:
    """What ended it for ever comes first; a permit is in force up to and including its last day."""
    if revoked_on:
        return "revoked"
    if successor:
        return "superseded"
    return "expired" if decree.valid_until and decree.valid_until < today else "valid"


def _signed(filed: Filed) -> tuple[Signed, int, str]:
    """Return the decree, its position in the log, and who signed it."""
    return next(
        (event.fact, position, event.by.name)
        for position, event in reversed(filed.history)
        if isinstance(event.fact, Signed)
    )


def _revoked_on(office: Office, filed: Filed) -> date | None:
    zone = office.book.calendar.zone
    days = (event.at.astimezone(zone).date() for _, event in filed.history if isinstance(event.fact, Revoked))
    return next(days, None)

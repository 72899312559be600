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

from api.answers import PAGE, answering
from api.commanding import json_response
from api.html import page
from api.negotiation import media_type_of
from api.office import Office, TheOffice
from api.read_schemas import VerificationSchema
from api.refusals import told
from api.views import JSON
from application.permits import Filed
from application.signatures import CODE_LENGTH
from domain.events import Signed
from domain.indonesian import date_text
from domain.permit import Permit, Status

router = APIRouter(tags=["public"])
_JSON, _HTML = "application/json", "text/html"
_MEMBERS = ("kind", "number", "institution", "issued_on", "valid_until", "signed_by", "document_sha256")


@router.get(
    "/v/{code}",
    operation_id="verifyDecree",
    summary="Is this decree ours, and still in force?",
    responses=answering(VerificationSchema, beside=PAGE),
)
async def verify(request: Request, office: TheOffice, code: str) -> Response:
    result = await verified(office, code)
    if media_type_of(request.scope, (_JSON, _HTML)) == _HTML:
        return page(request, "verification.html", **result, code=code, day=date_text)
    return json_response(result)


async def verified(office: Office, code: str) -> JSON:
    """Return what the page tells; `result` is `not_found` where nothing else may be said."""
    filed = await filed_of(office, code)
    if filed is None or filed.permit.decree is None:
        return {**dict.fromkeys(_MEMBERS), "result": "not_found"}
    permit, decree = filed.permit, filed.permit.decree
    today = office.clock().astimezone(office.book.calendar.zone).date()
    return {
        "result": result_of(permit, today),
        "kind": decree.kind,
        "number": decree.number,
        "institution": permit.institution.name,
        "issued_on": decree.issued_on,
        "valid_until": decree.valid_until,
        "signed_by": _signer(filed),
        "document_sha256": decree.document_sha256,
    }


def result_of(permit: Permit, today: date) -> str:
    """A permit is in force up to and including its last day."""
    if permit.status is Status.REVOKED:
        return "revoked"
    return "expired" if permit.valid_until and permit.valid_until < today else "valid"


def _signer(filed: Filed) -> str:
    return next(event.by.name for _, event in reversed(filed.history) if isinstance(event.fact, Signed))


async def filed_of(office: Office, code: str) -> Filed | None:
    """Return the file whose decree has this code, if any."""
    try:
        raw = urlsafe_b64decode(code) if len(code) == CODE_LENGTH else b""
    except (NotBase64, ValueError):  # ValueError: not ASCII
        raw = b""
    if len(raw) < 16:
        return None
    with told():
        filed = await office.permits.get(UUID(bytes=raw[:16]))
    if filed is None or filed.permit.decree is None:
        return None
    return filed if hmac.compare_digest(filed.permit.decree.code, code) else None

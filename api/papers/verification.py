"""The page behind a decree's QR code: is it ours, and is it still in force? Told to anyone, without personal data.

A code names its file (the first 16 bytes) and proves that one has seen the decree (the rest, random): nothing has to
be looked up, and unknown, malformed and foreign codes get one and the same answer.
"""

import hmac
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
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
from domain.events import RevocationSigned, Revoked, Signed
from domain.force import NOTICES, recorded_force
from domain.papers import Force, NumberedKind
from domain.permit import Permit
from projections.decree_lookup import Successor, successor_of

router = APIRouter(tags=["public"])
Paper = TypeVar("Paper", Signed, RevocationSigned)
MEDIA_TYPES = ("application/json", "text/html")
_MEMBERS = (
    "kind",
    "number",
    "institution",
    "issued_on",
    "valid_until",
    "revoked_on",
    "revocation_number",
    "revokes",
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
    found = await named_by(office, code)
    result = await standing(office, found) if found else nothing("not_found")
    office.verifications.count(found.permit.id if found else None, office.today, str(result["result"]))
    if wants_page(request):
        return page(request, "verification.html", told=result, code=code, notices=NOTICES)
    return json_response(result)


def wants_page(request: Request) -> bool:
    return media_type_of(request.scope, MEDIA_TYPES) == "text/html"


def nothing(result: str) -> JSON:
    """Return the answer where nothing may be said."""
    return {"result": result, **dict.fromkeys(_MEMBERS)}


@dataclass(frozen=True, slots=True)
class Decreed:
    """A file that has a decree, and which one is meant: its own, or the one that took it back."""

    filed: Filed
    is_revocation: bool = False

    @property
    def permit(self) -> Permit:
        return self.filed.permit

    @property
    def force(self) -> Force:
        """What the signature of the decree that is meant is worth."""
        paper = _papers(self.filed)[self.is_revocation]
        return recorded_force(paper.force if paper else None)


async def standing(office: Office, found: Decreed) -> JSON:
    """Return what stands on the decree that is meant, and whether it is in force."""
    return _standing_of_revocation(found.filed) if found.is_revocation else await _standing(office, found.filed)


async def named_by(office: Office, code: str) -> Decreed | None:
    """Return the file one of whose decrees bears this code, or None."""
    try:
        raw = urlsafe_b64decode(code) if len(code) == CODE_LENGTH else b""
    except (NotBase64, ValueError):  # ValueError: not ASCII
        raw = b""
    filed = await decreed(office, UUID(bytes=raw[:16])) if len(raw) > 16 else None
    if filed is None:
        return None
    bears = [paper is not None and hmac.compare_digest(paper.code, code) for paper in _papers(filed)]
    return Decreed(filed, is_revocation=bears[1]) if any(bears) else None


async def with_paper(office: Office, permit: UUID, sha256: str) -> Decreed | None:
    """Return that file, and which of its decrees is the document with this hash."""
    filed = await decreed(office, permit)
    if filed is None:
        return None
    revocation = filed.permit.revocation
    return Decreed(filed, is_revocation=revocation is not None and revocation.document_sha256 == sha256)


async def decreed(office: Office, permit: UUID) -> Filed | None:
    """Return that file, if it has a decree."""
    with told():
        filed = await office.permits.get(permit)
    return filed if filed and filed.permit.decree else None


async def _standing(office: Office, filed: Filed) -> JSON:
    decree, position, signer = _signed(filed, Signed)
    async with office.reads() as connection:
        successor = await successor_of(connection, filed.permit.id, decree.number, signed=position)
    revoked_on = _revoked_on(office, filed)
    return {
        **nothing(_result(decree, office.today, revoked_on, successor)),
        "kind": decree.kind,
        "number": decree.number,
        "institution": filed.permit.institution.name,
        "issued_on": decree.issued_on,
        "valid_until": decree.valid_until,
        "revoked_on": revoked_on,
        "revocation_number": number_of_revocation(filed.permit),
        "superseded_by": successor.number if successor else None,
        "signed_by": signer,
        "document_sha256": decree.document_sha256,
        "force": recorded_force(decree.force),
    }


def _standing_of_revocation(filed: Filed) -> JSON:
    """What takes a permit back is in force for ever."""
    paper, _, signer = _signed(filed, RevocationSigned)
    assert filed.permit.decree, "only what was signed is revoked"
    return {
        **nothing("valid"),
        "kind": NumberedKind.REVOCATION,
        "number": paper.number,
        "institution": filed.permit.institution.name,
        "issued_on": paper.issued_on,
        "revokes": filed.permit.decree.number,
        "signed_by": signer,
        "document_sha256": paper.document_sha256,
        "force": recorded_force(paper.force),
    }


def number_of_revocation(permit: Permit) -> str | None:
    """Return the number of the decree that revoked the permit; of old there was none before it was signed."""
    known = permit.revocation or permit.revoked
    return known.number if known else None


def _papers(filed: Filed) -> tuple[Signed | None, RevocationSigned | None]:
    return filed.permit.decree, filed.permit.revocation


def _result(decree: Signed, today: date, revoked_on: date | None, successor: Successor | None) -> str:
    """What ended it for ever comes first; a permit is in force up to and including its last day."""
    if revoked_on:
        return "revoked"
    if successor:
        return "superseded"
    return "expired" if decree.valid_until and decree.valid_until < today else "valid"


def _signed(filed: Filed, kind: type[Paper]) -> tuple[Paper, int, str]:
    """Return the fact of the signature, its position in the log, and who signed."""
    return next(
        (event.fact, position, event.by.name)
        for position, event in reversed(filed.history)
        if isinstance(event.fact, kind)
    )


def _revoked_on(office: Office, filed: Filed) -> date | None:
    """The day on the decree of revocation; of old, which had none, the day of the fact."""
    known = filed.permit.revocation or filed.permit.revoked
    if known and known.issued_on:
        return known.issued_on
    zone = office.book.calendar.zone
    days = (event.at.astimezone(zone).date() for _, event in filed.history if isinstance(event.fact, Revoked))
    return next(days, None)

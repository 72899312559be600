"""What the register answers, in OpenAPI."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from api.commands.examples import Example
from api.commands.permit_schema import Schema, shown
from domain.papers import NumberedKind
from projections.register_list import NumberState

_NUMBER: Example = {
    "number": "500.16.7.2/0012/IPKBM/DPMPTSP/2026",
    "kind": "permit",
    "state": "issued",
    "id": "5f0c1d6e-8b7a-4f3e-9d2c-1b0a99887766",
    "permit_number": "REG-KBM-20261123-0007",
    "institution": "PKBM Harapan Bangsa",
    "issued_on": "2026-11-30",
    "valid_until": "2031-11-30",
    "signed_by": "Dr. Siti Rahmawati, M.Si.",
    "document_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "reserved_at": "2026-11-30T02:11:07Z",
    "verifications": 3,
}
COLUMNS = (
    "number",
    "kind",
    "state",
    "reason",
    "id",
    "permit_number",
    "institution",
    "previous_number",
    "issued_on",
    "valid_until",
    "revoked_on",
    "revocation_number",
    "revokes",
    "superseded_by",
    "signed_by",
    "document_sha256",
    "reserved_at",
    "verifications",
)


class NumberSchema(Schema):
    """A number. `reason` says why it is void: its draft was replaced, or its file ended without a decree.

    A revocation names the decree that it `revokes`, and is without `signed_by` and document while nobody has signed it.
    Verifications of its paper are counted with that decree.
    """

    number: str
    kind: NumberedKind
    state: NumberState
    reason: Literal["redrafted", "withdrawn", "lapsed"] | None = None
    id: UUID
    permit_number: str | None
    institution: str | None
    previous_number: str | None = None
    issued_on: date | None
    valid_until: date | None
    revoked_on: date | None = None
    revocation_number: str | None = None
    revokes: str | None = None
    superseded_by: str | None = None
    signed_by: str | None
    document_sha256: str | None
    reserved_at: datetime
    verifications: int


class RegisterSchema(Schema):
    model_config = shown({"items": [_NUMBER], "next": "q83vEjRWeJCrze8SNFZ4kFsxXQ"})

    items: list[NumberSchema]
    next: str | None

"""What conformance looks like in OpenAPI. `api.trail.conformity` builds it."""

from datetime import datetime
from uuid import UUID

from api.commands.examples import PERMIT, Example
from api.commands.permit_schema import Schema, SopSchema, shown
from domain.conformance import Deviation

_FILE: Example = {
    "application": PERMIT["id"],
    "number": PERMIT["number"],
    "sop": {"code": "izin-kbm", "version": "1"},
    "conforms": False,
    "findings": [
        {
            "deviation": "unapproved",
            "position": 1042,
            "version": 15,
            "fact": "Signed",
            "at": "2026-11-27T02:11:07Z",
            "step": 8,
            "role": "kepala_dinas",
            "sub": "demo-kepala-dinas",
            "steps": [7],
            "expected": [],
            "text": "Keputusan ditandatangani tanpa persetujuan pada langkah 7.",
        }
    ],
}


class FindingSchema(Schema):
    """A deviation at one event. `steps` are those skipped, unapproved or aimed at; `expected` the roles of the SOP.

    `sub` is an officer; of applicants there is nothing.
    """

    deviation: Deviation
    position: int
    version: int
    fact: str
    at: datetime
    step: int | None
    role: str | None
    sub: str | None
    steps: list[int]
    expected: list[str]
    text: str


class FileConformanceSchema(Schema):
    """One file by its own SOP version. A file that is only late conforms."""

    model_config = shown(_FILE)

    application: UUID
    number: str | None
    sop: SopSchema | None
    conforms: bool
    findings: list[FindingSchema]


class ConformanceSchema(Schema):
    """Files with findings among those looked at on this page, in the order of their ids; totals are of the page."""

    model_config = shown(
        {
            "examined": 2000,
            "deviating": 1,
            "by_deviation": {"unapproved": 1},
            "items": [_FILE],
            "next": "q83vEjRWeJCrze8SNFZ4kFsxXQ",
        }
    )

    examined: int
    deviating: int
    by_deviation: dict[str, int]
    items: list[FileConformanceSchema]
    next: str | None

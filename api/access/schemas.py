"""What the access log looks like in OpenAPI, and what may be asked of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.commands.examples import PERMIT, Example
from api.commands.permit_schema import Schema, shown
from api.http.fields import printable
from api.http.paging import Cursor, Limit
from api.sla.period import Since, Until
from application.access.access import Action

_ACCESSES: Example = {
    "items": [
        {
            "position": 4812,
            "at": "2026-11-23T01:22:30.114Z",
            "application": PERMIT["id"],
            "action": "read_document",
            "operation": "readDocument",
            "outcome": "ok",
            "by": {"sub": "demo-front-office", "name": "Fajar Nugroho", "role": "front_office"},
            "address": "10.20.3.7",
            "token": "c1ec064b0d907248",
            "within": {"sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
            "asked": {},
            "reason": "Pengaduan 14/2026",
            "request": "8e4180cc91c794a276d2c30931b5da71",
            "leaf": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        }
    ],
    "next": "q83vEjRWeJCrze8SNFZ4kFsxXQ",
}
_MOST = 2**63 - 1


class WhoSchema(Schema):
    """An officer by name. `•••` is an applicant with their own file; `~` begins the pseudonym of anybody else."""

    sub: str
    name: str
    role: str = Field(description="Every role of their token, separated by commas.")


class AccessSchema(Schema):
    """`outcome` is `ok`, or the problem that was answered; `request` is what the trail calls `correlation`."""

    position: int
    at: datetime
    application: UUID | None
    action: Action
    operation: str = Field(description="An operationId of this document.")
    outcome: str
    by: WhoSchema
    address: str
    token: str | None = Field(description="Tells one token from another, and is none.")
    within: dict[str, str] = Field(description="Which document, desk or webhook.")
    asked: dict[str, str] = Field(description="The filter of a list, as it was sent.")
    reason: str | None = Field(description="Why what is masked was to be seen.")
    request: str
    leaf: str


class AccessesSchema(Schema):
    model_config = shown(_ACCESSES)

    items: list[AccessSchema]
    next: str | None


Person = Annotated[str | None, AfterValidator(lambda sub: sub if sub is None else printable(sub))]


class AccessQuery(BaseModel):
    """What may be asked; anything else is refused, for a mistyped filter would answer too much."""

    model_config = ConfigDict(extra="forbid")

    application: UUID | None = Field(None, description="Whatever was done about this file.")
    subject: Person = Field(
        None, max_length=255, description="Whatever was done about the files of this applicant, by their `sub`."
    )
    actor: Person = Field(
        None,
        max_length=255,
        description="Whatever this person did, by their `sub`, other than with files of their own.",
    )
    action: Action | None = None
    since: Since = Field(None, alias="from")
    until: Until = Field(None, alias="to")
    after: int | None = Field(None, ge=0, le=_MOST, description="Positions after this one.")
    before: int | None = Field(None, ge=0, le=_MOST, description="Positions before this one.")
    limit: Limit = 50
    cursor: Cursor = None


Asked = Annotated[AccessQuery, Query()]

"""What comparisons look like in OpenAPI, with examples."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.commands.examples import Example
from api.commands.permit_schema import Schema, shown

_AT = "2026-11-23T01:14:00Z"
_SHA = "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"
_OTHER = "3f786850e387550fdab836ed7e6dc881de23001b6b2d4c1f8f9e0a7b5c4d3e2f"
_SUBMISSIONS: Example = {
    "from": {"round": 1, "version": 1, "position": 1040, "at": _AT},
    "to": {"round": 2, "version": 5, "position": 1051, "at": "2026-11-24T02:03:00Z"},
    "changes": [
        {"path": "/applicant/phone", "before": "•••", "after": "•••"},
        {"path": "/institution/capacity", "before": 60, "after": 45},
    ],
}
_DRAFTS: Example = {
    "from": {"ordinal": 1, "sha256": _SHA, "version": 9, "position": 1060, "at": _AT},
    "to": {"ordinal": 2, "sha256": _OTHER, "version": 14, "position": 1077, "at": "2026-11-25T01:10:00Z"},
    "changes": [{"path": "/valid_years", "before": 5, "after": 3}],
    "text": [
        {
            "line": 31,
            "before": ["Izin berlaku selama 5 (lima) tahun."],
            "after": ["Izin berlaku selama 3 (tiga) tahun."],
        }
    ],
}


class ChangeSchema(Schema):
    """`path` is a JSON pointer; null stands for what is not there."""

    path: str
    before: Any
    after: Any


class SubmissionRefSchema(Schema):
    round: int
    version: int
    position: int
    at: datetime


class SubmissionsSchema(Schema):
    """Two submissions of one file and every place in which they differ."""

    model_config = shown(_SUBMISSIONS)

    before: SubmissionRefSchema = Field(alias="from")
    after: SubmissionRefSchema = Field(alias="to")
    changes: list[ChangeSchema]


class DraftRefSchema(Schema):
    ordinal: int
    sha256: str
    version: int
    position: int
    at: datetime


class PassageSchema(Schema):
    """Lines of the earlier text from `line` on, and what stands in their place."""

    line: int
    before: list[str]
    after: list[str]


class DraftsSchema(Schema):
    """Two drafts of one file: the facts they speak of and their words, where these differ."""

    model_config = shown(_DRAFTS)

    before: DraftRefSchema = Field(alias="from")
    after: DraftRefSchema = Field(alias="to")
    changes: list[ChangeSchema]
    text: list[PassageSchema] | None

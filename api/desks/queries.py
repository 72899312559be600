"""What people look for, as it stands in the query of an address."""

import re
from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from api.http.fields import printable
from api.problems.validation import field_error
from domain.refusals import Sentence

_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")


def _sought(words: str | None) -> str | None:
    """A form that was sent with an empty field asks for everything."""
    return printable(words).strip() or None if words else None


def _first_day(month: object) -> object:
    """A month is kept as its first day."""
    if not (isinstance(month, str) and _MONTH.fullmatch(month)):
        raise field_error(
            "month",
            Sentence("Tulis bulan seperti 2026-11.", "Write a month like 2026-11."),
        )
    return f"{month}-01"


Search = Annotated[
    str | None,
    Query(max_length=200, description="Words of the number or the institution's name."),
    AfterValidator(_sought),
]
RegisterSearch = Annotated[
    str | None,
    Query(max_length=200, description="A decree's number or its count, or words of an institution's name."),
    AfterValidator(_sought),
]
PermitSearch = Annotated[
    str | None,
    Query(max_length=200, description="A decree's number, or words of an institution's name."),
    AfterValidator(_sought),
]
ExactNumber = Annotated[
    str | None, Query(max_length=100, description="Exactly this registration number."), AfterValidator(_sought)
]
ReceiptNumber = Annotated[
    str, Query(max_length=100, description="The registration number on the receipt."), AfterValidator(printable)
]
TrackingCode = Annotated[
    str, Query(max_length=40, description="The tracking code on the receipt."), AfterValidator(printable)
]
SopCode = Annotated[
    str | None,
    Query(alias="sop", max_length=100, description="One permit type, by its SOP's code."),
    AfterValidator(_sought),
]
StepNo = Annotated[int | None, Query(ge=1, le=99, description="One step, by its number on the paper.")]
Month = Annotated[
    Annotated[date, BeforeValidator(_first_day)] | None,
    Query(description="One month of the office, like 2026-11."),
    WithJsonSchema({"type": "string", "pattern": r"^20\d\d-(0[1-9]|1[0-2])$"}),
]

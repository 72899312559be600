"""What people look for, as it stands in the query of an address."""

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from api.fields import printable


def _sought(words: str | None) -> str | None:
    """A form that was sent with an empty field asks for everything."""
    return printable(words).strip() or None if words else None


Search = Annotated[
    str | None,
    Query(max_length=200, description="Words of the number or the institution's name."),
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

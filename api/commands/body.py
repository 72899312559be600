"""What the bodies of commands have in common: strict, without unknown fields, each with an example.

What a body alone can be wrong about is refused here (422); what the file or the SOP must know, `domain.checks` refuses.
"""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from api.http.fields import (
    printable,
)
from domain.refusals import Fault

Sub = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(printable)]  # OpenID Connect, 2


class Body(BaseModel):
    """JSON as it is: a number is no text, and a field we do not know is a mistake."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    def faults(self) -> Iterable[Fault]:
        """Return what the fields together say wrong, whatever the file: a 422 like any other fault of the body."""
        return ()


class Nothing(Body):
    """An empty object."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})

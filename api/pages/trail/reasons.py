"""Why somebody's data must be seen, as a form sends it: the API's own rule, told as a sentence at the field."""

from pydantic import ValidationError

from api.personal.bodies import Unmasking
from api.problems.validation import invalid_body
from domain.refusals import Sentence


def checked_reason(typed: str) -> tuple[str, Sentence | None]:
    """Return the reason as it is noted, and what is wrong with it, if anything is."""
    try:
        return Unmasking.model_validate({"reason": typed}).reason, None
    except ValidationError as error:
        return typed, invalid_body(error).errors[0].message

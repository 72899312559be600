"""What the check of a PDF answers, in OpenAPI."""

from typing import Literal

from api.commands.permit_schema import shown
from api.desks import read_examples
from api.desks.read_schemas import DecreeStandingSchema

ALTERED = {
    **read_examples.VERIFICATION,
    "result": "altered",
    "reason": "appended",
    "explanation": "Ini SK kami, tetapi setelah ditandatangani ada yang ditambahkan di belakangnya.",
}


class DropSchema(DecreeStandingSchema):
    """All is null of an unknown file, but that it is only a `picture` of a paper, where it is.

    Of an altered one that shows a decree's number but not its code, only the number is told.
    """

    model_config = shown(ALTERED)

    result: Literal["valid", "altered", "revoked", "expired", "superseded", "unknown"]
    reason: Literal["appended", "prepended", "cut_off", "changed", "unsigned", "picture"] | None
    explanation: str | None

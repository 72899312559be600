"""What the revocation of a permit says (pencabutan): the decree behind the fact `Revoked`, in the words of its SOP."""

from dataclasses import replace
from datetime import date

from domain.decree import PLACEHOLDERS, DecreeContent, DecreeFacts, DecreeTemplate, filled_in, placeholder_values
from domain.indonesian import date_text
from domain.papers import NumberedKind

REVOCATION_PLACEHOLDERS = PLACEHOLDERS | {"decree_number", "decree_date"}


def revocation_content(
    facts: DecreeFacts, template: DecreeTemplate, *, number: str, issued_on: date, reason: str
) -> DecreeContent:
    """Return the words that revoke the permit `number`."""
    words = placeholder_values(facts, template)
    words |= {"decree_number": number, "decree_date": date_text(issued_on)}
    content = filled_in(template.revocation, replace(facts, reasons=(reason,)), template, words)
    return replace(content, kind=NumberedKind.REVOCATION, valid_years=None)

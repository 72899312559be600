"""The letter that comes with the form of a power of attorney: taken in as every upload, then named by its hash."""

from api.office import Office
from api.pages.typed import Typed
from api.pages.with_photos import taken
from domain.actor import Caller

LETTER = "letter_sha256"


async def with_letter(office: Office, by: Caller, typed: Typed, content: bytes, name: str) -> Typed:
    """Return the form with the letter in it, so that whoever is refused for something else need not choose it again."""
    kept = await taken(office, by, content, name, LETTER)
    return Typed(document={**typed.document, LETTER: kept.sha256}, own={**typed.own, "letter": kept.name})

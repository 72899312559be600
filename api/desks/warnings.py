"""What an officer should look at before deciding: told beside the permit, forbidding nothing."""

from api.desks.views import JSON, is_own
from api.http.negotiation import Language
from api.office import Office
from api.problems.problems import say
from domain.actor import Caller
from domain.permit import Permit
from domain.refusals import Sentence
from domain.succession import is_same_holder
from projections.decree_lookup import permit_with_number


async def warnings_about(office: Office, permit: Permit, by: Caller, language: Language) -> list[JSON]:
    """Return the warnings for an officer who reads the file; an applicant is told none."""
    if is_own(permit, by) or permit.previous_number is None:
        return []
    earlier = await _decreed(office, permit.previous_number)
    if earlier is None or is_same_holder(earlier, permit):
        return []
    sentence = _of_another(permit.previous_number, earlier.institution.name)
    return [{"code": "previous_decree_of_another", "message": say(sentence, language)}]


async def _decreed(office: Office, number: str) -> Permit | None:
    async with office.reads() as connection:
        found = await permit_with_number(connection, number)
    filed = await office.permits.get(found) if found else None
    return filed.permit if filed else None


def _of_another(number: str, institution: str) -> Sentence:
    return Sentence(
        f"Keputusan Nomor {number} diberikan kepada {institution} atas permohonan orang lain. Periksa SK lama (R24): "
        "keputusan itu tidak akan dinyatakan diganti oleh keputusan atas permohonan ini.",
        f"Decree {number} was given to {institution}, on another person's application. Look at the old decree (R24): "
        "it will not count as superseded by a decree on this application.",
    )

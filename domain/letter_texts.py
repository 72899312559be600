"""A whole letter: from the salutation to the closing, in formal Indonesian and in English."""

from dataclasses import dataclass

from domain.admission import ROLE_NAMES
from domain.applicant_letters import TO_APPLICANTS
from domain.desk_letters import TO_DESKS
from domain.events import AuthorityEnded, AuthorityGiven
from domain.letters import TO_ATTORNEYS, Letter
from domain.matter import Matter
from domain.refusals import Sentence

_TOLD = {**TO_APPLICANTS, **TO_DESKS}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterText:
    """`paragraphs` from the salutation to the closing."""

    subject: Sentence
    paragraphs: tuple[Sentence, ...]


def letter_text(letter: Letter, matter: Matter, *, sender: str) -> LetterText:
    """Return the letter on `matter`; `sender` is the name below it."""
    subject, *told = _TOLD[letter.kind](matter)
    closing = Sentence(
        f"Pesan ini dikirim secara otomatis oleh sistem; mohon tidak membalas surel ini. {sender}.",
        f"This message was sent automatically; please do not reply to it. {sender}.",
    )
    return LetterText(subject=subject, paragraphs=(_salutation(letter, matter), *told, closing))


def _salutation(letter: Letter, matter: Matter) -> Sentence:
    if letter.to is None:
        fact = matter.event.fact
        name = matter.permit.applicant.name
        if letter.kind in TO_ATTORNEYS and isinstance(fact, AuthorityGiven | AuthorityEnded):
            name = fact.attorney.name
        return Sentence(f"Yth. Bapak/Ibu {name},", f"Dear {name},")
    desk = ROLE_NAMES[letter.to]
    return Sentence(f"Yth. {desk.id},", f"To {desk.en}:")

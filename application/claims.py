"""What a decision claims beside its events: the prefix of a registration number, and numbers that must be unique."""

from collections.abc import Iterator, Sequence

from domain.decree_number import same_number
from domain.events import BAPFiled, Event, RevocationSigned, Revoked, Signed
from domain.rulebook import Rulebook

BAP, RECOMMENDATION, DECREE = "bap", "recommendation", "decree"


def register_of(first: Event, book: Rulebook) -> str:
    """Return the prefix of a new file's number: the permit type's own, and the day it arrived by the office's clock."""
    day = first.at.astimezone(book.calendar.zone).date().isoformat().replace("-", "")
    return f"{book.sop(first.sop).registration_prefix}-{day}"


def uniques_of(events: Sequence[Event]) -> tuple[tuple[str, str], ...]:
    """Return the (space, value) pairs that no other permit may use."""
    return tuple((space, same_number(number)) for event in events for space, number in _numbers(event))


def _numbers(event: Event) -> Iterator[tuple[str, str]]:
    match event.fact:
        case BAPFiled(report=report, recommendation=recommendation):
            yield BAP, report.number
            yield RECOMMENDATION, recommendation.number
        case Signed(number=number) | RevocationSigned(number=number) | Revoked(number=str(number)):
            yield DECREE, number
        case _:
            pass

"""Each decree in five places: what the log says of it, its reserved and claimed number, the register, the archive."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from application.archive.archive import Archive
from application.archive.faults import Corrupted, NotArchived
from application.completeness.difference import Difference, Kind
from application.vault import Tampered, UnknownMasterKey, Vault
from domain.decree_number import same_number
from domain.papers import NumberedKind
from domain.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Decree:
    """What each place says of one decree; `has_news` where the register has not seen all events of its application.

    `claimed` are all numbers of the application; they stand with the decree that was issued.
    """

    permit: UUID
    number: str | None
    kind: str | None
    draft: str | None
    document: str | None
    register: str | None
    reserved_on: date | None
    seq: int | None
    claimed: list[str] | None
    listed_number: str | None
    listed_draft: str | None
    listed_document: str | None
    has_news: bool
    wrapped: bytes | None


def compare_numbers(decree: Decree, book: Rulebook) -> Iterator[Difference]:
    """Yield where reservation and register differ from the log. A number that was only reserved is none."""
    listed = _told(decree.listed_number, decree.listed_draft, decree.listed_document)
    if decree.number is None:
        if listed is not None and not decree.has_news:
            yield _difference(Kind.REGISTER_OF_NOTHING, decree, None, listed)
        return
    if decree.seq is None:
        yield _difference(Kind.RESERVATION_MISSING, decree, decree.number, None)
    elif decree.number not in (possible := _possible(decree, book)):
        yield _difference(Kind.RESERVATION_WRONG, decree, decree.number, ", ".join(sorted(possible)) or decree.register)
    signed = _told(decree.number, decree.draft, decree.document)
    if listed != signed and not decree.has_news:
        yield _difference(Kind.REGISTER_WRONG, decree, signed, listed)


def compare_claims(decrees: Iterable[Decree]) -> Iterator[Difference]:
    """Yield where the numbers that were claimed for an application are not those of its decrees."""
    for _, group in groupby(sorted(decrees, key=lambda each: each.permit), key=lambda each: each.permit):
        of_one = list(group)
        claimed = {number for each in of_one for number in each.claimed or ()}
        numbers = {same_number(each.number): each.number for each in of_one if each.number is not None}
        for number in sorted(numbers.keys() - claimed):
            yield _difference(Kind.CLAIM_MISSING, of_one[0], numbers[number], ", ".join(sorted(claimed)) or None)
        if others := sorted(claimed - numbers.keys()):
            yield _difference(Kind.CLAIM_OF_NOTHING, of_one[0], None, ", ".join(others))


def compare_archive(decree: Decree, vault: Vault, archive: Archive, *, deep: bool) -> Iterator[Difference]:
    """Yield what is wrong with the signed paper: with `deep` it is read to its last byte. May raise ArchiveUnavailable.

    A key that is missing or does not open is told elsewhere.
    """
    if decree.document is None or decree.wrapped is None:
        return
    try:
        key = vault.key(decree.permit, decree.wrapped).papers
    except (Tampered, UnknownMasterKey):
        return
    if not archive.has(decree.document, key):
        yield _difference(Kind.ARCHIVE_MISSING, decree, decree.document, None)
        return
    try:
        if deep:
            archive.get(decree.document, key)
    except NotArchived:  # taken away at this very moment
        yield _difference(Kind.ARCHIVE_MISSING, decree, decree.document, None)
    except Corrupted:
        yield _difference(Kind.ARCHIVE_DAMAGED, decree, decree.document, "something else")


def _possible(decree: Decree, book: Rulebook) -> set[str]:
    """Return what the reserved number may look like: as any version of its SOP writes it."""
    register, _, kind = str(decree.register).rpartition("/")
    if kind not in list(NumberedKind) or decree.seq is None or decree.reserved_on is None:
        return set()
    sops = [sop for sop in book.all_sops if sop.register == register]
    return {sop.format_number(NumberedKind(kind), decree.seq, decree.reserved_on) for sop in sops}


def _told(number: str | None, draft: str | None, document: str | None) -> str | None:
    return None if number is None else f"{number}, draft {draft}, document {document}"


def _difference(kind: Kind, decree: Decree, expected: str | None, found: str | None) -> Difference:
    return Difference(kind=kind, application=decree.permit, expected=expected, found=found)

"""What is personal in a file, how it reads once it was forgotten, and what of it may be put right."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace

from domain.actor import Role
from domain.papers import Applicant, Document
from domain.refusals import Fault, Sentence

MASK = "•••"
FIELDS = tuple(field.name for field in fields(Applicant))
NOBODY = Applicant(**dict.fromkeys(FIELDS, MASK))
_BETWEEN = re.compile(r"[\W_]+")
_SHORTEST = 3  # letters: shorter parts of a name stand in any sentence


def corrected_applicant(applicant: Applicant, changes: Mapping[str, str]) -> Applicant:
    """Return the applicant with what `changes` say of their fields."""
    return replace(applicant, **changes)


def changed_fields(before: Applicant, after: Applicant) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))


def correction_faults(fields_changed: tuple[str, ...]) -> Iterator[Fault]:
    """A correction changes something (UU 27/2022 Pasal 6: what is wrong or inaccurate)."""
    if not fields_changed:
        yield Fault("", "unchanged", NOTHING_CHANGES)


def unnamed_faults(reason: str, applicant: Applicant, sub: str) -> Iterator[Fault]:
    """What is never forgotten must not name whom it is about: it would outlive the erasure."""
    said = _letters(reason)
    if any(part in said for part in _tellers(applicant, sub)):
        yield Fault("/reason", "names_the_person", NAMES_THE_PERSON)


def unnamed_documents(documents: tuple[Document, ...], applicant: Applicant, sub: str) -> tuple[Document, ...]:
    """Return the documents, none called by the applicant's name or number: what a file is called is never forgotten."""
    words = [*_tellers(applicant, sub), *(word for word in map(_letters, applicant.name.split()) if len(word) > 3)]
    said = _letters(" ".join(each.name for each in documents))
    if not any(word in said for word in words):
        return documents
    return tuple(_renamed(each) if any(word in _letters(each.name) for word in words) else each for each in documents)


def without(acted: Mapping[str, Role]) -> Mapping[str, Role]:
    """Return who has acted on a file, with the subjects of its applicant and of whoever acted for them forgotten."""
    return {(MASK if role is Role.PEMOHON else each): role for each, role in acted.items()}


def _renamed(document: Document) -> Document:
    """By what it is for, with its ending."""
    stem, dot, ending = document.name.rpartition(".")
    return replace(document, name=f"{document.requirement}{dot}{ending}" if stem else document.requirement)


def _tellers(applicant: Applicant, sub: str) -> Iterable[str]:
    """The whole of each field, by which somebody is recognised; of an address one would have to guess."""
    whole = (applicant.name, applicant.nik, applicant.email, applicant.phone, sub)
    return (text for text in map(_letters, whole) if len(text) >= _SHORTEST)


def _letters(text: str) -> str:
    """Letters and digits alone: neither spaces nor dots hide a number."""
    return _BETWEEN.sub("", text.casefold())


NOTHING_CHANGES = Sentence(
    "Tidak ada data yang berubah: isian sama dengan data yang tercatat.",
    "Nothing would change: this is what is on record.",
)
NAMES_THE_PERSON = Sentence(
    "Jangan menyebut nama, NIK, surel, telepon, atau akun pemohon: alasan ini disimpan selamanya.",
    "Name neither the applicant nor their NIK, e-mail, telephone or account: this reason is kept for ever.",
)

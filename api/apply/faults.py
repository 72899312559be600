"""What is still wrong with a draft, page by page: said by the API's model of a submission and the SOP's own list."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from api.apply.fields import PROGRAMS, Page, page_of
from api.apply.submission import submission_of
from api.commands.application_bodies import Submission
from api.http.json_body import parse_json
from api.pages.typed import Json
from api.problems.problems import Problem
from application.applying.content import Content
from application.applying.drafts import Draft
from domain.checks import missing_document, previous_number_faults
from domain.papers import ApplicationKind, UnitType
from domain.refusals import Fault, Sentence
from domain.sop import Requirement, Sop

_DOCUMENT = re.compile(r"/documents/(\d+)(?:/|$)")
_PROGRAM = re.compile(r"/institution/programs/(\d+)")
_CONSEQUENCES = frozenset({"/documents", "/started_at"})  # of what is told by requirement, or of nobody's typing


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that is wrong: on which page (None: with the whole), with which field or requirement."""

    page: Page | None
    field: str
    sentence: Sentence


def found_in(draft: Draft, sop: Sop) -> tuple[Found, ...]:
    """Return everything that can be told without asking the file or the uploads."""
    body = submission_of(draft)
    typed = [each for each in _about_fields(body) if each.pointer not in _CONSEQUENCES]
    return (*_placed(typed, draft.content), *_missing(draft.content, sop))


def found_by(problem: Problem, draft: Draft, sop: Sop) -> tuple[Found, ...]:
    """Return what the API refuses the whole submission for."""
    missing = tuple(_missing(draft.content, sop))
    about = [each for each in problem.errors if each.code != "missing_requirement" and each.pointer != "/started_at"]
    if missing:
        about = [each for each in about if each.pointer not in _CONSEQUENCES]
    found = (*_placed(about, draft.content), *missing)
    return found or (Found(page=None, field="", sentence=problem.sentence),)


def needed(content: Content, sop: Sop) -> tuple[Requirement, ...]:
    """Return what must be there; nothing as long as it is open what is applied for."""
    kind, unit = kind_and_unit(content)
    return sop.needed(unit, kind) if kind and unit else ()


def kind_and_unit(content: Content) -> tuple[ApplicationKind | None, UnitType | None]:
    kind, unit = content.fields.get("kind"), content.fields.get("institution.unit_type")
    return (
        next((each for each in ApplicationKind if each == kind), None),
        next((each for each in UnitType if each == unit), None),
    )


def by_page(found: Iterable[Found]) -> Mapping[Page | None, Sequence[Found]]:
    pages: dict[Page | None, list[Found]] = {}
    for each in found:
        pages.setdefault(each.page, []).append(each)
    return pages


def _about_fields(body: Json) -> Iterator[Fault]:
    try:
        parse_json(orjson.dumps(body), Submission)
    except Problem as problem:
        yield from problem.errors
    kind, number = body.get("kind"), body.get("previous_number")
    if kind in list(ApplicationKind):
        yield from previous_number_faults(ApplicationKind(str(kind)), str(number) if number else None)


def _missing(content: Content, sop: Sop) -> Iterator[Found]:
    there = {each.requirement for each in content.documents}
    for need in needed(content, sop):
        if need.code not in there:
            yield Found(page=Page.DOCUMENTS, field=need.code, sentence=missing_document(need).message)


def _placed(faults: Iterable[Fault], content: Content) -> Iterator[Found]:
    """A fault of a document is one of its requirement's; one of a programme names its line."""
    for fault in faults:
        if (document := _DOCUMENT.match(fault.pointer)) and int(document[1]) < len(content.documents):
            code = content.documents[int(document[1])].requirement
            yield Found(page=Page.DOCUMENTS, field=code, sentence=fault.message)
        elif program := _PROGRAM.match(fault.pointer):
            line = int(program[1]) + 1
            said = Sentence(f"Baris {line}: {fault.message.id}", f"Line {line}: {fault.message.en}")
            yield Found(page=Page.INSTITUTION, field=PROGRAMS, sentence=said)
        else:
            field = fault.pointer.strip("/").replace("/", ".")
            sentence = PLAIN.get((field, fault.code)) or PLAIN.get(("", fault.code), fault.message)
            yield Found(page=page_of(field), field=field, sentence=sentence)


# What a program is told and what a person is told: the same, where the API's words are about JSON.
PLAIN: Mapping[tuple[str, str], Sentence] = {
    ("", "missing"): Sentence("Isian ini wajib diisi.", "This must be filled in."),
    ("kind", "missing"): Sentence("Pilih salah satu.", "Choose one."),
    ("institution.unit_type", "missing"): Sentence("Pilih salah satu.", "Choose one."),
    ("institution.programs", "too_short"): Sentence(
        "Sebutkan sekurang-kurangnya satu program.", "Name at least one programme."
    ),
    ("institution.capacity", "int_type"): Sentence(
        "Tulis jumlah orang dengan angka saja, misalnya 120.", "Write the number of persons in digits, such as 120."
    ),
    ("kind", "enum"): Sentence("Pilih salah satu.", "Choose one."),
    ("institution.unit_type", "enum"): Sentence("Pilih salah satu.", "Choose one."),
}

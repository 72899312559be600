"""What a form of these pages asks, as it stands in the address: read as the API reads it, each fault told at its field.

A field that was left empty asks for nothing. What was typed stays typed, whatever is wrong with it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError

from api.pages.sla_question import office_time
from api.problems.problems import Problem
from api.problems.validation import invalid
from domain.refusals import Sentence

Model = TypeVar("Model", bound=BaseModel)
_LISTS = frozenset({"fact"})
_INSTANTS = frozenset({"from", "to", "recorded_from", "recorded_to"})
_OF_EVERY_PAGE = frozenset({"lang", "theme"})
_OF_THE_PLACE = frozenset({"cursor", "newer"})
ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Generic[Model]):
    """`typed` is what stands in the fields, `faults` what is wrong in which; `asked` is None where anything is."""

    typed: Mapping[str, Sequence[str]]
    asked: Model | None
    faults: Mapping[str, Sentence] = field(default_factory=dict[str, Sentence])

    def value(self, name: str) -> str:
        """Return what stands in a field; the one for a number also takes the id of an application."""
        found = self.typed.get(name) or (self.typed.get("application") if name == "number" else None)
        return found[-1] if found else ""

    def fault(self, name: str) -> Sentence | None:
        return self.faults.get(name) or (self.faults.get("application") if name == "number" else None)

    def is_asked(self, *names: str) -> bool:
        """Whether one of these fields says anything, be it right or wrong."""
        return any(self.typed.get(name) for name in names)

    def at_fault(self, problem: Problem) -> "Form[Model]":
        """Return the form with what the question itself was refused for; raise what is no matter of a field."""
        return replace(self, asked=None, faults=_told(problem))

    def query(self, **changes: str | None) -> str:
        """Return this question as an address has it, from its first page on, with these changes."""
        kept = [(name, each) for name, all_ in self.typed.items() if name not in changes for each in all_]
        kept = [each for each in kept if each[0] not in _OF_THE_PLACE]
        return urlencode([*kept, *((name, value) for name, value in changes.items() if value is not None)])


def read_form(model: type[Model], pairs: Iterable[tuple[str, str]]) -> Form[Model]:
    """Return the question that these names and values ask."""
    typed: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip() and name not in _OF_EVERY_PAGE:
            typed.setdefault(name, []).append(value)
    if "application" not in typed and ID.fullmatch(typed.get("number", [""])[-1].strip()):
        typed["application"] = [each.strip() for each in typed.pop("number")]
    try:
        asked = model.model_validate(_as_asked(typed))
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        problem = invalid([{**each, "loc": ("query", *each["loc"])} for each in errors])
        return Form(typed=typed, asked=None, faults=_told(problem))
    return Form(typed=typed, asked=asked)


def _as_asked(typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        name: list(values) if name in _LISTS else office_time(values[-1]) if name in _INSTANTS else values[-1]
        for name, values in typed.items()
    }


def _told(problem: Problem) -> Mapping[str, Sentence]:
    """Return what is wrong by the names of the fields, the first fault of each."""
    told: dict[str, Sentence] = {}
    for each in problem.errors:
        part, _, rest = each.pointer.removeprefix("/").partition("/")
        if part != "query":
            raise problem
        told.setdefault(rest.partition("/")[0], _NO_DAY if each.code.startswith(_NO_INSTANT) else each.message)
    if not told:
        raise problem
    return told


_NO_INSTANT = ("instant", "datetime")  # codes of what is no time at all
# What a field for a day takes; the API's own sentence speaks of time zones.
_NO_DAY = Sentence(
    "Isian ini harus berupa tanggal yang ada, misalnya 2026-11-23.",
    "This must be a day that exists, such as 2026-11-23.",
)

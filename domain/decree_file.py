"""A decree file (TOML) to a validated `DecreeTemplate`: what is wrong is said with file, section and field."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from string import Formatter
from typing import TypeVar

from domain.decree import (
    PLACEHOLDERS,
    REASONS,
    DecreeTemplate,
    Dictum,
    LegalGround,
    Letterhead,
    Office,
    Sheet,
    Wording,
)
from domain.papers import ApplicationKind, DecreeKind, UnitType
from domain.revocation import REVOCATION_PLACEHOLDERS

Value = TypeVar("Value")
Word = TypeVar("Word", bound=StrEnum)

OFFICE = ("government", "letterhead", "address", "contact", "name", "head", "place", "sheet")
WORDING = ("subject", "considering", "noting", "dictum")


class BadDecreeFile(ValueError):
    """A decree file that cannot be used. The message names the file, the section and the field."""


def parse_template(text: str, file: str) -> DecreeTemplate:
    """Return the forms that `text` describes, or raise `BadDecreeFile`; `file` is only named in the message."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadDecreeFile(f"{file}: this is not TOML: {error}") from error
    return _template(_Section(file, data))


@dataclass(frozen=True, slots=True)
class _Section:
    """A TOML table that knows where it stands, so that each complaint can say so; its texts may name `known`."""

    where: str
    data: Mapping[str, object]
    known: frozenset[str] = PLACEHOLDERS

    def get(self, field: str, kind: type[Value]) -> Value:
        value = self.data.get(field)
        if isinstance(value, kind):
            return value
        raise self.bad(field, f"must be given, as {kind.__name__}")

    def text(self, field: str) -> str:
        return self.filled(field, self.get(field, str))

    def wording(self, field: str) -> str:
        return self.checked(field, self.get(field, str))

    def wordings(self, field: str) -> tuple[str, ...]:
        """One or more texts with placeholders."""
        lines = self.get(field, list)
        if not lines:
            raise self.bad(field, "must not be empty")
        return tuple(self.checked(f"{field}[{n}]", line) for n, line in enumerate(lines, 1))

    def texts(self, field: str) -> tuple[str, ...]:
        """Texts without placeholders; none where the field is absent."""
        lines = self.get(field, list) if field in self.data else []
        return tuple(self.filled(f"{field}[{n}]", line) for n, line in enumerate(lines, 1))

    def section(self, field: str, *fields: str) -> "_Section":
        """The section `field`, which has `fields` and no other."""
        return replace(self, where=f"{self.where}, {field}", data=self.get(field, dict)).only(fields)

    def sections(self, field: str, *fields: str) -> list["_Section"]:
        rows = self.get(field, list)
        if not rows or not all(isinstance(row, dict) for row in rows):
            raise self.bad(field, f"must be one or more [[{field}]] sections")
        named = ((f"{self.where}, {field} {n}", row) for n, row in enumerate(rows, 1))
        return [replace(self, where=where, data=row).only(fields) for where, row in named]

    def only(self, fields: Iterable[str]) -> "_Section":
        for name in self.data:
            if name not in fields:
                raise self.bad(name, f"is none of {', '.join(fields)}")
        return self

    def labels(self, field: str, words: type[Word], check: "Callable[[_Section, str], str]") -> dict[Word, str]:
        """A text for each of `words`, and for nothing else."""
        section = self.section(field, *words)
        return {word: check(section, word.value) for word in words}

    def unit_types(self, field: str) -> frozenset[UnitType]:
        """The listed unit types, or all of them where the field is absent."""
        if field not in self.data:
            return frozenset(UnitType)
        named = self.get(field, list)
        for name in named:
            if name not in list(UnitType):
                raise self.bad(field, f"{name!r} is none of {', '.join(UnitType)}")
        return frozenset(UnitType(name) for name in named)

    def sheet(self) -> Sheet:
        """A4 where nothing is said."""
        name = self.data.get("sheet", Sheet.A4)
        if name not in list(Sheet):
            raise self.bad("sheet", f"{name!r} is none of {', '.join(Sheet)}")
        return Sheet(str(name))

    def filled(self, field: str, value: object) -> str:
        if isinstance(value, str) and value.strip():
            return value.strip()
        raise self.bad(field, "must be a text that is not empty")

    def checked(self, field: str, value: object) -> str:
        text = self.filled(field, value)
        for name in self._placeholders(field, text):
            if name not in self.known:
                raise self.bad(
                    field, f"has the placeholder {{{name}}}, which is none of {', '.join(sorted(self.known))}"
                )
        return text

    def _placeholders(self, field: str, text: str) -> Iterable[str]:
        try:
            found = list(Formatter().parse(text))
        except ValueError as error:
            raise self.bad(field, f"is not a text with placeholders: {error}") from error
        for _, name, form, conversion in found:
            if form or conversion:
                raise self.bad(field, f"has the placeholder {{{name}}} with a format; give its name alone")
            if name is not None:
                yield name

    def bad(self, field: str, what: str) -> BadDecreeFile:
        return BadDecreeFile(f"{self.where}: {field} {what}")


def _template(top: _Section) -> DecreeTemplate:
    wordings = {kind: _wording(top.section(kind.value, *WORDING)) for kind in DecreeKind}
    _check_reasons(top, "refusal", wordings[DecreeKind.REFUSAL])
    return DecreeTemplate(
        code=top.text("code"),
        version=top.text("version"),
        office=_office(top.section("office", *OFFICE)),
        technical=_office(top.section("technical_office", *OFFICE)),
        unit_types=top.labels("unit_types", UnitType, _Section.text),
        grants=top.labels("grants", ApplicationKind, _Section.text),
        legal_basis=tuple(_ground(each) for each in top.sections("legal_basis", "text", "unit_types")),
        copies=top.wordings("copies"),
        wordings=wordings,
        revocation=_revocation(top),
        recommendation_copies=top.texts("recommendation_copies"),
    )


def _revocation(top: _Section) -> Wording:
    wording = _wording(replace(top.section("revocation", *WORDING), known=REVOCATION_PLACEHOLDERS))
    _check_reasons(top, "revocation", wording)
    return wording


def _office(section: _Section) -> Office:
    return Office(
        letterhead=Letterhead(
            government=section.text("government"),
            office=section.text("letterhead"),
            address=section.text("address"),
            contact=section.text("contact"),
        ),
        name=section.text("name"),
        head=section.text("head"),
        place=section.text("place"),
        sheet=section.sheet(),
    )


def _ground(section: _Section) -> LegalGround:
    return LegalGround(text=section.text("text"), unit_types=section.unit_types("unit_types"))


def _wording(section: _Section) -> Wording:
    return Wording(
        subject=section.wording("subject"),
        considering=section.wordings("considering"),
        noting=section.wordings("noting"),
        dictum=tuple(_dictum(each) for each in section.sections("dictum", "text", "particulars", "items")),
    )


def _dictum(section: _Section) -> Dictum:
    items = section.get("items", list) if "items" in section.data else []
    return Dictum(
        text=section.wording("text"),
        particulars=_particulars(section),
        items=tuple(
            REASONS if item == REASONS else section.checked(f"items[{n}]", item) for n, item in enumerate(items, 1)
        ),
    )


def _particulars(section: _Section) -> tuple[tuple[str, str], ...]:
    rows = section.get("particulars", list) if "particulars" in section.data else []
    for n, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != 2:
            raise section.bad(f"particulars[{n}]", "must be a pair: label and value")
    return tuple(
        (section.filled(f"particulars[{n}]", label), section.checked(f"particulars[{n}]", value))
        for n, (label, value) in enumerate(rows, 1)
    )


def _check_reasons(top: _Section, kind: str, wording: Wording) -> None:
    if not any(REASONS in clause.items for clause in wording.dictum):
        raise top.bad(
            f"{kind}.dictum", f"must have an item {REASONS}: a {kind} gives its reasons (UU 30/2014 Pasal 55)"
        )

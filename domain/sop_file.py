"""An SOP file (TOML) to a validated `Sop`: what is wrong is said with file, row and field before anything starts."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations, pairwise
from typing import TypeVar

from domain.actor import Role
from domain.commands import NAMES
from domain.decree_number import BadPattern, check_pattern, read_number, written
from domain.papers import ApplicationKind, NumberedKind, UnitType
from domain.sop import ANYWHERE, Move, Requirement, Row, Sop
from domain.working_time import Standard, UnreadableStandard

Value = TypeVar("Value")
Word = TypeVar("Word", bound=StrEnum)

ENDINGS = frozenset({"deliver", "lapse"})
AT_A_ROW = frozenset(NAMES.values()) - frozenset(ANYWHERE)


class BadSop(ValueError):
    """An SOP file that cannot be used. The message names the file, the row and the field."""


def parse_sop(text: str, file: str) -> Sop:
    """Return the SOP that `text` describes, or raise `BadSop`; `file` is only named in the message."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSop(f"{file}: this is not TOML: {error}") from error
    return _sop(_Table(file, data))


@dataclass(frozen=True, slots=True)
class _Table:
    """A TOML table that knows where it stands, so that each complaint can say so."""

    where: str
    data: Mapping[str, object]

    def get(self, field: str, kind: type[Value]) -> Value:
        value = self.data.get(field)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.bad(field, f"must be given, as {kind.__name__}")
        return value

    def text(self, field: str) -> str:
        if value := self.get(field, str).strip():
            return value
        raise self.bad(field, "must not be empty")

    def positive(self, field: str) -> int:
        if (value := self.get(field, int)) > 0:
            return value
        raise self.bad(field, "must be greater than 0")

    def standard(self, field: str) -> Standard:
        try:
            return Standard.parse(self.text(field))
        except UnreadableStandard as error:
            raise self.bad(field, str(error)) from error

    def word(self, field: str, value: object, words: type[Word]) -> Word:
        try:
            return words(value)  # type: ignore[arg-type]  # a TOML value of any type; a wrong one is the ValueError below
        except ValueError:
            raise self.bad(field, f"{value!r} is none of {', '.join(words)}") from None

    def words(self, field: str, words: type[Word]) -> frozenset[Word]:
        """The listed words, or all of them where the field is absent."""
        if field not in self.data:
            return frozenset(words)
        return frozenset(self.word(field, value, words) for value in self.get(field, list))

    def tables(self, field: str) -> list["_Table"]:
        rows = self.get(field, list)
        if not rows or not all(isinstance(row, dict) for row in rows):
            raise self.bad(field, f"must be one or more [[{field}]] tables")
        return [_Table(f"{self.where}, {field} {n}", row) for n, row in enumerate(rows, 1)]

    def only(self, *fields: str) -> None:
        """Raise `BadSop` for a field that means nothing here: most likely a slip of the pen."""
        for field in self.data:
            if field not in fields:
                raise self.bad(field, f"means nothing here; known are {', '.join(fields)}")

    def bad(self, field: str, what: str) -> BadSop:
        return BadSop(f"{self.where}: {field} {what}")


def _sop(top: _Table) -> Sop:
    rows = tuple(_row(each) for each in top.tables("rows"))
    _check_walk(top, rows)
    declared = top.standard("declared_total")
    if declared.days < rows[0].standard.days or declared.minutes < rows[0].standard.minutes:
        raise top.bad("declared_total", "is less than the standard of row 1, so nothing is left to promise")
    numbering = _Table(f"{top.where}, numbering", top.get("numbering", dict))
    clock = _Table(f"{top.where}, clock", top.get("clock", dict))
    clock.only("legal_limit", "escalate_after", "claim_expires", "repair_reminders")
    repair_days = top.positive("repair_days")
    return Sop(
        code=top.text("code"),
        version=top.text("version"),
        title=top.text("title"),
        permit_name=top.text("permit_name"),
        in_force_from=top.get("in_force_from", date),
        registration_prefix=top.text("registration_prefix"),
        register=numbering.text("register"),
        number_patterns=_patterns(numbering),
        declared_total_text=f"{top.text('declared_total')} ({top.text('declared_rounded')})",
        declared_total=declared,
        declared_rounded=top.text("declared_rounded"),
        valid_years=top.positive("valid_years"),
        repair_days=repair_days,
        repair_reminders=_reminders(clock, repair_days),
        escalate_after=clock.standard("escalate_after"),
        claim_expires=clock.standard("claim_expires"),
        legal_limit=clock.standard("legal_limit"),
        rows=rows,
        requirements=_unique(top, [_requirement(each) for each in top.tables("requirements")]),
        placeholders=tuple(str(name) for name in top.get("placeholders", list)),
    )


def _reminders(clock: _Table, repair_days: int) -> tuple[int, ...]:
    """Fewer and fewer days left, the last of them still a day before the end; none is allowed too."""
    days = clock.get("repair_reminders", list)
    if not all(type(each) is int and 0 < each < repair_days for each in days):
        raise clock.bad("repair_reminders", f"must be days left, each from 1 to {repair_days - 1}")
    if any(later >= earlier for earlier, later in pairwise(days)):
        raise clock.bad("repair_reminders", "must go down: the first reminder comes when most days are left")
    return tuple(days)


def _row(row: _Table) -> Row:
    row.only("no", "activity", "role", "completeness", "standard", "output", "note", "commands")
    role = row.word("role", row.data.get("role"), Role)
    commands = row.get("commands", dict)
    if not commands:
        raise row.bad("commands", "must name at least one command")
    return Row(
        no=row.positive("no"),
        activity=row.text("activity"),
        role=role,
        completeness=row.text("completeness"),
        standard_text=row.text("standard"),
        standard=row.standard("standard"),
        output=row.text("output"),
        note=row.get("note", str),
        moves=tuple(_move(row, name, command, role) for name, command in commands.items()),
    )


def _move(row: _Table, name: str, command: object, role: Role) -> Move:
    field = f"commands.{name}"
    if name not in AT_A_ROW:
        raise row.bad(field, f"is none of {', '.join(sorted(AT_A_ROW))}")
    if not isinstance(command, dict) or not set(command) <= {"to", "by"}:
        raise row.bad(field, "must be a table of `to` and, where others act, `by`")
    to, by = command.get("to"), command.get("by", [role])
    if not isinstance(to, int) or not isinstance(by, list):
        raise row.bad(field, "needs `to`, the number of a row or 0, and `by` as a list")
    return Move(command=name, roles=tuple(row.word(f"{field}.by", each, Role) for each in by), to=to or None)


def _check_walk(top: _Table, rows: tuple[Row, ...]) -> None:
    """The rows are numbered 1, 2, 3 … as on the paper; every move leads to one of them; the walk can begin and end."""
    for n, row in enumerate(rows, 1):
        if row.no != n:
            raise BadSop(f"{top.where}, rows {n}: no is {row.no}, but rows are numbered from 1 without gaps")
        for move in row.moves:
            if move.to is None and move.command not in ENDINGS:
                raise BadSop(f"{top.where}, rows {n}: commands.{move.command} must lead to a row, not to 0")
            if move.to and not 1 <= move.to <= len(rows):
                where = f"{top.where}, rows {n}: commands.{move.command}"
                raise BadSop(f"{where} leads to row {move.to}, which is not there")
    _check_drafts(top, rows)
    if rows[0].move("submit") is None:
        raise BadSop(f"{top.where}, rows 1: commands must have submit: a file begins with it")
    if not any(move.command == "deliver" and move.to is None for row in rows for move in row.moves):
        raise BadSop(f"{top.where}: rows need one with commands.deliver to 0: a file ends with it")


def _check_drafts(top: _Table, rows: tuple[Row, ...]) -> None:
    """An approval or signature binds a draft, and a draft speaks of an inspection: each stands after the other."""
    seen: set[str] = set()
    needs = {"draft": "file_inspection", "approve": "draft", "sign": "draft"}
    for row in rows:
        for move in row.moves:
            if needs.get(move.command, "submit") not in seen | {"submit"}:
                where = f"{top.where}, rows {row.no}: commands.{move.command}"
                raise BadSop(f"{where} stands before any {needs[move.command]}")
        seen |= {move.command for move in row.moves}


def _requirement(table: _Table) -> Requirement:
    table.only("code", "title", "required", "unit_types", "kinds")
    return Requirement(
        code=table.text("code"),
        title=table.text("title"),
        required=table.get("required", bool),
        unit_types=table.words("unit_types", UnitType),
        kinds=table.words("kinds", ApplicationKind),
    )


def _unique(top: _Table, requirements: list[Requirement]) -> tuple[Requirement, ...]:
    seen: set[str] = set()
    for n, each in enumerate(requirements, 1):
        if each.code in seen:
            raise BadSop(f"{top.where}, requirements {n}: code {each.code} stands there twice")
        seen.add(each.code)
    return tuple(requirements)


def _patterns(numbering: _Table) -> dict[NumberedKind, str]:
    """A pattern for each kind, and no number that two kinds could both make."""
    numbering.only("register", *NumberedKind)
    patterns = {kind: _pattern(numbering, kind) for kind in NumberedKind}
    for kind, other in combinations(patterns, 2):
        if any(read_number(patterns[kind], written(patterns[other], seq, _SOME_DAY)) for seq in (1, 2026)):
            raise numbering.bad(other.value, f"makes numbers of the kind {kind}: one number would stand on two decrees")
    return patterns


def _pattern(numbering: _Table, kind: NumberedKind) -> str:
    pattern = numbering.text(kind.value)
    try:
        check_pattern(pattern)
    except BadPattern as error:
        raise numbering.bad(kind.value, str(error)) from error
    return pattern


_SOME_DAY = date(2026, 11, 23)

"""A trail as a file: one event a line (NDJSON), read with nothing but its header and as much data as time needs.

Whatever else a line holds, masked or not, is passed over. What is wrong is said with the number of its line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import orjson

from domain.actor import Role
from domain.events import SopRef
from domain.visits import DECISION, ENDS, Mark, Moved, Sent

Value = TypeVar("Value")

_KINDS: Mapping[type, str] = {str: "text", int: "a whole number", dict: "an object"}


class BadTrail(ValueError):
    """A trail from which nothing can be computed. The message names the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """An event of an application; its `mark` is None where it neither moves the file nor decides about it."""

    number: int
    position: int
    application: str
    version: int
    at: datetime
    sop: SopRef
    mark: Mark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeLine:
    """An event of the office, of no application."""

    number: int
    fact: str
    data: Mapping[str, object]


def read_lines(lines: Iterable[bytes]) -> Iterator[FileLine | OfficeLine]:
    """Yield what each line says, or raise `BadTrail`."""
    last = 0
    for number, text in enumerate(lines, 1):
        line = _Fields(number, "", _object(number, text))
        position = line.get("position", int)
        if position <= last:
            raise line.bad(f"position {position} does not come after {last}; a trail is in the order of positions")
        last = position
        if "application" in line.data and line.data["application"] is None:
            yield OfficeLine(number=number, fact=line.get("fact", str), data=line.inside("data").data)
        else:
            yield _file_line(line, position)


def _file_line(line: "_Fields", position: int) -> FileLine:
    sop = line.inside("sop")
    return FileLine(
        number=line.number,
        position=position,
        application=line.get("application", str),
        version=line.get("version", int),
        at=line.instant("at"),
        sop=SopRef(code=sop.get("code", str), version=sop.get("version", str)),
        mark=_mark(line),
    )


def _mark(line: "_Fields") -> Mark | None:
    fact = line.get("fact", str)
    motion = _motion(line, fact)
    if motion is None and fact not in ENDS | {DECISION}:
        return None
    return Mark(version=line.get("version", int), at=line.instant("at"), fact=fact, motion=motion)


def _motion(line: "_Fields", fact: str) -> Sent | Moved | None:
    data = line.inside("data")
    match fact:
        case "Submitted":
            began = None if data.data.get("started_at") is None else data.instant("started_at")
            return Sent(round=data.get("round", int), role=line.inside("by").role("role"), started_at=began)
        case "Routed":
            return Moved(to_step=data.get("to_step", int), to_role=data.role("to_role"))
        case _:
            return None


def _object(number: int, text: bytes) -> Mapping[str, object]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadTrail(f"line {number}: this is not JSON") from None
    if isinstance(found, dict):
        return found
    raise BadTrail(f"line {number}: this is no event, which is an object")


@dataclass(frozen=True, slots=True)
class _Fields:
    """An object of a line that knows where it stands, so that each complaint can say so."""

    number: int
    where: str
    data: Mapping[str, object]

    def get(self, name: str, kind: type[Value]) -> Value:
        value = self.data.get(name)
        if type(value) is kind:  # exactly: True is an int
            return value
        raise self.bad(f"{self.where}{name} must be given, as {_KINDS[kind]}")

    def inside(self, name: str) -> "_Fields":
        data: dict[str, object] = self.get(name, dict)
        return _Fields(self.number, f"{self.where}{name}.", data)

    def instant(self, name: str) -> datetime:
        text = self.get(name, str)
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise self.bad(f"{self.where}{name} must be a time with its zone, such as 2026-11-23T01:14:00Z")
        return at

    def role(self, name: str) -> Role:
        text = self.get(name, str)
        try:
            return Role(text)
        except ValueError:
            raise self.bad(f"{self.where}{name} is no role: {text!r}") from None

    def bad(self, what: str) -> BadTrail:
        return BadTrail(f"line {self.number}: {what}")

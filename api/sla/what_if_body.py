"""The body of a what-if: what is supposed, of which SOP, over which visits; and what it looks like when it is wrong."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from api.commands.body import Body
from api.commands.examples import Example
from api.http.fields import Instant, Line
from api.problems.validation import pointer
from api.sla.period import EITHER, begin_of_day, end_of_day
from domain.calendar import Closure, ClosureKind
from domain.refusals import Fault, Sentence
from domain.supposition import Supposition
from domain.working_time import Standard, UnreadableStandard

MOST_DAYS = 366

Duration = Annotated[
    str,
    Field(max_length=20),
    WithJsonSchema({"type": "string", "pattern": "^P([0-9]{1,4}D)?(T([0-9]{1,4}H)?([0-9]{1,4}M)?)?$"}),
]
_EXAMPLE: Example = {
    "sop": "izin-kbm",
    "standards": {"4": "P3D", "2": "PT5M"},
    "closures": [{"day": "2026-11-24", "name": "Hari Jadi Kota Banjarbaru"}],
    "openings": ["2026-12-24"],
    "from": "2026-01-01",
    "to": "2026-11-30",
}


class SupposedClosure(Body):
    """A working day on which the office would be closed."""

    day: date
    name: Line


class WhatIf(Body):
    """Standards by step, as ISO 8601 durations of working days, hours and minutes; days closed, and closed days worked.

    `from` and `to` bound when visits ended. Every version of the SOP is meant.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    sop: Line | None = None
    standards: Annotated[Mapping[str, Duration], Field(max_length=99)] = Field(default_factory=dict[str, str])
    closures: Annotated[tuple[SupposedClosure, ...], Field(max_length=MOST_DAYS)] = ()
    openings: Annotated[tuple[date, ...], Field(max_length=MOST_DAYS)] = ()
    from_: Annotated[Instant, BeforeValidator(begin_of_day), EITHER] | None = Field(None, alias="from")
    to: Annotated[Instant, BeforeValidator(end_of_day), EITHER] | None = None

    def faults(self) -> Iterator[Fault]:
        for step, duration in self.standards.items():
            where = pointer("standards", step)
            if not (step.isascii() and step.isdigit() and step == str(int(step))):
                yield Fault(where, "unknown_step", NO_STEP)
            elif _standard(duration) is None:
                yield Fault(where, "duration", NO_DURATION)

    def supposition(self) -> Supposition:
        """Return what is supposed; only of a body without `faults`."""
        standards = {int(step): Standard.from_iso(duration) for step, duration in self.standards.items()}
        closed = (Closure(day=each.day, kind=ClosureKind.LOCAL_CLOSURE, name=each.name) for each in self.closures)
        return Supposition(standards=standards, closed=tuple(closed), opened=self.openings)


def _standard(duration: str) -> Standard | None:
    try:
        return Standard.from_iso(duration)
    except UnreadableStandard:
        return None


NO_STEP = Sentence("Kunci harus nomor langkah SOP, misalnya 4.", "The key must be a step of the SOP, such as 4.")
NO_DURATION = Sentence(
    "Waktu baku harus berupa durasi ISO 8601 yang lebih dari nol, misalnya P4D, PT10M, atau P4DT1H13M.",
    "A standard time must be an ISO 8601 duration greater than nothing, such as P4D, PT10M or P4DT1H13M.",
)

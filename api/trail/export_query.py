"""What may be asked of an export: the filters of the trail, the form, and nothing else."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from api.desks.as_of import QueryInstant
from api.http.fields import printable
from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.problems.validation import field_error, pointer
from api.sla.period import EITHER, TO, begin_of_day, end_of_day, require_forward
from api.trail.exporting import Wish
from api.trail.formats.forms import Form
from application.schema import SCHEMA
from domain.actor import Role
from domain.refusals import Fault, Sentence
from projections.evidence.chosen import Chosen

_LARGEST = 2**63 - 2


def _known(fact: str) -> str:
    if fact not in SCHEMA.facts:
        raise field_error(
            "unknown_fact",
            Sentence("Peristiwa seperti ini tidak dikenal dalam jejak.", "The trail knows no fact of this name."),
        )
    return fact


class ExportQuery(BaseModel):
    """`from` and `to` go by when something happened; `after` and `before` by positions, both exclusive."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    format: Form = Form.NDJSON
    application: UUID | None = Field(None, description="Of one application, by its id.")
    fact: (
        Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": sorted(SCHEMA.facts)})] | None
    ) = Field(None, description="One kind of fact, by its name.")
    actor: Annotated[str, AfterValidator(printable)] | None = Field(
        None, max_length=200, description="What this officer did, by `sub`; applicants are all `•••`."
    )
    role: Role | None = Field(None, description="What was done in this role.")
    since: Annotated[Annotated[QueryInstant, BeforeValidator(begin_of_day)] | None, EITHER] = Field(
        None, alias="from", description="From this instant on (RFC 3339), or from the beginning of this day."
    )
    until: Annotated[Annotated[QueryInstant, BeforeValidator(end_of_day)] | None, EITHER] = Field(
        None, alias="to", description="Before this instant (RFC 3339), or up to the end of this day."
    )
    after: int = Field(0, ge=0, le=_LARGEST, description="Positions after this one.")
    before: int | None = Field(None, ge=1, le=_LARGEST, description="Positions before this one.")
    include: Literal["all"] | None = Field(
        None, description="`all`: also automatic `Routed`, `Claimed` and `Released` (NDJSON always has them)."
    )


def wish_of(query: ExportQuery, *, head: int) -> Wish:
    """Return what is wanted of a trail that ends at `head`, or raise a 422 problem."""
    since: datetime | None = query.since
    until: datetime | None = query.until
    require_forward(since, until, TO)
    if query.before is not None and query.before <= query.after:
        raise _wrong("before", "before_after", _REVERSED)
    for name, position in (("after", query.after), ("before", (query.before or 1) - 1)):
        if position > head:
            raise _wrong(name, "beyond_end", _beyond(head))
    return Wish(
        form=query.format,
        chosen=Chosen(
            application=query.application,
            fact=query.fact,
            actor=query.actor,
            role=query.role,
            since=since,
            until=until,
            after=query.after,
            before=query.before,
        ),
        everything=query.include == "all",
    )


def _wrong(name: str, code: str, message: Sentence) -> Problem:
    return Problem(problem_texts.INVALID_REQUEST, errors=(Fault(pointer("query", name), code, message),))


def _beyond(head: int) -> Sentence:
    return Sentence(
        f"Jejak berakhir pada posisi {head}; posisi ini belum ada.",
        f"The trail ends at position {head}; there is no such position yet.",
    )


_REVERSED = Sentence(
    "Posisi akhir (before) harus sesudah posisi awal (after).",
    "The position before must come after the position after.",
)

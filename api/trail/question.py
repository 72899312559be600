"""What auditors ask the trail: the filters of `/v1/events`, its kin and `/v1/export`, as they stand in an address.

A filter that is not one of these is refused by name: who misspells one would else read an answer to another question.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from api.desks.as_of import QueryInstant
from api.http.fields import printable
from api.http.paging import DEFAULT_LIMIT, MAX_LIMIT
from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.problems.validation import field_error, pointer
from api.sla.period import EITHER, TO, begin_of_day, end_of_day, require_forward
from application.schema import SCHEMA
from domain.actor import Role
from domain.decree_number import same_number
from domain.refusals import Fault, Sentence
from projections.engine.connection import Connection
from projections.trail_event import stream_with_number
from projections.trail_sought import Sought

Correlate = Callable[[str], str]
MOST_POSITIONS = 2**63 - 1
_FACTS = tuple(SCHEMA.facts)


class Order(StrEnum):
    OLDEST = "asc"
    NEWEST = "desc"


def _known(fact: str) -> str:
    if fact in _FACTS:
        return fact
    raise field_error(
        "unknown_fact",
        Sentence("Tidak ada fakta dengan nama ini; lihat docs/facts.md.", "There is no fact of this name."),
    )


Words = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]
FactName = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": list(_FACTS)})]
Since = Annotated[QueryInstant, BeforeValidator(begin_of_day), EITHER]
Until = Annotated[QueryInstant, BeforeValidator(end_of_day), EITHER]


class Filters(BaseModel):
    """All of them hold together. Instants lie from `from` on and before `to`; a day is the office's whole day."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    application: UUID | None = Field(None, description="Of this application.")
    number: Words | None = Field(None, description="Of the application with this registration or decree number.")
    fact: list[FactName] = Field([], max_length=len(_FACTS), description="One of these facts; may be repeated.")
    actor: Words | None = Field(None, description="By this `sub`. Applicants are sealed: all of them are `•••`.")
    acting_for: Words | None = Field(None, description="By whoever acted for this post (Plt/Plh).")
    role: Role | None = Field(None, description="By somebody in this role.")
    step: int | None = Field(None, ge=1, le=99, description="At this step of the SOP.")
    sop: Words | None = Field(None, description="Of this permit type, by its SOP's code.")
    since: Since | None = Field(None, alias="from", description="That happened from this instant, or day, on.")
    until: Until | None = Field(None, alias="to", description="That happened before this instant, or up to this day.")
    recorded_from: Since | None = Field(None, description="Recorded from this instant, or day, on.")
    recorded_to: Until | None = Field(None, description="Recorded before this instant, or up to this day.")
    after: int | None = Field(None, ge=0, le=MOST_POSITIONS, description="At positions after this one.")
    before: int | None = Field(None, ge=1, le=MOST_POSITIONS, description="At positions before this one.")
    correlation: Words | None = Field(None, description="With this `correlation`: brought about by one request.")
    request_id: Words | None = Field(None, description="Brought about by the request with this `X-Request-Id`.")

    def require_forward(self) -> None:
        """Raise a 422 problem where a range ends before it begins, or nothing can be between its ends."""
        require_forward(self.since, self.until, TO)
        require_forward(self.recorded_from, self.recorded_to, pointer("query", "recorded_to"))
        if self.after is not None and self.before is not None and self.before <= self.after:
            raise Problem(problem_texts.INVALID_REQUEST, errors=(_REVERSED,))

    def listing(self) -> str:
        """Return a name for what is listed, which binds a cursor to it."""
        return str(self.model_dump(include=set(Filters.model_fields), exclude_none=True))


class Listed(Filters):
    """Filters, and which page of what they let through."""

    order: Order = Field(Order.OLDEST, description="By position: `asc`, or `desc`, which is the newest first.")
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="Events on the page, at most.")
    cursor: Annotated[str | None, WithJsonSchema({"type": "string", "pattern": r"^[A-Za-z0-9_-]{24,1024}$"})] = Field(
        None, description="The `next` of the page before."
    )

    def listing(self) -> str:
        return f"{super().listing()} {self.order}"


class Followed(Filters):
    """Filters, and where a reader left off."""

    last_event_id: int | None = Field(
        None, ge=0, le=MOST_POSITIONS, description="As the header `Last-Event-ID`, for whoever cannot send one."
    )

    def without_place(self) -> Self:
        return self.model_copy(update={"last_event_id": None})


async def sought(asked: Filters, correlate: Correlate, connection: Connection) -> Sought | None:
    """Return what is asked for, or None where there can be no such event: a number that nobody has.

    `correlate` tells what the trail keeps of a request id.
    """
    stream = asked.application
    if asked.number is not None:
        named = await stream_with_number(connection, asked.number.strip(), same_number(asked.number))
        if named is None or stream not in (None, named):
            return None
        stream = named
    correlations = {asked.correlation, asked.request_id and correlate(asked.request_id)} - {None}
    if len(correlations) > 1:
        return None
    return Sought(
        stream=stream,
        correlation=next(iter(correlations), None),
        facts=_chosen(asked.fact),
        role=asked.role,
        actor=asked.actor,
        acting_for=asked.acting_for,
        sop=asked.sop,
        step=asked.step,
        since=asked.since,
        until=asked.until,
        recorded_since=asked.recorded_from,
        recorded_until=asked.recorded_to,
        after=asked.after or 0,
        before=asked.before,
    )


def _chosen(facts: Sequence[str]) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys(facts)) or None


_REVERSED = Fault(
    pointer("query", "before"),
    "before_after",
    Sentence(
        "Posisi before harus lebih besar daripada posisi after.", "The position before must be greater than after."
    ),
)

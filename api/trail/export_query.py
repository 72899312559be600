"""What may be asked of an export: the filters of the trail, the form, and nothing else."""

from typing import Any, Literal

from pydantic import Field

from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.problems.validation import pointer
from api.trail.exporting import Wish
from api.trail.formats.forms import Form
from api.trail.question import Correlate, Filters, sought
from domain.personal import MASK
from domain.refusals import Fault, Sentence
from projections.engine.connection import Connection
from projections.trail_page import has_acted
from projections.trail_sought import Sought


class ExportQuery(Filters):
    """Filters as of the list of events, and how the file is written."""

    format: Form = Form.NDJSON
    include: Literal["all"] | None = Field(
        None,
        description="`all`: also automatic `Routed`, `Claimed`, `Released`, `Reassigned` and powers of attorney "
        "(NDJSON always has them).",
    )


async def wish_of(connection: Connection, query: ExportQuery, correlate: Correlate, *, head: int) -> Wish:
    """Return what is wanted of a trail that ends at `head`, or raise a 422 problem."""
    query.require_forward()
    for name, position in (("after", query.after or 0), ("before", (query.before or 1) - 1)):
        if position > head:
            fault = Fault(pointer("query", name), "beyond_end", _beyond(head))
            raise Problem(problem_texts.INVALID_REQUEST, errors=(fault,))
    chosen = await sought(query, correlate, connection)
    return Wish(
        form=query.format,
        chosen=chosen or Sought(facts=()),
        filters=await _said(connection, query, correlate),
        everything=query.include == "all",
    )


async def _said(connection: Connection, query: ExportQuery, correlate: Correlate) -> dict[str, Any]:
    """Return what was asked for, in the words of the query, as it is noted for ever: so it names no applicant.

    Of a request id, which may say anything, that is what the trail keeps; of an actor, who it was if it was an officer.
    """
    said = query.model_dump(mode="json", by_alias=True, exclude={"format"}, exclude_defaults=True)
    if query.request_id is not None:
        said["request_id"] = correlate(query.request_id)
    if query.actor is not None and not await has_acted(connection, query.actor):
        said["actor"] = MASK
    return said


def _beyond(head: int) -> Sentence:
    return Sentence(
        f"Jejak berakhir pada posisi {head}; posisi ini belum ada.",
        f"The trail ends at position {head}; there is no such position yet.",
    )

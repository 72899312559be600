"""The trail for auditors: pages of it, one event with its surroundings, as CloudEvents, and as it grows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, NamedTuple

import orjson
from fastapi import APIRouter, Header, Path, Query
from pydantic import WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.http.answers import answering
from api.http.openapi import problem_responses
from api.http.paging import next_link, page_answer
from api.office import Office, TheOffice
from api.problems import texts as problem_texts
from api.problems import texts_permits as problem_texts_permits
from api.problems import texts_trail as problem_texts_trail
from api.problems.problems import Problem
from api.problems.validation import pointer
from api.security import Authenticated
from api.trail.event_schemas import CLOUD_EVENTS, EVENT_STREAM, EventSchema, EventsSchema
from api.trail.event_view import EVENTS, cloud_event, event_item, one_event
from api.trail.question import MOST_POSITIONS, Followed, Listed, Order, sought
from api.trail.stream import LiveResponse
from domain.actor import Caller, Role
from domain.refusals import Fault, Sentence
from projections.engine.log import read_head
from projections.trail import Entry
from projections.trail_event import Surroundings, event_at
from projections.trail_page import trail_page
from projections.trail_sought import Sought

BATCH = "application/cloudevents-batch+json"
Position = Annotated[int, Path(ge=1, le=MOST_POSITIONS, description="Where the event stands in the log.")]
LastEventId = Annotated[
    str | None,
    Header(alias="Last-Event-ID", description="The position of the last event you have: go on after it."),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,19}$"}),
]

_LIST = """
Straight from the ledger, current at any moment, in the order of positions. All filters hold together; what is personal
reads `•••`. A cursor is of one question: with other filters or another order it is refused.
"""
_STREAM = """
Server-sent events, each with its position as `id` and an event as its data, filtered like the list. It begins with what
comes next; with `Last-Event-ID` (or `?last_event_id=`, or `?after=`) with what came after that position. A comment at
least every 20 seconds tells that the line stands. With `before` it ends there. The server ends every stream after a
quarter of an hour, so that nobody reads on with a token that has expired: come again with `Last-Event-ID`.
"""


class EventsPage(NamedTuple):
    """Events, the cursor to those that follow, and where the log ended when it was looked into."""

    entries: Sequence[Entry]
    following: str | None
    head: int


router = APIRouter(prefix=EVENTS, tags=["auditors"])


@router.get(
    "",
    operation_id="listEvents",
    summary="The events of the trail that fit every filter",
    description=_LIST,
    responses=answering(EventsSchema, "Link"),
)
async def list_events(
    request: Request, office: TheOffice, by: Authenticated, asked: Annotated[Listed, Query()]
) -> Response:
    found = await events_page(office, by, asked, "events")
    return page_answer(request, [event_item(entry) for entry in found.entries], found.following)


@router.get(
    "/cloudevents",
    operation_id="listCloudEvents",
    summary="The same as a batch of CloudEvents 1.0; the next page is in the Link header",
    description=_LIST,
    responses=CLOUD_EVENTS,
    response_class=Response,
)
async def list_cloud_events(
    request: Request, office: TheOffice, by: Authenticated, asked: Annotated[Listed, Query()]
) -> Response:
    found = await events_page(office, by, asked, "cloudevents")
    source = f"{str(office.settings.public_url or '').rstrip('/')}{EVENTS}"
    events = [cloud_event(entry, source) for entry in found.entries]
    headers = next_link(request, found.following)
    return Response(orjson.dumps(events, option=orjson.OPT_UTC_Z), headers=headers, media_type=BATCH)


@router.get(
    "/stream",
    operation_id="followEvents",
    summary="The trail as it grows",
    description=_STREAM,
    responses={**EVENT_STREAM, **problem_responses(problem_texts_trail.TOO_MANY_STREAMS)},
    response_class=Response,
)
async def follow_events(
    office: TheOffice, by: Authenticated, asked: Annotated[Followed, Query()], last_event_id: LastEventId = None
) -> Response:
    require_auditor(by)
    asked.require_forward()
    async with office.reads() as connection:
        head = await read_head(connection)
        wanted = await sought(asked, office.correlation, connection)
    nothing = Sought(facts=(), before=asked.before)
    return LiveResponse(office, wanted or nothing, after=_left_off(asked, last_event_id, head))


@router.get(
    "/{position}",
    operation_id="readEvent",
    summary="One event, with what stands around it",
    responses={**answering(EventSchema), **problem_responses(problem_texts_trail.EVENT_NOT_FOUND)},
)
async def read_event(office: TheOffice, by: Authenticated, position: Position) -> Response:
    require_auditor(by)
    return json_response(one_event(*await event_and_surroundings(office, position)))


async def event_and_surroundings(office: Office, position: int) -> tuple[Entry, Surroundings]:
    """Return the event at this position with what stands around it, or raise a 404 problem."""
    async with office.reads() as connection:
        found = await event_at(connection, position)
    if found is None:
        raise Problem(problem_texts_trail.EVENT_NOT_FOUND)
    return found


def require_auditor(by: Caller) -> None:
    """Raise a 403 problem: the trail is read by those who audit, and by nobody who is audited."""
    if Role.AUDITOR not in by.roles:
        raise Problem(problem_texts_permits.ROLE_NOT_PERMITTED, _FOR_AUDITORS)


async def events_page(office: Office, by: Caller, asked: Listed, kind: str) -> EventsPage:
    """Return a page; raise a 403 problem, or a 422 one where the question is none."""
    require_auditor(by)
    asked.require_forward()
    listing = f"{kind} {asked.listing()}"
    last = office.cursors.read(asked.cursor, listing)[0] if asked.cursor is not None else None
    async with office.reads() as connection:
        head = await read_head(connection)
        wanted = await sought(asked, office.correlation, connection)
        if wanted is None:
            return EventsPage((), None, head)
        newest_first = asked.order is Order.NEWEST
        wanted = _beyond(wanted, last, newest_first=newest_first)
        page = await trail_page(connection, wanted, head=head, newest_first=newest_first, limit=asked.limit)
    following = office.cursors.write(page.next, listing) if page.next else None
    return EventsPage(page.items, following, head)


def _beyond(wanted: Sought, last: str | int | None, *, newest_first: bool) -> Sought:
    if last is None:
        return wanted
    return replace(wanted, before=int(last)) if newest_first else replace(wanted, after=int(last))


def _left_off(asked: Followed, header: str | None, head: int) -> int:
    """Return the position after which to go on, or raise a 400 or 422 problem where nobody can have got so far.

    A browser that comes again sends its header to the address it began with: the header is the newer of the two.
    """
    if header is not None:
        if not (header.isascii() and header.isdigit() and int(header) <= head):
            raise Problem(problem_texts.MALFORMED_HEADER, errors=(Fault(_HEADER, "malformed_header", _NOT_READ),))
        return int(header)
    if asked.last_event_id is not None and asked.last_event_id > head:
        fault = Fault(pointer("query", "last_event_id"), "not_reached", _NOT_READ)
        raise Problem(problem_texts.INVALID_REQUEST, errors=(fault,))
    return next((each for each in (asked.last_event_id, asked.after) if each is not None), head)


_HEADER = pointer("header", "last-event-id")
_NOT_READ = Sentence(
    "Harus posisi peristiwa yang sudah ada dalam jejak, misalnya 1042.",
    "This must be the position of an event that the trail already has, such as 1042.",
)
_FOR_AUDITORS = Sentence("Jejak lengkap hanya untuk auditor.", "The whole trail is for auditors.")

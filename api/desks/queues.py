"""The queues: what lies on each desk, and one desk's files with what remains of their standard time."""

from datetime import datetime

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.desks.as_of import AsOf, moment
from api.desks.inbox import inbox
from api.desks.queries import Search
from api.desks.read_schemas import DesksSchema, QueueSchema
from api.desks.views import JSON
from api.http.answers import answering
from api.http.conditions import AfterPosition
from api.http.freshness import wait_for_writes
from api.http.openapi import problem_responses
from api.http.paging import Cursor, Limit, page_answer
from api.office import Office, TheOffice
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem
from api.security import Authenticated
from application.read_side import Deadlines, open_state
from domain.actor import OFFICERS, SOP_ROLES, Caller, Role
from domain.calendar import BeyondCalendar, Calendar
from domain.refusals import Sentence
from domain.working_time import State, remaining
from projections.past_queue import Desk, Fold, past_queue_page
from projections.queues import is_claimed, queue_loads, queue_page, state_of
from projections.sla.open_visit import OpenVisit

OVERSEERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
COUNTERS = frozenset({*OFFICERS, Role.SUPERVISOR})  # who may see how much lies on each desk

_AS_OF = """
With `as_of` the desk as it was at an instant of the past, by what had happened up to then: which files lay there, what
they were called, who had taken them, and what remained of their time. `q` then looks for the numbers and names of that
time. Due dates are those of the calendar as it is known now. Before the first event the desk is empty; an instant that
has not come yet is a 422.
"""

router = APIRouter(prefix="/v1/queues", tags=["officers", "supervisors"])


@router.get("", operation_id="listQueues", summary="What lies on each desk", responses=answering(DesksSchema))
async def list_queues(office: TheOffice, by: Authenticated, x_after_position: AfterPosition = None) -> Response:
    """Every desk, for every officer: these are counts, and whoever waits for a file may see where it is crowded."""
    if not by.roles & COUNTERS:
        raise _not_yours(Sentence("Antrean hanya untuk petugas.", "Queues are for officers."))
    await wait_for_writes(office, "inbox", x_after_position)
    async with office.reads() as connection:
        loads = await queue_loads(connection, SOP_ROLES, now=office.clock())
    return Response(orjson.dumps({"items": loads}, option=orjson.OPT_UTC_Z), media_type="application/json")


@router.get(
    "/{role}",
    operation_id="readQueue",
    summary="One desk's files, least remaining working time first",
    description=_AS_OF,
    responses={**answering(QueueSchema, "Link"), **problem_responses(problem_texts_permits.ROLE_NOT_PERMITTED)},
)
async def read_queue(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    role: Role,
    state: State | None = None,
    q: Search = None,
    as_of: AsOf = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    x_after_position: AfterPosition = None,
) -> Response:
    require_sight(by, role)
    at = moment(as_of, office.clock())
    for projection in ("inbox",) if as_of is None else ("sla", "cases"):
        await wait_for_writes(office, projection, x_after_position)
    listing = f"queue {role} {state} {q} {as_of}"
    after = office.cursors.read(cursor, listing) if cursor is not None else None
    async with office.reads() as connection:
        if as_of is None:
            page = await queue_page(connection, role, now=at, state=state, q=q, after=after, limit=limit)
        else:
            desk = Desk(role=role, at=at, state=state, q=q)
            page = await past_queue_page(connection, open_state, _fold(office), desk, after=after, limit=limit)
    items = [queue_item(visit, at, office.book.calendar) for visit in page.items]
    following = office.cursors.write(page.next, listing) if page.next else None
    return page_answer(request, items, following)


def queue_item(visit: OpenVisit, now: datetime, calendar: Calendar) -> JSON:
    """Return a file of a queue; `remaining_seconds` is working time, computed as it is read."""
    item: JSON = {
        "id": visit["permit"],
        "number": visit["number"],
        "institution": visit["institution"],
        "step": visit["step"],
        "round": visit["round"],
        "kind": visit["kind"],
        "entered_at": visit["entered_at"],
        "due_at": visit["due_at"],
        "remaining_seconds": _remaining(visit, now, calendar),
        "state": state_of(visit, now),
        "claimed_by": None,
    }
    if is_claimed(visit, now):
        who = {"sub": visit["claimed_by_sub"], "name": visit["claimed_by_name"], "role": visit["role"]}
        item["claimed_by"] = {**who, "since": visit["claimed_at"]}
    return item


def _fold(office: Office) -> Fold:
    """What an event makes of a file is the same now as then; the dates come with the visits."""
    deadlines = Deadlines(office.rulebook)
    return inbox(deadlines).fold


def _remaining(visit: OpenVisit, now: datetime, calendar: Calendar) -> int | None:
    if visit["due_at"] is None:
        return None
    try:
        return remaining(now, visit["due_at"], calendar=calendar)
    except BeyondCalendar:
        return None


def require_sight(by: Caller, role: Role) -> None:
    """A queue is its own role's and the overseers'; applicants have no queue, they have their files."""
    if role in OFFICERS and role in by.roles:
        return
    if role in SOP_ROLES and by.roles & OVERSEERS:
        return
    raise _not_yours(Sentence("Antrean ini bukan antrean peran Anda.", "This is not the queue of a role of yours."))


def _not_yours(sentence: Sentence) -> Problem:
    return Problem(problem_texts_permits.ROLE_NOT_PERMITTED, sentence)

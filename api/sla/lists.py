"""The visits behind a figure of the dashboard, and those whose verdict a later decree has turned round."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.desks.as_of import CalendarKnown
from api.desks.queries import Month, SopCode, StepNo
from api.desks.views import JSON
from api.http.answers import answering
from api.http.conditions import AfterPosition
from api.http.freshness import wait_for_writes
from api.http.paging import Cursor, Limit, page_answer
from api.office import Office, TheOffice
from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.problems.validation import pointer
from api.security import Authenticated
from api.sla.dashboard import require_known, require_overseer
from api.sla.dashboard_range import month_bounds
from api.sla.dashboard_schemas import FlipsSchema, JudgedVisitsSchema
from api.sla.period import TO, Since, Until, require_forward
from domain.actor import SOP_ROLES, Role
from domain.publications import Knowledge, Publications
from domain.refusals import Fault, Sentence
from domain.sla import Verdict
from projections.sla.dashboard import steps_of
from projections.sla.visit import SlaVisit
from projections.sla.visit_list import Order, Sought, visit_page

router = APIRouter(prefix="/v1/sla", tags=["supervisors"])


class Ending(StrEnum):
    """How a visit ended that has a due date."""

    ON_TIME = "on_time"
    LATE = "late"


@router.get(
    "/visits",
    operation_id="listSlaVisits",
    summary="The visits behind a figure: the worst first where they were late, else the latest",
    responses=answering(JudgedVisitsSchema, "Link"),
)
async def list_visits(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    step: StepNo = None,
    role: Role | None = None,
    verdict: Ending | None = None,
    since: Since = None,
    until: Until = None,
    month: Month = None,
    sop: SopCode = None,
    calendar: CalendarKnown = Knowledge.NOW,
    order: Order | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    x_after_position: AfterPosition = None,
) -> Response:
    require_overseer(by)
    start, end = range_behind(office, since, until, month)
    sought = Sought(
        start=start,
        end=end,
        sop_code=sop,
        step=step,
        role=_desk(role),
        late=None if verdict is None else verdict is Ending.LATE,
        knowledge=calendar,
    )
    order = order or (Order.WORST if verdict is Ending.LATE else Order.NEWEST)
    visits, following = await page_behind(office, sought, order, cursor=cursor, limit=limit, position=x_after_position)
    return page_answer(request, [judged(visit, calendar) for visit in visits], following)


@router.get(
    "/flips",
    operation_id="listSlaFlips",
    summary="Visits whose verdict is another by today's calendar than by the one known when they ended",
    responses=answering(FlipsSchema, "Link"),
)
async def list_flips(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    step: StepNo = None,
    since: Since = None,
    until: Until = None,
    sop: SopCode = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    x_after_position: AfterPosition = None,
) -> Response:
    require_overseer(by)
    start, end = range_behind(office, since, until, None)
    sought = Sought(start=start, end=end, sop_code=sop, step=step, flipped=True)
    visits, following = await page_behind(
        office, sought, Order.NEWEST, cursor=cursor, limit=limit, position=x_after_position
    )
    return page_answer(request, [_flip(visit, office.book.publications) for visit in visits], following)


async def page_behind(
    office: Office, sought: Sought, order: Order, *, cursor: str | None, limit: int, position: int | None
) -> tuple[Sequence[SlaVisit], str | None]:
    """Return a page and the cursor to the next one, or raise a 422 problem for what there is not."""
    steps = steps_of(office.book, _today(office), sought.sop_code)
    require_known(steps)
    if sought.step is not None and sought.step not in {no for _, no in steps.rows}:
        raise _unknown("step", _NO_STEP)
    await wait_for_writes(office, "sla", position)
    listing = f"sla visits {sought} {order}"
    after = office.cursors.read(cursor, listing) if cursor is not None else None
    async with office.reads() as connection:
        page = await visit_page(connection, sought, order, after=after, limit=limit)
    return page.items, office.cursors.write(page.next, listing) if page.next else None


def range_behind(
    office: Office, since: datetime | None, until: datetime | None, month: date | None
) -> tuple[datetime | None, datetime | None]:
    """Return the range that all of these leave, or raise a 422 problem; none of them is no limit at all."""
    require_forward(since, until, TO)
    if month is None:
        return since, until
    begin, end = month_bounds(month, office.book.calendar.zone)
    return max(since or begin, begin), min(until or end, end)


def _desk(role: Role | None) -> Role | None:
    if role in SOP_ROLES or role is None:
        return role
    raise _unknown("role", _NO_DESK)


def _today(office: Office) -> date:
    return office.clock().astimezone(office.book.calendar.zone).date()


def judged(visit: SlaVisit, knowledge: Knowledge) -> JSON:
    now = knowledge is Knowledge.NOW
    return {
        **_visit(visit),
        "due_at": visit["due_at"] if now else visit["due_then"],
        "working_seconds": visit["worked"] if now else visit["worked_then"],
        "lost_seconds": visit["lost"] if now else visit["lost_then"],
        "verdict": _VERDICTS[visit["late"] if now else visit["late_then"]],
    }


def _flip(visit: SlaVisit, publications: Publications) -> JSON:
    known = publications.known_at(visit["left_at"])
    return {
        **_visit(visit),
        "then": {"verdict": _VERDICTS[visit["late_then"]], "due_at": visit["due_then"], "calendar": known.id},
        "now": {
            "verdict": _VERDICTS[visit["late"]],
            "due_at": visit["due_at"],
            "calendar": publications.newest.id,
        },
    }


def _visit(visit: SlaVisit) -> JSON:
    return {
        "id": visit["permit"],
        "number": visit["number"],
        "sop": visit["sop_code"],
        "step": visit["step"],
        "role": visit["role"],
        "round": visit["round"],
        "entered_at": visit["entered_at"],
        "left_at": visit["left_at"],
    }


def _unknown(name: str, sentence: Sentence) -> Problem:
    return Problem(problem_texts.INVALID_REQUEST, errors=(Fault(pointer("query", name), f"unknown_{name}", sentence),))


_VERDICTS = {False: Verdict.ON_TIME, True: Verdict.LATE, None: None}
_NO_STEP = Sentence("Langkah itu tidak ada dalam SOP.", "The SOP has no such step.")
_NO_DESK = Sentence("Peran itu tidak ada dalam SOP.", "The SOP has no such role.")

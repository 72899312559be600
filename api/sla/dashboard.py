"""The supervisors' dashboard: what is open, what ended in time, how long it took, and where time is lost."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.desks.as_of import AsOf, CalendarKnown, moment
from api.desks.queries import SopCode
from api.desks.views import JSON
from api.http.answers import answering
from api.http.conditions import AfterPosition
from api.http.freshness import wait_for_writes
from api.http.negotiation import Language, language_of
from api.office import Office, TheOffice
from api.problems import texts as problem_texts
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem
from api.problems.validation import pointer
from api.security import Authenticated
from api.sla.dashboard_range import range_of
from api.sla.dashboard_schemas import DashboardSchema
from api.sla.dashboard_view import lost_view, months_view, roles_view, steps_view, totals_view
from api.sla.dashboard_warnings import warnings_view
from api.sla.period import Since, Until
from domain.actor import Caller, Role
from domain.publications import Knowledge
from domain.refusals import Fault, Sentence
from projections.engine.status import read_progress
from projections.sla.dashboard import Steps, read_dashboard, steps_of
from projections.sla.scope import Scope

OVERSEERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})

router = APIRouter(prefix="/v1/sla", tags=["supervisors"])


@router.get(
    "",
    operation_id="readDashboard",
    summary="Open, overdue, in time and late, how long it took, and where time is lost",
    responses=answering(DashboardSchema),
)
async def read_sla_dashboard(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    calendar: CalendarKnown = Knowledge.NOW,
    sop: SopCode = None,
    x_after_position: AfterPosition = None,
) -> Response:
    require_overseer(by)
    for read_model in ("inbox", "sla"):
        await wait_for_writes(office, read_model, x_after_position)
    asked = Question(since=since, until=until, as_of=as_of, calendar=calendar, sop=sop)
    return json_response(await dashboard_of(office, asked, language_of(request.scope)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which stretch of time is asked for, as it was when, by which calendar, and of which permit type."""

    since: datetime | None = None
    until: datetime | None = None
    as_of: datetime | None = None
    calendar: Knowledge = Knowledge.NOW
    sop: str | None = None


async def dashboard_of(office: Office, question: Question, language: Language) -> JSON:
    """Return the dashboard, or raise a 422 problem."""
    now, book, sop = office.clock(), office.book, question.sop
    as_of = moment(question.as_of, now) if question.as_of else None
    asked = range_of(question.since, question.until, as_of=as_of, now=now, zone=book.calendar.zone)
    steps = steps_of(book, now.astimezone(book.calendar.zone).date(), sop)
    require_known(steps)
    scope = Scope(periods=asked.periods, knowledge=question.calendar, sop_code=sop)
    async with office.reads() as connection:
        board = await read_dashboard(connection, scope, steps, now=now, as_of=as_of)
        progress = await read_progress(connection)
    return {
        "range": {"from": asked.start.astimezone(UTC), "to": asked.end.astimezone(UTC)},
        "as_of": asked.at,
        "calendar": {"known": question.calendar, "newest": book.calendar.id},
        "steps": steps_view(board, steps),
        "totals": totals_view(board, steps),
        "by_month": months_view(board, steps, asked.periods.months),
        "by_role": roles_view(board, steps),
        "lost": lost_view(board, steps),
        "warnings": warnings_view(book.calendar, progress, now, language),
    }


def require_overseer(by: Caller) -> None:
    """Raise a 403 problem: who works at a desk is not measured by colleagues."""
    if not by.roles & OVERSEERS:
        raise Problem(problem_texts_permits.ROLE_NOT_PERMITTED, _FOR_OVERSEERS)


def require_known(steps: Steps) -> None:
    """Raise a 422 problem where there is no such permit type."""
    if not steps.sops:
        raise Problem(problem_texts.INVALID_REQUEST, errors=(_UNKNOWN_SOP,))


_FOR_OVERSEERS = Sentence(
    "Rekapitulasi waktu pelayanan hanya untuk pengawas dan auditor.",
    "The figures of the service times are for supervisors and auditors.",
)
_UNKNOWN_SOP = Fault(pointer("query", "sop"), "unknown_sop", Sentence("SOP itu tidak ada.", "There is no such SOP."))

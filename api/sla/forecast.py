"""Forecasts: one file's probable finish, and which files are most likely to break what the SOP declares."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.commands.applications import NOT_FOUND, PermitId, filed_for
from api.commands.commanding import json_response
from api.commands.refusals import told
from api.desks.queries import SopCode
from api.desks.views import sees_as_office
from api.http.answers import answering
from api.http.conditions import AfterPosition
from api.http.freshness import wait_for_writes
from api.http.negotiation import language_of
from api.http.paging import Cursor, Key, Limit, page_answer
from api.office import Office, TheOffice
from api.problems import texts as problem_texts
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem
from api.problems.validation import pointer
from api.security import Authenticated
from api.sla.forecast_schemas import ForecastSchema, ForecastsSchema
from api.sla.forecast_view import Foreseen, Standing, forecast_view, foreseen
from api.sla.of_a_case import APPLICANT_ONLY
from application.permits import Filed
from domain.actor import Caller, Role
from domain.events import SopRef
from domain.forecast import RECENT, Experience
from domain.permit import Status
from domain.refusals import Fault, Sentence
from domain.rulebook import Rulebook
from domain.sla import LineName, Verdict, assess
from projections.engine.connection import Connection
from projections.open_cases import OpenCase, open_cases, recent_visits

MOST_RANKED = 500
_RANKING = f"""
Files that lie in the office and have not broken the declared line yet, the greatest chance of doing so first; of more
than {MOST_RANKED} such files those whose line comes next. A page that follows another is reckoned at the same instant.
"""


class Page(NamedTuple):
    """Files as they are ranked; `following` is the key of the last one, where there are more."""

    now: datetime
    files: Sequence[Foreseen]
    experience: Mapping[str, Experience]
    following: Key | None


class Ranking:
    """Ranks for one reader at a time: it draws half a million times for each."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def page(self, office: Office, sop: str | None, after: Key | None, limit: int) -> Page:
        """Return the files behind `after`, reckoned at the instant of the first page; a 422 problem for no SOP."""
        codes, now = _codes(office.book, sop), datetime.fromisoformat(str(after[0])) if after else office.clock()
        async with self._turn:
            ranked, experience = await _ranked(office, codes, now)
        left = [each for each in ranked if after is None or _rank(each) > after[1:]]
        following = (now.isoformat(), *_rank(left[limit - 1])) if len(left) > limit else None
        return Page(now, left[:limit], experience, following)


def forecast_router(ranking: Ranking) -> APIRouter:
    """Return both routes."""
    router = APIRouter()
    router.add_api_route(
        "/v1/applications/{permit_id}/forecast",
        read_forecast,
        operation_id="readForecast",
        summary="When an application is probably finished, and which lines it may break",
        tags=["supervisors", "officers"],
        responses={**answering(ForecastSchema, "X-Position"), **NOT_FOUND},
    )

    @router.get(
        "/v1/forecast",
        operation_id="listForecasts",
        summary="Open applications by their chance of breaking the declared line",
        description=_RANKING,
        tags=["supervisors"],
        responses=answering(ForecastsSchema, "Link"),
    )
    async def list_forecasts(
        request: Request,
        office: TheOffice,
        by: Authenticated,
        sop: SopCode = None,
        limit: Limit = 50,
        cursor: Cursor = None,
        x_after_position: AfterPosition = None,
    ) -> Response:
        require_supervisor(by)
        _codes(office.book, sop)
        await wait_for_writes(office, "sla", x_after_position)
        listing = f"forecast {sop}"
        after = office.cursors.read(cursor, listing) if cursor is not None else None
        page = await ranking.page(office, sop, after, limit)
        language = language_of(request.scope)
        items = [
            forecast_view(each, page.experience[each.standing.sop.code], now=page.now, language=language)
            for each in page.files
        ]
        following = office.cursors.write(page.following, listing) if page.following else None
        return page_answer(request, items, following)

    return router


def require_supervisor(by: Caller) -> None:
    """Raise a 403 problem for who does not supervise."""
    if Role.SUPERVISOR not in by.roles:
        raise Problem(problem_texts_permits.ROLE_NOT_PERMITTED, _FOR_SUPERVISORS)


async def read_forecast(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    permit_id: PermitId,
    x_after_position: AfterPosition = None,
) -> Response:
    if by.roles == APPLICANT_ONLY:
        raise Problem(problem_texts_permits.ROLE_NOT_PERMITTED, _NOT_FOR_APPLICANTS)
    await wait_for_writes(office, "sla", x_after_position)
    with told():
        filed = await filed_for(request, office, by)
    if not sees_as_office(filed.permit, by):
        raise Problem(problem_texts_permits.ROLE_NOT_PERMITTED, _NOT_FOR_APPLICANTS)
    now = max(office.clock(), filed.permit.changed_at)  # clocks of several hosts differ
    standing = _standing(filed, office.book, now)
    async with office.reads() as connection:
        experience = await _experience(connection, office.book, standing.sop.code)
    found = foreseen(standing, experience, now=now, calendar=office.book.calendar)
    view = forecast_view(found, experience, now=now, language=language_of(request.scope))
    return json_response(view, 200, {"X-Position": str(filed.position), "Vary": "Accept-Language, Authorization"})


async def _ranked(
    office: Office, codes: Sequence[str], now: datetime
) -> tuple[Sequence[Foreseen], Mapping[str, Experience]]:
    book = office.book
    async with office.reads() as connection:
        cases = await open_cases(connection, codes, now=now, most=MOST_RANKED)
        experience = {code: await _experience(connection, book, code) for code in codes}
    found: list[Foreseen] = []
    for case in cases:
        found.append(foreseen(_standing_of(case, book), experience[case.sop_code], now=now, calendar=book.calendar))
        await asyncio.sleep(0)  # a thousand draws take a millisecond, and others want to be answered
    return sorted(found, key=_rank), experience


def _rank(found: Foreseen) -> Key:
    """Where a file stands in the list, in JSON values: what is not known comes last."""
    chance, due_at = found.chance(LineName.DECLARED), found.standing.due[LineName.DECLARED]
    return 1 if chance is None else -round(1000 * chance), str(due_at), str(found.standing.permit)


async def _experience(connection: Connection, book: Rulebook, code: str) -> Experience:
    steps = {row.no for sop in book.all_sops if sop.code == code for row in sop.rows}
    return await recent_visits(connection, code, steps, most=RECENT)


def _standing(filed: Filed, book: Rulebook, now: datetime) -> Standing:
    permit, sop = filed.permit, book.sop(filed.permit.sop)
    lines = assess((event for _, event in filed.history), sop, book.calendar, now).lines
    return Standing(
        permit=permit.id,
        version=permit.version,
        number=permit.number or "",
        sop=sop,
        step=permit.step,
        role=permit.holder,
        round=permit.round,
        entered_at=permit.entered_at,
        due={name: line.due_at for name, line in lines.items()},
        broken={
            name: line.verdict is Verdict.LATE
            for name, line in lines.items()
            if line.verdict in (Verdict.ON_TIME, Verdict.LATE)
        },
        is_repair=permit.status is Status.REJECTED,
    )


def _standing_of(case: OpenCase, book: Rulebook) -> Standing:
    return Standing(
        permit=case.permit,
        version=case.version,
        number=case.number,
        sop=book.sop(SopRef(code=case.sop_code, version=case.sop_version)),
        step=case.step,
        role=case.role,
        round=case.round,
        entered_at=case.entered_at,
        due={
            LineName.DECLARED: case.declared_due_at,
            LineName.SUMMED: case.summed_due_at,
            LineName.LEGAL: case.legal_due_at,
        },
        broken={} if case.legal_late is None else {LineName.LEGAL: case.legal_late},
    )


def _codes(book: Rulebook, sop: str | None) -> Sequence[str]:
    """Return the SOPs that are meant, or raise a 422 problem."""
    codes = sorted({each.code for each in book.all_sops})
    if sop is None:
        return codes
    if sop not in codes:
        fault = Fault(pointer("query", "sop"), "unknown_sop", NO_SUCH_SOP)
        raise Problem(problem_texts.INVALID_REQUEST, errors=(fault,))
    return [sop]


NO_SUCH_SOP = Sentence("SOP itu tidak ada.", "There is no such SOP.")
_FOR_SUPERVISORS = Sentence("Daftar perkiraan hanya untuk supervisor.", "The list of forecasts is for supervisors.")
_NOT_FOR_APPLICANTS = Sentence(
    "Perkiraan waktu selesai hanya untuk petugas dan pengawas.", "Forecasts are for officers and overseers."
)

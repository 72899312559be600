"""The supervisors' page: the office now, each step against its standard, the months, and where time is lost."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.apply.surveying import survey_results
from api.desks.as_of import CalendarKnown
from api.desks.views import JSON
from api.http.csv_table import csv_heading, csv_lines
from api.http.frame import sign_in_from
from api.http.html import language_for_page, page
from api.http.negotiation import Language
from api.http.words import ROLE
from api.office import Office, TheOffice
from api.pages.amounts import decimal_words, hundredths_words, minutes_words, percent_words
from api.pages.charts import HEIGHT, WIDTH, Against, against, columns_of
from api.pages.sla_question import FARTHEST, DaysAgo, PageAsOf, PageSince, PageSop, PageUntil, overseer
from api.sla.dashboard import Question, dashboard_of
from domain import english, indonesian
from domain.actor import SOP_ROLES
from domain.publications import Knowledge
from domain.refusals import Sentence
from domain.time_words import standard_words
from projections.queues import queue_loads

router = APIRouter(include_in_schema=False)


class Table(StrEnum):
    STEPS = "steps"
    MONTHS = "months"
    LOST = "lost"
    SURVEY = "survey"


_COLUMNS: Mapping[Table, Sequence[str]] = {
    Table.STEPS: (
        *("sop", "step", "role", "activity", "standard", "completed", "on_time", "late", "on_time_pct"),
        *("p50_minutes", "p90_minutes", "max_minutes", "open", "due_soon", "overdue", "lost_seconds"),
    ),
    Table.MONTHS: ("month", "completed", "on_time", "late", "on_time_pct", "p50_minutes", "p90_minutes"),
    Table.LOST: ("sop", "step", "role", "activity", "lost_hours", "share_pct"),
    Table.SURVEY: ("element", "title", "mean", "answers_1", "answers_2", "answers_3", "answers_4"),
}
_KEYS = {Table.STEPS: "steps", Table.MONTHS: "by_month", Table.LOST: "lost", Table.SURVEY: "survey"}


class Preset(NamedTuple):
    label: Sentence
    address: str
    is_chosen: bool


@router.get("/sla", operation_id="readDashboard")
async def sla_page(
    request: Request,
    office: TheOffice,
    since: PageSince = None,
    until: PageUntil = None,
    as_of: PageAsOf = None,
    calendar: CalendarKnown = Knowledge.NOW,
    sop: PageSop = None,
    ago: DaysAgo = 0,
) -> Response:
    if overseer(request) is None:
        return RedirectResponse(sign_in_from(request), 303)
    as_of = office.clock() - timedelta(days=ago) if ago else as_of
    asked = Question(since=since, until=until, as_of=as_of, calendar=calendar, sop=sop)
    board: Any = await _board(office, asked, language_for_page(request))
    query = dict(request.query_params)
    return page(
        request,
        "sla.html",
        board=board,
        roles=board["by_role"],
        oldest={} if as_of else await _oldest(office),
        looked_back=as_of is not None,
        ago=ago,
        farthest=FARTHEST,
        asked=query,
        presets=_presets(office.today, query),
        columns=columns_of(board["by_month"]),
        width=WIDTH,
        height=HEIGHT,
        against=_drawn(office, board["steps"]),
        standards={(row["sop"], row["step"]): standard_words(_standard(office, row)) for row in board["steps"]},
        behind=lambda **sought: f"/sla/visits?{urlencode({**_range(query), **sought})}",
        late_at=lambda lost: f"/sla/visits?{urlencode({**_range(query), 'step': lost['step'], 'verdict': 'late'})}",
        table=lambda name: f"/sla/{name}.csv?{urlencode(query)}",
        role_names=ROLE,
        month_name=_month,
        minutes=minutes_words,
        percent=percent_words,
        amount=decimal_words,
        hundredths=hundredths_words,
    )


@router.get("/sla/{table}.csv", operation_id="readDashboard")
async def sla_table(
    request: Request,
    office: TheOffice,
    table: Table,
    since: PageSince = None,
    until: PageUntil = None,
    as_of: PageAsOf = None,
    calendar: CalendarKnown = Knowledge.NOW,
    sop: PageSop = None,
) -> Response:
    if overseer(request) is None:
        return RedirectResponse(sign_in_from(request), 303)
    asked = Question(since=since, until=until, as_of=as_of, calendar=calendar, sop=sop)
    board = await _board(office, asked, language_for_page(request))
    columns, rows = _COLUMNS[table], cast("list[JSON]", board[_KEYS[table]])
    headers = {"Content-Disposition": f'attachment; filename="waktu-pelayanan-{table}.csv"'}
    return Response(csv_heading(columns) + csv_lines(columns, rows), headers=headers, media_type="text/csv")


async def _board(office: Office, asked: Question, language: Language) -> JSON:
    """Return the dashboard, and with it what applicants said in the same stretch of time."""
    board: Any = await dashboard_of(office, asked, language)
    said: Any = await survey_results(office, board["range"]["from"], board["range"]["to"], language)
    rows = [
        {**each, **{f"answers_{n}": count for n, count in enumerate(each["counts"], 1)}} for each in said["elements"]
    ]
    return {**board, "survey": rows, "satisfaction": said}


async def _oldest(office: Office) -> Mapping[str, datetime | None]:
    """Return when the file came that has lain longest on each desk."""
    async with office.reads() as connection:
        loads = await queue_loads(connection, SOP_ROLES, now=office.clock())
    return {load.role: load.oldest_at for load in loads}


def _presets(today: date, query: Mapping[str, str]) -> Sequence[Preset]:
    """Return the stretches that are often asked for. Without a beginning it is the last twelve months."""
    this_month = today.replace(day=1)
    quarter = (this_month - timedelta(days=31)).replace(day=1)
    quarter = (quarter - timedelta(days=1)).replace(day=1)
    known = (
        (Sentence("Bulan ini", "This month"), str(this_month)),
        (Sentence("Tiga bulan", "Three months"), str(quarter)),
        (Sentence("Tahun ini", "This year"), str(today.replace(month=1, day=1))),
        (Sentence("Dua belas bulan", "Twelve months"), ""),
    )
    rest = {name: value for name, value in query.items() if name not in ("from", "to", "lang", "theme") and value}
    ends_now = not query.get("to")
    return [
        Preset(
            label,
            f"/sla?{urlencode({**({'from': begin} if begin else {}), **rest})}",
            ends_now and query.get("from", "") == begin,
        )
        for label, begin in known
    ]


def _range(query: Mapping[str, str]) -> Mapping[str, str]:
    return {name: query[name] for name in ("from", "to", "sop", "calendar") if query.get(name)}


def _month(name: str) -> Sentence:
    """Return "Nov 26" of "2026-11"."""
    year, month = name[2:4], int(name[5:]) - 1
    return Sentence(f"{indonesian.MONTHS[month][:3]} {year}", f"{english.MONTHS[month][:3]} {year}")


def _drawn(office: Office, rows: Sequence[Mapping[str, Any]]) -> Mapping[tuple[str, int], Against | None]:
    return {
        (row["sop"], row["step"]): against(_standard(office, row), row["p50_minutes"], row["p90_minutes"])
        for row in rows
    }


def _standard(office: Office, row: Mapping[str, Any]) -> Any:
    return office.book.current(row["sop"], office.today).row(row["step"]).standard

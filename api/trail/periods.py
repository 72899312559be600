"""How much was recorded each day or month, and a digest of it, for whoever keeps a note of the past elsewhere."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.access.accesses import require_auditor
from api.desks.views import JSON
from api.http.answers import answering
from api.http.openapi import problem_responses
from api.http.paging import page_answer
from api.office import Office, TheOffice
from api.problems import texts_permits
from api.security import Authenticated
from api.sla.period import TO, require_forward
from api.trail.period_schemas import Asked, By, PeriodQuery, PeriodsSchema
from projections.engine.connection import Connection
from projections.periods import Recorded, first_recorded, recorded_within

MOST_EVENTS = 200_000  # behind one page, but for a period that has more: each is read, for nothing is kept of an answer

router = APIRouter(prefix="/v1/trail/periods", tags=["auditors"])
Period = tuple[date, datetime, datetime]

_DESCRIPTION = """Days and months are the office's, the oldest first, by when events were recorded.

`sha256` is of the leaves (`leaf` of `GET /v1/events`) in the order of positions, so anyone with an export computes it
again. A page ends early where much was recorded: follow `next`.
"""


@router.get(
    "",
    operation_id="listPeriods",
    summary="What was recorded each day or month: how much, from where to where, and its digest",
    description=_DESCRIPTION,
    responses={**answering(PeriodsSchema, "Link"), **problem_responses(texts_permits.ROLE_NOT_PERMITTED)},
)
async def list_periods(request: Request, office: TheOffice, by: Authenticated, asked: Asked) -> Response:
    require_auditor(by)
    require_forward(asked.since, asked.until, TO)
    listing = f"periods {asked.by} {asked.since} {asked.until}"
    begin = date.fromisoformat(str(office.cursors.read(asked.cursor, listing)[0])) if asked.cursor is not None else None
    items: list[JSON] = []
    read = 0
    async with office.reads() as connection:
        begun, now = await first_recorded(connection)
        for period in _periods(office, asked, begin, begun, now):
            if len(items) == asked.limit or read > MOST_EVENTS:
                return page_answer(request, items, office.cursors.write((period[0].isoformat(),), listing))
            items.append(await _item(connection, asked.by, period, now))
            read += int(str(items[-1]["count"]))
    return page_answer(request, items, None)


def _periods(
    office: Office, asked: PeriodQuery, begin: date | None, begun: datetime | None, now: datetime
) -> Iterator[Period]:
    """Yield the periods from what is asked for, or from the first event, up to today."""
    zone = office.book.calendar.zone
    since = asked.since or begun
    if begun is None or since is None:
        return
    day = begin or _floor(max(since, begun).astimezone(zone).date(), asked.by)
    until = min(asked.until or now, now + timedelta(microseconds=1))
    while _midnight(day, zone) < until:
        following = _next(day, asked.by)
        yield day, _midnight(day, zone), _midnight(following, zone)
        day = following


async def _item(connection: Connection, by: By, period: Period, now: datetime) -> JSON:
    day, begins, ends = period
    found: Recorded = await recorded_within(connection, begins, ends)
    return {
        "period": day.isoformat() if by is By.DAY else day.isoformat()[:7],
        "from": begins,
        "to": ends,
        "over": ends <= now,
        "count": found.count,
        "first": found.first,
        "last": found.last,
        "gapless": found.count == found.expected,
        "sha256": found.digest.hex(),
    }


def _floor(day: date, by: By) -> date:
    return day if by is By.DAY else day.replace(day=1)


def _next(day: date, by: By) -> date:
    return day + timedelta(days=1) if by is By.DAY else (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)

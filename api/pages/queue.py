"""A desk's inbox: its files in the order and by the filters of its address, with counts that are links."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.desks.queues import queue_item, require_sight
from api.http.frame import sign_in_from
from api.http.html import page
from api.http.paging import Cursor
from api.http.words import ROLE
from api.office import Office, TheOffice
from api.pages.amounts import remaining_words
from api.pages.queue_question import Asking, midnight
from api.security import known_caller
from domain.actor import SOP_ROLES, Role
from domain.papers import ApplicationKind
from domain.refusals import Sentence
from projections.desk import Claim, Sort, desk_page, mine_on_the_desk
from projections.queues import queue_loads

_ON_A_PAGE = 50
KINDS = {
    ApplicationKind.NEW: Sentence("Baru", "New"),
    ApplicationKind.RENEWAL: Sentence("Perpanjangan", "Renewal"),
    ApplicationKind.AMENDMENT: Sentence("Perubahan", "Amendment"),
}
SORTS = {
    Sort.DUE: Sentence("Sisa waktu paling sedikit", "Least time left"),
    Sort.RECEIVED: Sentence("Paling lama di meja ini", "Longest on this desk"),
    Sort.NAME: Sentence("Nama lembaga", "Institution"),
}
CLAIMS = {
    Claim.MINE: Sentence("Saya", "Me"),
    Claim.NOBODY: Sentence("Belum ada", "Nobody"),
    Claim.OTHERS: Sentence("Rekan", "A colleague"),
}

router = APIRouter(include_in_schema=False)


@router.get("/queues/{role}", operation_id="readQueue")
async def queue(request: Request, office: TheOffice, role: Role, asked: Asking, cursor: Cursor = None) -> Response:
    by = known_caller(request.scope)
    if by is None:
        return RedirectResponse(sign_in_from(request), 303)
    require_sight(by, role)
    now, zone = office.clock(), office.book.calendar.zone
    after = office.cursors.read(cursor, asked.name) if cursor is not None else None
    tomorrow = midnight(office.today, zone, days=1)
    async with office.reads() as connection:
        question = asked.question(by.sub, office.today, zone)
        found = await desk_page(connection, question, now=now, after=after, limit=_ON_A_PAGE)
        (load,) = await queue_loads(connection, [role], now=now)
        own = await mine_on_the_desk(connection, role, by.sub, now=now, tomorrow=tomorrow)
    items: list[dict[str, Any]] = [queue_item(visit, now, office.book.calendar) for visit in found.items]
    return page(
        request,
        "queue.html",
        role=role,
        items=items,
        load=load,
        own=own,
        asked=asked,
        filtered=any(value is not None for name, value in asked.values.items() if name != "sort"),
        by=by,
        works_here=role in by.roles,
        following=asked.address(cursor=office.cursors.write(found.next, asked.name)) if found.next else None,
        role_names=ROLE,
        kinds=KINDS,
        sorts=SORTS,
        claims=CLAIMS,
        activities=_activities(office),
        steps=sorted({row.no for sop in office.book.all_sops for row in sop.rows if row.role is role}),
        place_in_counts=SOP_ROLES.index(role),
        remaining=remaining_words,
    )


def _activities(office: Office) -> dict[int, str]:
    return {row.no: row.activity for row in office.book.current(office.book.default, office.today).rows}

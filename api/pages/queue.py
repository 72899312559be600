"""A desk's inbox: its files, least remaining working time first, with counts that are filters. Read only so far."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter
from pydantic import BeforeValidator
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.desks.queries import Search
from api.desks.queues import queue_item, require_sight
from api.http.frame import sign_in_from
from api.http.html import page
from api.http.paging import Cursor
from api.http.words import ROLE
from api.office import TheOffice
from api.pages.amounts import remaining_words
from api.pages.sla_question import blank_is_none
from api.security import known_caller
from domain.actor import Role
from domain.working_time import State
from projections.queues import queue_loads, queue_page

_ON_A_PAGE = 50

router = APIRouter(include_in_schema=False)
OneState = Annotated[State | None, BeforeValidator(blank_is_none)]


@router.get("/queues/{role}", operation_id="readQueue")
async def queue(
    request: Request, office: TheOffice, role: Role, state: OneState = None, q: Search = None, cursor: Cursor = None
) -> Response:
    by = known_caller(request.scope)
    if by is None:
        return RedirectResponse(sign_in_from(request), 303)
    require_sight(by, role)
    now, listing = office.clock(), f"queue page {role} {state} {q}"
    after = office.cursors.read(cursor, listing) if cursor is not None else None
    async with office.reads() as connection:
        found = await queue_page(connection, role, now=now, state=state, q=q, after=after, limit=_ON_A_PAGE)
        (load,) = await queue_loads(connection, [role], now=now)
    items: list[dict[str, Any]] = [queue_item(visit, now, office.book.calendar) for visit in found.items]
    asked = {name: value for name, value in (("state", state), ("q", q)) if value}
    following = {**asked, "cursor": office.cursors.write(found.next, listing)} if found.next else None
    steps = {row.no: row.activity for row in office.book.current(office.book.default, office.today).rows}
    return page(
        request,
        "queue.html",
        role=role,
        items=items,
        load=load,
        asked=asked,
        by=by,
        following=f"/queues/{role}?{urlencode(following)}" if following else None,
        role_names=ROLE,
        activities=steps,
        remaining=remaining_words,
    )

"""What a desk has done: its files that went on, and who did what with them there, and what became of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.desks.queries import Search
from api.desks.queues import require_sight
from api.desks.timeline import summary
from api.http.frame import sign_in_from
from api.http.html import page
from api.http.paging import Cursor
from api.http.words import ROLE, STATUS
from api.office import Office, TheOffice
from api.security import known_caller
from domain.actor import Role
from domain.events import Alerted, Claimed, Event, Reassigned, Released, Routed
from domain.permit import Permit, Status
from projections.case_list import Sight, case_page

_ON_A_PAGE = 20  # each is read from its own stream

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A file that has left the desk, and the last that was done with it there."""

    permit: Permit
    last: Event


@router.get("/queues/{role}/done", operation_id="readQueue")
async def done(
    request: Request,
    office: TheOffice,
    role: Role,
    whose: Literal["me"] | None = None,
    q: Search = None,
    cursor: Cursor = None,
) -> Response:
    by = known_caller(request.scope)
    if by is None:
        return RedirectResponse(sign_in_from(request), 303)
    require_sight(by, role)
    listing = f"done {role} {q}"
    after = office.cursors.read(cursor, listing) if cursor is not None else None
    sight = Sight(offices=frozenset({role}))
    async with office.reads() as connection:
        found = await case_page(connection, sight, q=q, after=after, limit=_ON_A_PAGE)
    seen = await _of_the_desk(office, role, [case["permit"] for case in found.items])
    following = {"cursor": office.cursors.write(found.next, listing)} if found.next else None
    asked = {name: value for name, value in (("whose", whose), ("q", q)) if value}
    return page(
        request,
        "finished.html",
        role=role,
        whose=whose,
        q=q or "",
        items=[each for each in seen if whose is None or each.last.by.sub == by.sub],
        by=by,
        following=f"/queues/{role}/done?{urlencode({**asked, **following})}" if following else None,
        role_names=ROLE,
        status={each: STATUS[each] for each in Status},
        summary=lambda event: summary(event.fact),
    )


async def _of_the_desk(office: Office, role: Role, permits: Sequence[UUID]) -> list[Finished]:
    files = await asyncio.gather(*(office.permits.get(permit) for permit in permits))
    return [
        Finished(permit=filed.permit, last=last)
        for filed in files
        if filed and filed.permit.holder is not role and (last := _last(role, [event for _, event in filed.history]))
    ]


def _last(role: Role, history: Sequence[Event]) -> Event | None:
    """Return the last work that `role` did on a file; who took it from the queue has not worked on it yet."""
    return next(
        (each for each in reversed(history) if each.by.role is role and not isinstance(each.fact, _NO_WORK)), None
    )


_NO_WORK = (Routed, Claimed, Released, Reassigned, Alerted)

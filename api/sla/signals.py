"""Signals of playing with the clock, for auditors: what to look at, with its evidence and how it may be innocent."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.desks.views import JSON
from api.http.answers import answering
from api.http.conditions import AfterPosition
from api.http.freshness import wait_for_writes
from api.http.negotiation import Language, language_of
from api.http.paging import Cursor, Limit, page_answer
from api.office import TheOffice
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem, say
from api.security import Authenticated
from api.sla.period import TO, Since, Until, require_forward
from api.sla.signal_schemas import SignalsSchema
from api.sla.signal_texts import signal_text
from domain.actor import Role
from domain.refusals import Sentence
from domain.signals import SignalKind
from projections.signal_list import Signal, signal_page

router = APIRouter(prefix="/v1/signals", tags=["auditors"])


@router.get(
    "",
    operation_id="listSignals",
    summary="What an auditor may want to look at, newest first; no accusations",
    responses=answering(SignalsSchema, "Link"),
)
async def list_signals(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    kind: SignalKind | None = None,
    role: Role | None = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    x_after_position: AfterPosition = None,
) -> Response:
    if Role.AUDITOR not in by.roles:
        raise Problem(problem_texts_permits.ROLE_NOT_PERMITTED, _FOR_AUDITORS)
    require_forward(since, until, TO)
    await wait_for_writes(office, "signals", x_after_position)
    listing = f"signals {kind} {role} {since} {until}"
    after = office.cursors.read(cursor, listing) if cursor is not None else None
    async with office.reads() as connection:
        page = await signal_page(connection, kind=kind, role=role, since=since, until=until, after=after, limit=limit)
    items = [_item(signal, language_of(request.scope)) for signal in page.items]
    return page_answer(request, items, office.cursors.write(page.next, listing) if page.next else None)


def _item(signal: Signal, language: Language) -> JSON:
    by: JSON = {"sub": signal.by_sub, "name": signal.by_name, "role": signal.role}
    if signal.by_acting_for:
        by["acting_for"] = signal.by_acting_for
    return {
        "application": signal.permit,
        "number": signal.number,
        "kind": signal.kind,
        "step": signal.step,
        "role": signal.role,
        "round": signal.round,
        "by": by,
        "at": signal.at,
        "detail": signal.detail,
        "evidence": signal.evidence,
        "text": say(signal_text(signal.kind, signal.detail), language),
    }


_FOR_AUDITORS = Sentence("Petunjuk ini hanya untuk auditor.", "Signals are for auditors.")

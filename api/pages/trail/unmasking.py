"""A file without masks, for a reason that is noted first: asked by POST, never by an address."""

from starlette.requests import Request
from starlette.responses import Response

from api.commands.applications import PermitId
from api.commands.commanding import permit_id_of
from api.commands.refusals import told
from api.identity.forms import own_form
from api.office import Office, TheOffice
from api.pages.trail.data import data_in
from api.pages.trail.reader import ROOT, auditor, room, to_sign_in, trail_pages
from api.pages.trail.reasons import checked_reason
from api.pages.trail.words import FACT
from api.personal.bodies import SHORTEST_REASON
from api.personal.unmask import unmasked
from api.problems import texts_permits
from api.problems.problems import Problem
from domain.refusals import Sentence

router = trail_pages()
_PATH = "/applications/{permit_id}/unmask"


@router.get(_PATH)
async def asked_for(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
    if auditor(request) is None:
        return to_sign_in(request)
    return _form(request, await _number(request, office))


@router.post(_PATH, operation_id="unmaskApplication")
async def unmask_page(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
    by = auditor(request)
    if by is None:
        return to_sign_in(request)
    typed = (await own_form(request, office)).get("reason", "")
    number = await _number(request, office)
    reason, fault = checked_reason(typed)
    if fault is not None:
        return _form(request, number, typed, fault)
    try:
        with told():
            shown = await unmasked(request, office, by, reason)
    except Problem as problem:
        if not problem.errors:
            raise
        return _form(request, number, typed, problem.errors[0].message)
    return room(
        request,
        "trail_unmasked.html",
        permit_id=permit_id,
        number=number,
        reason=reason,
        shown=shown,
        data_in=data_in,
        fact_names=FACT,
        root=ROOT,
    )


async def _number(request: Request, office: Office) -> str:
    """Return the number of the file in the path, or raise a 404 problem."""
    with told():
        filed = await office.permits.get(permit_id_of(request))
    if filed is None:
        raise Problem(texts_permits.APPLICATION_NOT_FOUND)
    return str(filed.permit.number)


def _form(request: Request, number: str, typed: str = "", fault: Sentence | None = None) -> Response:
    return room(
        request,
        "trail_unmask.html",
        status=422 if fault else 200,
        permit_id=request.path_params["permit_id"],
        number=number,
        typed=typed,
        fault=fault,
        shortest=SHORTEST_REASON,
        root=ROOT,
    )

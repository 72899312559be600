"""`POST …/{id}/unmask`: an auditor reads one file without masks, for a reason that is noted before it is shown."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.access.noted import note_unmasking
from api.commands.commanding import json_response, permit_id_of
from api.commands.refusals import told
from api.commands.route import CommandRoute
from api.desks.views import JSON
from api.http.answers import answering
from api.http.json_body import read_json
from api.http.openapi import problem_responses
from api.office import Office, office_of
from api.personal.bodies import Unmasking
from api.personal.gone import require_remembered
from api.personal.schemas import UnmaskedSchema
from api.problems import texts_permits, texts_personal
from api.problems.problems import Problem
from api.security import Authenticated, caller_of
from application.permits import Filed
from application.unmasked import Stored, opened_paths, stored_events, unmasked_item
from domain.actor import Caller, Role
from domain.checks import require_none
from domain.personal import unnamed_faults
from domain.refusals import NotFound, Sentence

router = APIRouter(tags=["auditors"])


async def unmask(request: Request) -> Response:
    office = office_of(request)
    with told():
        by, body = caller_of(request.scope), await read_json(request, Unmasking)
        if Role.AUDITOR not in by.roles:
            raise Problem(texts_permits.ROLE_NOT_PERMITTED, ONLY_AUDITORS)
        return json_response(await unmasked(request, office, by, body.reason))


async def unmasked(request: Request, office: Office, by: Caller, reason: str) -> JSON:
    """Return the file in the path without masks, once it is noted for whom and why; may raise `Refused`."""
    filed = await _file(office, permit_id_of(request))
    require_remembered(filed)
    require_none(unnamed_faults(reason, filed.permit.applicant, filed.permit.applicant_sub))
    key = filed.key
    assert key is not None, "who is remembered has a key"
    stored = await stored_events(office.disclosures.pool, filed.permit.id)
    fields = _fields(stored)
    (noted,) = await office.disclosures.disclose(by.sub, Role.AUDITOR, [filed.permit.id], fields, reason)
    note_unmasking(request.scope, reason)
    return {
        "disclosure": noted.n,
        "at": noted.at,
        "application": filed.permit.id,
        "applicant": filed.permit.applicant,
        "items": [unmasked_item(each, key) for each in stored],
    }


async def _file(office: Office, permit_id: UUID) -> Filed:
    filed = await office.permits.get(permit_id)
    if filed is None:
        raise NotFound
    return filed


def _fields(stored: Sequence[Stored]) -> list[str]:
    """Return what is shown, by the paths under which it is sealed."""
    return sorted({path for each in stored for path in opened_paths(each)})


# For OpenAPI; `CommandRoute` serves it.
async def _declared(permit_id: UUID, body: Unmasking, by: Authenticated) -> None:
    """Who asked, when, for what reason and for which fields is kept for ever. Keys and tracking codes stay masked."""


router.add_api_route(
    "/v1/applications/{permit_id}/unmask",
    _declared,
    methods=["POST"],
    operation_id="unmaskApplication",
    summary="The personal data of one file, for a reason that is noted",
    responses={
        **answering(UnmaskedSchema),
        **problem_responses(texts_permits.APPLICATION_NOT_FOUND, texts_personal.PERSONAL_DATA_ERASED),
    },
    route_class_override=CommandRoute.serving(unmask),
)

ONLY_AUDITORS = Sentence("Tindakan ini hanya untuk Auditor.", "Only the auditor may do this.")

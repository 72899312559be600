"""Whether log, numbers, keys, queues, register, decrees and archive say the same, for auditors."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.access.accesses import require_auditor
from api.commands.commanding import json_response
from api.desks.views import JSON
from api.http.answers import answering
from api.http.negotiation import Language, language_of
from api.http.openapi import problem_responses
from api.office import TheOffice
from api.problems import texts_permits
from api.problems.problems import say
from api.security import Authenticated
from api.trail.completeness_schemas import Asked, CompletenessSchema
from api.trail.completeness_texts import MEANS
from application.completeness.difference import Checked, Report

WITHIN_S = 60  # somebody waits; scripts/completeness has an hour

_DESCRIPTION = """Everything is compared as it stands at one moment, and nothing is changed.

Applications with news that a read model has not seen yet are left out of that comparison. `deep` reads every stored
byte: a large office asks `scripts/completeness` instead. What was changed everywhere at once, or cut off at the end, no
comparison finds: that is what sealed checkpoints are for.
"""


router = APIRouter(tags=["auditors"])


@router.get(
    "/v1/completeness",
    operation_id="readCompleteness",
    summary="Where register, queues, decrees, archive and log differ",
    description=_DESCRIPTION,
    responses={**answering(CompletenessSchema), **problem_responses(texts_permits.ROLE_NOT_PERMITTED)},
)
async def read_completeness(request: Request, office: TheOffice, by: Authenticated, asked: Asked) -> Response:
    require_auditor(by)
    report = await office.completeness.report(deep=asked.deep, within_s=WITHIN_S)
    return json_response(report_view(report, language_of(request.scope)))


def report_view(report: Report, language: Language) -> JSON:
    return {
        "at": report.at,
        "position": report.position,
        "deep": report.deep,
        "complete": report.is_complete,
        "checks": [_check(each, language) for each in report.checks],
    }


def _check(checked: Checked, language: Language) -> JSON:
    items = [
        {
            "kind": each.kind,
            "application": each.application,
            "expected": each.expected,
            "found": each.found,
            "text": say(MEANS[each.kind], language),
        }
        for each in checked.differences
    ]
    return {"check": checked.check, "differences": checked.count, "items": items}

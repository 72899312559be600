"""The survey over HTTP: an applicant's answers, once a file, and for those who oversee what all of them come to."""

from datetime import date, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.apply.my import FINISHED
from api.apply.opened import ONLY_APPLICANTS, own_file, uuid_of
from api.apply.survey_schemas import Survey, SurveyAnsweredSchema, SurveysSchema
from api.commands.applications import NOT_FOUND, PermitId
from api.commands.commanding import json_response
from api.commands.refusals import told
from api.desks.queues import OVERSEERS
from api.desks.views import JSON
from api.http.answers import answering
from api.http.negotiation import Language, language_of
from api.http.openapi import problem_responses
from api.office import Office, TheOffice
from api.problems import texts_applying, texts_permits
from api.problems.problems import Problem, say
from api.security import Authenticated
from api.sla.period import TO, Since, Until, require_forward
from application.permits import Filed
from domain.actor import Caller, Role
from domain.refusals import NotFound, Sentence
from domain.survey import ELEMENTS, result_of

router = APIRouter(prefix="/v1")
ONLY_OVERSEERS = Sentence(
    "Hasil survei hanya untuk Supervisor dan Auditor.", "Only supervisors and auditors see the results."
)
_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)


@router.post(
    "/surveys/{application}",
    operation_id="answerSurvey",
    summary="Rate the service (SKM) once the decree was received; the first answer stays",
    tags=["applicants"],
    status_code=201,
    responses={
        **answering(SurveyAnsweredSchema, status=201),
        **NOT_FOUND,
        **problem_responses(
            texts_permits.ROLE_NOT_PERMITTED, texts_applying.NOT_FINISHED_YET, texts_applying.RATED_BEFORE
        ),
    },
)
async def answer_survey(
    request: Request, office: TheOffice, by: Authenticated, application: PermitId, body: Survey
) -> Response:
    if Role.PEMOHON not in by.roles:
        raise Problem(texts_permits.ROLE_NOT_PERMITTED, ONLY_APPLICANTS)
    named = uuid_of(application)
    if named is None:
        raise Problem(texts_permits.APPLICATION_NOT_FOUND)
    with told():
        filed = await finished(request, office, by, named)
    if not await office.surveys.answer(filed.permit.id, body.answers(), office.today):
        raise Problem(texts_applying.RATED_BEFORE)
    return json_response({"answered_on": office.today}, 201)


@router.get(
    "/surveys",
    operation_id="readSurveys",
    summary="What applicants think of the service: each element's mean, and the index (IKM)",
    tags=["supervisors", "auditors"],
    responses={**answering(SurveysSchema), **problem_responses(texts_permits.ROLE_NOT_PERMITTED)},
)
async def read_surveys(
    request: Request, office: TheOffice, by: Authenticated, since: Since = None, until: Until = None
) -> Response:
    if not by.roles & OVERSEERS:
        raise Problem(texts_permits.ROLE_NOT_PERMITTED, ONLY_OVERSEERS)
    require_forward(since, until, TO)
    return json_response(await survey_results(office, since, until, language_of(request.scope)))


async def survey_results(office: Office, since: datetime | None, until: datetime | None, language: Language) -> JSON:
    """Return what the answers of these days come to."""
    zone = office.book.calendar.zone
    begin = since.astimezone(zone).date() if since else _FIRST
    end = (until - timedelta(microseconds=1)).astimezone(zone).date() if until else _LAST
    return _view(await office.surveys.counts(begin, end), language)


async def finished(request: Request, office: Office, by: Caller, permit_id: UUID) -> Filed:
    """Return the caller's file whose decree was received; raise `NotFound`, or the problem of its not being so far."""
    filed = await own_file(request, office, by, permit_id)
    if filed is None:
        raise NotFound
    if filed.permit.status not in FINISHED:
        raise Problem(texts_applying.NOT_FINISHED_YET)
    return filed


def _view(counts: list[tuple[int, ...]], language: Language) -> JSON:
    result = result_of(counts)
    return {
        "answers": result.answers,
        "index": result.index,
        "grade": result.grade,
        "said": say(result.said, language) if result.said else None,
        "elements": [
            {
                "element": element.name,
                "title": say(element.title, language),
                "mean": round(result.means[element.name], 2) if result.means else None,
                "counts": each,
                "grades": [say(grade, language) for grade in element.grades],
            }
            for element, each in zip(ELEMENTS, counts, strict=True)
        ],
    }

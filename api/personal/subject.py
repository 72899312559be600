"""The report on one person: for themselves, and with a reason for whoever answers requests or audits."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response

from api.access.noted import note_files, note_unmasking
from api.commands.commanding import json_response
from api.commands.refusals import told
from api.http.answers import answering, downloading
from api.http.fields import printable
from api.http.negotiation import language_of
from api.http.openapi import problem_responses
from api.office import Office, TheOffice
from api.papers.storage import file_response
from api.personal.attorney_report import files_as_attorney
from api.personal.bodies import SHORTEST_REASON
from api.personal.schemas import SubjectSchema
from api.personal.subject_report import Report, files_of, report_on
from api.personal.subject_view import report_paper, report_view
from api.problems import texts_permits, texts_personal
from api.problems.problems import Problem
from api.security import Authenticated
from application.uploads.uploads import MediaType
from domain.actor import Caller, Role
from domain.checks import require_none
from domain.decree import Office as OfficeForm
from domain.personal import unnamed_faults
from domain.refusals import Sentence

ENTITLED = frozenset({Role.ADMIN, Role.AUDITOR})
Why = Annotated[
    str,
    Query(min_length=SHORTEST_REASON, max_length=2000, description="Why: kept for ever, so it names nobody."),
    AfterValidator(printable),
]
JSON_OF_ONESELF = {**answering(SubjectSchema), **problem_responses(texts_permits.ROLE_NOT_PERMITTED)}
REFUSALS = problem_responses(texts_permits.ROLE_NOT_PERMITTED, texts_personal.SUBJECT_NOT_FOUND)

router = APIRouter(prefix="/v1")


@router.get(
    "/my/data",
    operation_id="readMyData",
    summary="All that is known of you, and all that was done with it",
    tags=["applicants"],
    responses=JSON_OF_ONESELF,
)
async def read_my_data(request: Request, office: TheOffice, by: Authenticated) -> Response:
    return _as_json(request, office, await _own(request, office, by))


@router.get(
    "/my/data.pdf",
    operation_id="readMyDataOnPaper",
    summary="The same as a paper (laporan data pribadi)",
    tags=["applicants"],
    response_class=Response,
    responses={**downloading([MediaType.PDF]), **problem_responses(texts_permits.ROLE_NOT_PERMITTED)},
)
async def read_my_paper(request: Request, office: TheOffice, by: Authenticated) -> Response:
    return await as_paper(office, await _own(request, office, by))


@router.get(
    "/subjects/{sub}/report",
    operation_id="readSubjectReport",
    summary="All that is known of one applicant, and all that was done with it",
    tags=["administrators", "auditors"],
    responses={**answering(SubjectSchema), **REFUSALS},
)
async def read_subject_report(
    request: Request, office: TheOffice, by: Authenticated, sub: str, reason: Why
) -> Response:
    return _as_json(request, office, await report_of_another(request, office, sub, by, reason))


@router.get(
    "/subjects/{sub}/report.pdf",
    operation_id="readSubjectReportOnPaper",
    summary="The same as a paper (laporan data pribadi)",
    tags=["administrators", "auditors"],
    response_class=Response,
    responses={**downloading([MediaType.PDF]), **REFUSALS},
)
async def read_subject_paper(request: Request, office: TheOffice, by: Authenticated, sub: str, reason: Why) -> Response:
    return await as_paper(office, await report_of_another(request, office, sub, by, reason))


async def _own(request: Request, office: Office, by: Caller) -> Report:
    if Role.PEMOHON not in by.roles:
        raise Problem(texts_permits.ROLE_NOT_PERMITTED, ONLY_APPLICANTS)
    with told():
        files = await files_of(office, by.sub)
        acted_on = await files_as_attorney(office, by.sub)
        note_files(request.scope, [*files, *acted_on])
        return await report_on(office, by.sub, files, by, acted_on=acted_on)


async def report_of_another(request: Request, office: Office, sub: str, by: Caller, reason: str) -> Report:
    """What is about to be shown is noted first, for each file."""
    if not by.roles & ENTITLED:
        raise Problem(texts_permits.ROLE_NOT_PERMITTED, ONLY_ENTITLED)
    with told():
        files = await files_of(office, sub)
        acted_on = await files_as_attorney(office, sub)
        known = files or acted_on or await office.uploads.of(sub) or await office.drafts.of(sub, office.clock())
        if not known:
            raise Problem(texts_personal.SUBJECT_NOT_FOUND)
        shown = [*files, *acted_on]
        for each in shown:
            require_none(unnamed_faults(reason, each.permit.applicant, sub))
        note_files(request.scope, shown)
        note_unmasking(request.scope, reason)
        role = min(by.roles & ENTITLED)
        await office.disclosures.disclose(by.sub, role, [each.permit.id for each in shown], ["report"], reason)
        return await report_on(office, sub, files, by, acted_on=acted_on)


def _as_json(request: Request, office: Office, report: Report) -> Response:
    return json_response(report_view(report, letterhead(office).name, language_of(request.scope)))


async def as_paper(office: Office, report: Report) -> Response:
    content = await asyncio.to_thread(report_paper, report, letterhead(office))
    return file_response(content, MediaType.PDF, "laporan-data-pribadi.pdf")


def letterhead(office: Office) -> OfficeForm:
    """The office's own letterhead is the same on every SOP's papers."""
    return next(iter(office.book.forms.values())).office


ONLY_APPLICANTS = Sentence("Hanya pemohon yang memiliki data di sini.", "Only applicants have data here.")
ONLY_ENTITLED = Sentence("Tindakan ini hanya untuk Auditor, Admin.", "Only the auditor, the administrator may do this.")

"""The survey (SKM) once the decree was received: it blocks nothing, is answered once, and names nobody."""

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.apply.opened import applicant_of, uuid_of
from api.apply.survey_schemas import Survey
from api.apply.surveying import finished
from api.commands.applications import PermitId
from api.commands.refusals import told
from api.http.frame import sign_in_from
from api.http.html import page
from api.http.json_body import parse_json
from api.office import Office, TheOffice
from api.pages.acting import session_over
from api.pages.refusal import Form, Refusal, forms_of
from api.pages.typed import typed_in
from api.problems import texts_permits
from api.problems.problems import Problem
from api.security import known_caller
from application.permits import Filed
from domain.survey import ELEMENTS

SIGNED_OUT = 401

router = APIRouter(include_in_schema=False)


@router.get("/my/{permit_id}/survey")
async def ask(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    filed = await _finished(request, office, permit_id)
    return await _shown(request, office, filed)


@router.post("/my/{permit_id}/survey")
async def answer(request: Request, office: TheOffice, permit_id: PermitId) -> Response:
    typed = await typed_in(request)
    try:
        filed = await _finished(request, office, permit_id)
    except Problem as problem:
        if problem.kind.status != SIGNED_OUT:
            raise
        return session_over(request, typed)
    try:
        said = parse_json(orjson.dumps(typed.document), Survey)
    except Problem as problem:
        return await _shown(request, office, filed, Refusal(action="survey", typed=typed, problem=problem))
    await office.surveys.answer(filed.permit.id, said.answers(), office.today)
    return RedirectResponse(f"/my/{filed.permit.id}/survey", 303)


async def _finished(request: Request, office: Office, permit_id: str) -> Filed:
    """Return the caller's file whose decree was received, or raise the problem of that."""
    by, named = applicant_of(request), uuid_of(permit_id)
    if named is None:
        raise Problem(texts_permits.APPLICATION_NOT_FOUND)
    with told():
        return await finished(request, office, by, named)


async def _shown(request: Request, office: Office, filed: Filed, refusal: Refusal | None = None) -> Response:
    shown = page(
        request,
        "survey.html",
        permit=filed.permit,
        elements=ELEMENTS,
        answered=await office.surveys.is_answered(filed.permit.id),
        refusal=refusal,
        form=_form(filed, refusal),
    )
    shown.status_code = refusal.problem.kind.status if refusal else 200
    return shown


def _form(filed: Filed, refusal: Refusal | None) -> Form:
    return forms_of(refusal, version=None, href=lambda _: f"/my/{filed.permit.id}/survey")("survey")

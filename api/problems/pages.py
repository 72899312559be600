"""The pages behind every problem's `type`: what it means, when it happens, what to do. For people and for programs."""

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.desks.read_schemas import ExplanationSchema, ExplanationsSchema
from api.http.answers import PAGE, answering
from api.http.html import page
from api.http.negotiation import Language, language_of, media_type_of
from api.problems import texts as problem_texts
from api.problems.problems import CATALOGUE, MEDIA_TYPE, Problem, ProblemWriter, say
from api.problems.type import ProblemType

_HTML, _JSON = "text/html", "application/json"


def problem_router(writer: ProblemWriter) -> APIRouter:
    """Return `GET /problems` and `GET /problems/{slug}`: HTML or JSON by `Accept`, JSON for who does not care."""
    router = APIRouter(tags=["reference"])

    @router.get(
        "/problems",
        operation_id="listProblems",
        summary="Every problem this server can answer with",
        responses=answering(ExplanationsSchema, beside=PAGE),
    )
    async def listed(request: Request) -> Response:
        if media_type_of(request.scope, (_JSON, _HTML)) == _HTML:
            return page(request, "problems.html", problems=tuple(CATALOGUE.values()))
        language = language_of(request.scope)
        items = [_told(kind, writer, request.scope, language) for kind in CATALOGUE.values()]
        return _json({"items": items}, _JSON, language)

    @router.get(
        "/problems/{slug}",
        operation_id="explainProblem",
        summary="What stands behind a problem's type",
        responses=answering(ExplanationSchema, beside={**PAGE, MEDIA_TYPE: {"schema": {"type": "object"}}}),
    )
    async def explained(request: Request, slug: str) -> Response:
        kind = CATALOGUE.get(slug)
        if kind is None:
            raise Problem(problem_texts.NOT_FOUND)
        chosen = media_type_of(request.scope, (_JSON, MEDIA_TYPE, _HTML))
        if chosen == _HTML:
            return page(request, "problem.html", problem=kind)
        language = language_of(request.scope)
        return _json(_told(kind, writer, request.scope, language), chosen, language)

    return router


def markdown() -> str:
    """Return the catalogue as a Markdown table, for the docs."""
    rows = [
        f"| {kind.status} | `{kind.slug}` | {kind.title.id} / {kind.title.en} | {kind.when.en} | {kind.remedy.en} |"
        for kind in CATALOGUE.values()
    ]
    head = ["| status | problem | title | when | what to do |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def _told(kind: ProblemType, writer: ProblemWriter, scope: Scope, language: Language) -> dict[str, object]:
    return {
        "type": writer.type_url(kind.slug, scope),
        "slug": kind.slug,
        "status": kind.status,
        "title": say(kind.title, language),
        "meaning": say(kind.meaning, language),
        "when": say(kind.when, language),
        "remedy": say(kind.remedy, language),
    }


def _json(document: dict[str, object], media_type: str, language: Language) -> Response:
    headers = {"Content-Language": language, "Vary": "Accept, Accept-Language"}
    return Response(orjson.dumps(document), headers=headers, media_type=media_type)

"""What anyone may read: the SOP as on the paper, with its totals and findings, and what was measured."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.desks.read_schemas import SopSheetSchema, SopsSchema
from api.desks.views import JSON
from api.http.answers import answering
from api.http.negotiation import Language, language_of
from api.http.openapi import problem_responses
from api.office import TheOffice
from api.problems import texts as problem_texts
from api.problems.problems import Problem, say
from api.sla.sop_measured import Measured, measured
from domain.refusals import Sentence
from domain.rulebook import UnknownSop
from domain.sop import Row, Sop

router = APIRouter(prefix="/v1/sop", tags=["public"])


@router.get("", operation_id="listSops", summary="The permit types and their SOPs", responses=answering(SopsSchema))
async def list_sops(office: TheOffice) -> Response:
    items = [_heading(sop) for sop in office.book.all_sops]
    return json_response({"items": items})


@router.get(
    "/{code}",
    operation_id="readSop",
    summary="An SOP as on the paper, and what was measured beside each standard",
    responses={**answering(SopSheetSchema), **problem_responses(problem_texts.NOT_FOUND)},
)
async def read_sop(request: Request, office: TheOffice, code: str) -> Response:
    today = office.clock().astimezone(office.book.calendar.zone).date()
    try:
        sop = office.book.current(code, today)
    except UnknownSop:
        raise Problem(problem_texts.NOT_FOUND, Sentence("SOP itu tidak ada.", "There is no such SOP.")) from None
    return json_response(sop_sheet(sop, await measured(office, sop), language_of(request.scope)))


def sop_sheet(sop: Sop, measured: Measured, language: Language) -> JSON:
    """Return the SOP with its declared and its summed total: both are shown, neither is corrected."""
    return {
        **_heading(sop),
        "rows": [{**_row(row), "measured": measured.step(sop.code, row.no)} for row in sop.rows],
        "requirements": [
            {
                "code": each.code,
                "title": each.title,
                "required": each.required,
                "unit_types": sorted(each.unit_types),
                "kinds": sorted(each.kinds),
            }
            for each in sop.requirements
        ],
        "declared_total": str(sop.declared_total),
        "summed_total": str(sop.summed_total),
        "declared_rounded": sop.declared_rounded,
        "findings": [say(finding, language) for finding in sop.findings],
        "placeholders": sop.placeholders,
        "measured": measured.whole(),
        "lost": measured.lost(),
    }


def _heading(sop: Sop) -> JSON:
    return {
        "code": sop.code,
        "version": sop.version,
        "title": sop.title,
        "permit_name": sop.permit_name,
        "in_force_from": sop.in_force_from,
    }


def _row(row: Row) -> JSON:
    return {
        "no": row.no,
        "activity": row.activity,
        "role": row.role,
        "completeness": row.completeness,
        "standard": row.standard_text,
        "standard_iso": row.standard.iso,
        "output": row.output,
        "note": row.note,
    }

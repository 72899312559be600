"""The SOP as on the office's paper, on a page: nine rows, the roles as columns, and what was measured beside."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.http.html import page
from api.http.words import ROLE
from api.office import TheOffice
from api.pages.amounts import decimal_words, minutes_words, percent_words
from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.sla.sop_measured import measured
from domain.actor import SOP_ROLES
from domain.refusals import Sentence
from domain.rulebook import UnknownSop
from domain.time_words import standard_words

router = APIRouter(include_in_schema=False)


@router.get("/sop")
async def default_sop(office: TheOffice) -> Response:
    return RedirectResponse(f"/sop/{office.book.default}", 303)


@router.get("/sop/{code}")
async def sop_page(request: Request, office: TheOffice, code: str) -> Response:
    try:
        sop = office.book.current(code, office.today)
    except UnknownSop:
        raise Problem(problem_texts.NOT_FOUND, Sentence("SOP itu tidak ada.", "There is no such SOP.")) from None
    found = await measured(office, sop)
    return page(
        request,
        "sop.html",
        sop=sop,
        measured={row.no: found.step(sop.code, row.no) for row in sop.rows},
        whole=found.whole(),
        lost=found.lost(),
        columns=SOP_ROLES,
        role_names=ROLE,
        summed=standard_words(sop.summed_total),
        minutes=minutes_words,
        percent=percent_words,
        amount=decimal_words,
    )

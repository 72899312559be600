"""The first page: what the service is, its standard in 14 components, tracking, verification, the register."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.http.html import page
from api.office import TheOffice
from domain.service_standard import COMPONENTS
from domain.time_words import standard_words

router = APIRouter(include_in_schema=False)


@router.get("/")
async def landing(request: Request, office: TheOffice) -> Response:
    book = office.book
    sop = book.current(book.default, office.today)
    return page(
        request,
        "landing.html",
        sop=sop,
        standard=book.service_standard(sop.code, office.today),
        components=COMPONENTS,
        declared=standard_words(sop.declared_total),
        legal_limit=standard_words(sop.legal_limit),
        validity=sop.valid_years,
    )

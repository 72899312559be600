"""What is probably late before it is: open files by their chance of breaking what the SOP declares."""

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.http.frame import sign_in_from
from api.http.html import page
from api.http.paging import Cursor
from api.http.words import ROLE
from api.office import TheOffice
from api.pages.amounts import percent_words
from api.pages.sla_question import PageSop
from api.security import known_caller
from api.sla.forecast import Ranking, require_supervisor
from api.sla.forecast_texts import METHOD, OUTLASTED, WHY_NOT, WhyNot, too_few
from api.sla.forecast_view import Foreseen
from domain.forecast import ENOUGH
from domain.refusals import Sentence
from domain.sla import LineName

_ON_A_PAGE = 50
# From here on a file is likely, or as good as certain, to be late.
_LIKELY, _CERTAIN = 0.5, 0.9


def forecast_page(ranking: Ranking) -> APIRouter:
    """Return the page of `ranking`, which is the API's own."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sla/forecast", operation_id="listForecasts")
    async def show_forecast(
        request: Request, office: TheOffice, sop: PageSop = None, cursor: Cursor = None
    ) -> Response:
        by = known_caller(request.scope)
        if by is None:
            return RedirectResponse(sign_in_from(request), 303)
        require_supervisor(by)
        listing = f"forecast page {sop}"
        after = office.cursors.read(cursor, listing) if cursor is not None else None
        found = await ranking.page(office, sop, after, _ON_A_PAGE)
        asked = {"sop": sop} if sop else {}
        following = {**asked, "cursor": office.cursors.write(found.following, listing)} if found.following else None
        return page(
            request,
            "sla_forecast.html",
            now=found.now,
            files=[(each, each.chance(LineName.DECLARED), _why(each)) for each in found.files],
            following=f"/sla/forecast?{urlencode(following)}" if following else None,
            declared=LineName.DECLARED,
            method=METHOD,
            tag=_tag,
            percent=lambda chance: percent_words(100 * chance),
            role_names=ROLE,
        )

    return router


def _why(found: Foreseen) -> Sentence | None:
    """Why nothing is foreseen of a file, or only the least."""
    if found.why_not is WhyNot.TOO_FEW_VISITS:
        return too_few(found.outlook.short_of, ENOUGH)
    if found.why_not:
        return WHY_NOT[found.why_not]
    return OUTLASTED if found.outlook.outlasted else None


def _tag(chance: float) -> str:
    return "bad" if chance >= _CERTAIN else "warn" if chance >= _LIKELY else "good"

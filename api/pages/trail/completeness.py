"""Whether log, lists, decrees and archive say the same: compared on demand, by POST: it costs time."""

from starlette.requests import Request
from starlette.responses import Response

from api.http.html import language_for_page
from api.identity.forms import own_form
from api.office import TheOffice
from api.pages.trail.findings import CHECK
from api.pages.trail.reader import ROOT, auditor, room, to_sign_in, trail_pages
from api.trail.completeness import WITHIN_S, report_view

router = trail_pages()


@router.get("/completeness")
async def asked_for(request: Request) -> Response:
    if auditor(request) is None:
        return to_sign_in(request)
    return room(request, "trail_completeness.html", report=None, check_names=CHECK, root=ROOT)


@router.post("/completeness", operation_id="readCompleteness")
async def compared(request: Request, office: TheOffice) -> Response:
    if auditor(request) is None:
        return to_sign_in(request)
    deep = (await own_form(request, office)).get("deep") == "yes"
    report = await office.completeness.report(deep=deep, within_s=WITHIN_S)
    view = report_view(report, language_for_page(request))
    return room(request, "trail_completeness.html", report=view, check_names=CHECK, root=ROOT)

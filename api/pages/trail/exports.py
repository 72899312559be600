"""The trail to take away: a form with the filters of the explorer, and what is noted of every file that was taken."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.desks.views import JSON
from api.http.paging import DEFAULT_LIMIT
from api.http.words import ROLE
from api.office import Office, TheOffice
from api.pages.trail.form import Form, read_form
from api.pages.trail.reader import ROOT, auditor, room, to_sign_in, trail_pages
from api.pages.trail.words import FACT
from api.problems.problems import Problem
from api.trail.export_query import ExportQuery
from api.trail.exports import exports_found, taken_away
from api.trail.formats.forms import Form as FileForm
from domain.refusals import Sentence

router = trail_pages()
_HERE = f"{ROOT}/exports"
FORM: dict[FileForm, Sentence] = {
    FileForm.NDJSON: Sentence("NDJSON (pembuktian)", "NDJSON (proof)"),
    FileForm.CSV: Sentence("CSV (lembar kerja)", "CSV (spreadsheets)"),
    FileForm.XES: Sentence("XES (proses, per berkas)", "XES (process mining)"),
    FileForm.OCEL: Sentence("OCEL 2.0 (proses, per objek)", "OCEL 2.0 (object-centric)"),
    FileForm.PARQUET: Sentence("Parquet (analitik)", "Parquet (analytics)"),
}
STATE = {
    "complete": ("good", Sentence("selesai", "complete")),
    "cut": ("bad", Sentence("terputus – berkasnya tidak utuh", "cut – its file is not whole")),
    "unfinished": ("warn", Sentence("belum selesai, atau prosesnya mati", "under way, or its process died")),
}


@router.get("/exports", operation_id="listExports")
async def exports_page(request: Request, office: TheOffice) -> Response:
    if auditor(request) is None:
        return to_sign_in(request)
    cursor = request.query_params.get("cursor")
    pairs = [each for each in request.query_params.multi_items() if each[0] != "cursor"]
    return await _page(request, office, read_form(ExportQuery, pairs), cursor)


@router.get("/exports/file", operation_id="exportTrail")
async def file(request: Request, office: TheOffice) -> Response:
    """Send the file; a question that is none comes back with its faults, and nothing is noted."""
    by = auditor(request)
    if by is None:
        return to_sign_in(request)
    form = read_form(ExportQuery, request.query_params.multi_items())
    if form.asked is not None:
        try:
            return await taken_away(request, office, by, form.asked)
        except Problem as problem:
            form = form.at_fault(problem)
    return await _page(request, office, form, None)


async def _page(request: Request, office: Office, form: Form[ExportQuery], cursor: str | None) -> Response:
    items: list[Any] = []
    following: str | None = None
    try:
        items, following = await exports_found(office, cursor, DEFAULT_LIMIT)
    except Problem as problem:
        form = form.at_fault(problem)
    return room(
        request,
        "trail_exports.html",
        status=422 if form.faults else 200,
        form=form,
        items=items,
        said=_said,
        running=any(each["state"] == "unfinished" for each in items),
        following=following and f"{_HERE}?{form.query(cursor=following)}",
        file_forms=FORM,
        states=STATE,
        fact_names=FACT,
        role_names=ROLE,
        sops={code: code for code in sorted({ref.code for ref in office.book.sops})},
        own_id=False,
        root=ROOT,
    )


def _said(export: JSON) -> str:
    """Return the filters as they were noted, in the words of an address."""
    filters: Any = export["filters"]
    return ", ".join(f"{name}={' '.join(each) if isinstance(each, list) else each}" for name, each in filters.items())

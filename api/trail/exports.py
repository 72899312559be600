"""The trail to take away, for auditors: streamed, noted before the first byte, and what is noted of all exports."""

from collections.abc import AsyncGenerator
from datetime import UTC
from typing import Annotated
from uuid import UUID, uuid4

import orjson
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.desks.views import JSON
from api.http.answers import Responses, answering, referred
from api.http.head import WITHOUT_CONTENT
from api.http.openapi import problem_responses
from api.http.paging import Cursor, Limit, page_answer
from api.office import Office, TheOffice
from api.problems import texts_exports as problem_texts
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem
from api.security import Authenticated
from api.trail.export_query import ExportQuery, wish_of
from api.trail.export_schemas import ExportSchema, ExportsSchema
from api.trail.exporting import Exporting, Wish, logged
from api.trail.formats.forms import FORMS, Form
from application.evidence.export_log import Export, Taker
from domain.actor import Caller, Role
from domain.refusals import Sentence
from projections.engine.log import read_head

router = APIRouter(tags=["auditors"])
_EMPTY: JSON = {"events": [], "objects": [], "eventTypes": [], "objectTypes": []}


def _files() -> Responses:
    """A file of each form; that of OCEL is JSON, which is told as such."""
    content: JSON = {
        form.media_type: {"schema": {"type": "string", "contentMediaType": form.media_type}} for form in FORMS.values()
    }
    content[FORMS[Form.OCEL].media_type] = {"schema": {"type": "object", "required": [*_EMPTY], "examples": [_EMPTY]}}
    headers = referred(("Content-Disposition", "X-Export-Id"))
    return {200: {"description": "The file, as it is read.", "content": content, "headers": headers}}


class _Sent(StreamingResponse):
    """Whatever ends the answer, its content is closed before it: nothing is left to the collector."""

    def __init__(self, chunks: AsyncGenerator[bytes], headers: dict[str, str], media_type: str) -> None:
        super().__init__(chunks, headers=headers, media_type=media_type)
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._chunks.aclose()


@router.get(
    "/v1/export",
    operation_id="exportTrail",
    summary="The trail as a file: for the verifier (NDJSON), for process mining (CSV, XES, OCEL 2.0, Parquet)",
    responses=_files(),
    response_class=Response,
)
async def export_trail(
    request: Request, office: TheOffice, by: Authenticated, query: Annotated[ExportQuery, Query()]
) -> Response:
    """What there is when it begins, up to the last position of that moment; personal fields masked.

    NDJSON has everything. The other forms have permits only, and unless `include=all` neither moves that follow from an
    act by themselves nor who took a file and gave it back. In CSV an apostrophe stands before what a spreadsheet would
    take for a formula. Whether a file is whole is told by its count and digest under `GET /v1/exports/{id}`.
    """
    _require_auditor(by)
    return await taken_away(request, office, by, query)


async def taken_away(request: Request, office: Office, by: Caller, query: ExportQuery) -> Response:
    """Return the file as an answer, once it is noted that `by` takes it away; or raise a 422 problem."""
    async with office.reads() as connection:
        head = await read_head(connection)
        wish = await wish_of(connection, query, office.correlation, head=head)
    if request.scope.get("state", {}).get(WITHOUT_CONTENT):
        return Response(headers={"Content-Disposition": "attachment"}, media_type=FORMS[wish.form].media_type)
    export, taker = uuid4(), Taker(sub=by.sub, name=by.name, role=Role.AUDITOR)
    exporting = Exporting(office.reads, wish, head=head)
    chunks = logged(export, exporting, office.exports, taker, wish=wish, head=head)
    await anext(chunks)
    return _Sent(chunks, _headers(export, wish, head), FORMS[wish.form].media_type)


@router.get(
    "/v1/exports",
    operation_id="listExports",
    summary="Who took the trail away, newest first",
    responses=answering(ExportsSchema, "Link"),
)
async def list_exports(
    request: Request, office: TheOffice, by: Authenticated, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    _require_auditor(by)
    items, following = await exports_found(office, cursor, limit)
    return page_answer(request, items, following)


async def exports_found(office: Office, cursor: str | None, limit: int) -> tuple[list[JSON], str | None]:
    """Return a page of what is noted of exports, newest first, and the cursor to the next one."""
    after = office.cursors.read(cursor, "exports") if cursor is not None else None
    found = await office.exports.newest(after=after, limit=limit + 1)
    page = found[:limit]
    following = office.cursors.write(_key(page[-1]), "exports") if len(found) > limit else None
    return [_item(each) for each in page], following


@router.get(
    "/v1/exports/{export_id}",
    operation_id="readExport",
    summary="One export: by whom, what was asked for, and the count, range and digest of what was sent",
    responses={**answering(ExportSchema), **problem_responses(problem_texts.EXPORT_NOT_FOUND)},
)
async def read_export(office: TheOffice, by: Authenticated, export_id: UUID) -> Response:
    _require_auditor(by)
    found = await office.exports.find(export_id)
    if found is None:
        raise Problem(problem_texts.EXPORT_NOT_FOUND)
    return Response(orjson.dumps(_item(found), option=orjson.OPT_UTC_Z), media_type="application/json")


def _headers(export: UUID, wish: Wish, head: int) -> dict[str, str]:
    name = f"jejak-{head}-{str(export)[:8]}.{FORMS[wish.form].suffix}"
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Export-Id": str(export),
        "Cache-Control": "no-store",
    }


def _key(export: Export) -> tuple[str, str]:
    return export.started_at.astimezone(UTC).isoformat(), str(export.export)


def _item(export: Export) -> JSON:
    item: JSON = {
        "id": export.export,
        "state": export.outcome or "unfinished",
        "started_at": export.started_at,
        "ended_at": export.ended_at,
        "by": {"sub": export.sub, "name": export.name, "role": export.role},
        "format": export.format,
        "filters": export.filters,
        "head": export.head,
        "count": export.events,
        "first": export.first_position,
        "last": export.last_position,
        "bytes": export.bytes,
        "sha256": export.sha256,
    }
    return item if export.reason is None else {**item, "reason": export.reason}


def _require_auditor(by: Caller) -> None:
    if Role.AUDITOR not in by.roles:
        raise Problem(problem_texts_permits.ROLE_NOT_PERMITTED, _FOR_AUDITORS)


_FOR_AUDITORS = Sentence("Jejak hanya untuk auditor.", "The trail is for auditors.")

"""Does the trail follow the SOP: of one file, or of all, a stretch of files at a time. For auditors."""

from contextlib import aclosing
from typing import Annotated
from uuid import UUID

import orjson
from anyio.to_thread import run_sync
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.commands.applications import NOT_FOUND, PermitId
from api.commands.commanding import permit_id_of
from api.commands.refusals import told
from api.desks.views import JSON
from api.http.answers import answering
from api.http.negotiation import Language, language_of
from api.http.paging import Cursor, Limit, next_link
from api.office import Office, TheOffice
from api.problems import texts_permits as problem_texts_permits
from api.problems.problems import Problem
from api.security import Authenticated
from api.trail.conformance_schemas import ConformanceSchema, FileConformanceSchema
from api.trail.conformity import Counts, Judge, judged_view
from domain.actor import Caller, Role
from domain.refusals import Sentence
from projections.engine.log import read_head
from projections.evidence.files import FIRST, read_files

MOST_EXAMINED = 2_000  # files a page: one or two seconds

router = APIRouter(tags=["auditors"])
Lateness = Annotated[bool, Query(description="Also what took too long, as of now: `late` and `no_decision`.")]


@router.get(
    "/v1/applications/{permit_id}/conformance",
    operation_id="readConformance",
    summary="Where one file leaves its SOP: which step, which event, by whom; and what was late",
    responses={**answering(FileConformanceSchema), **NOT_FOUND},
)
async def read_conformance(request: Request, office: TheOffice, by: Authenticated, permit_id: PermitId) -> Response:
    _require_auditor(by)
    with told():
        wanted = permit_id_of(request)
    async with office.reads() as connection:
        head = await read_head(connection)
    judge = Judge(book=office.book, reader=office.deeds, as_of=office.clock())
    async with aclosing(read_files(office.reads, head=head, only=wanted)) as files:
        async for file in files:
            judged = await run_sync(judge.judged, file)
            return _json(judged_view(judged, language_of(request.scope)))
    raise Problem(problem_texts_permits.APPLICATION_NOT_FOUND)


@router.get(
    "/v1/conformance",
    operation_id="listConformance",
    summary="The files that leave their SOP, stretch by stretch of the whole ledger",
    responses=answering(ConformanceSchema, "Link"),
)
async def list_conformance(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    lateness: Lateness = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Read straight from the ledger as it was when the first page was asked for: follow `next` to its end, and sum.

    A page ends when it has `limit` files with findings, or has looked at 2,000 files, whatever it found.
    """
    _require_auditor(by)
    listing = f"conformance {lateness}"
    if cursor is None:
        async with office.reads() as connection:
            after, head = FIRST, await read_head(connection)
    else:
        last, seen = office.cursors.read(cursor, listing)
        after, head = UUID(str(last)), int(str(seen))
    page, reached = await stretch(office, after, head, limit, language_of(request.scope), lateness=lateness)
    following = office.cursors.write((reached, head), listing) if reached else None
    return _json({**page, "next": following}, next_link(request, following))


async def stretch(
    office: Office, after: UUID, head: int, limit: int, language: Language, *, lateness: bool
) -> tuple[JSON, str | None]:
    """Return what was found in the files after this one, and the last that was looked at if there may be more."""
    judge = Judge(book=office.book, reader=office.deeds, as_of=office.clock() if lateness else None)
    counts, items = Counts(), list[JSON]()
    reached: str | None = None
    async with aclosing(read_files(office.reads, head=head, after=after)) as files:
        async for file in files:
            judged = await run_sync(judge.judged, file)
            counts.add(judged)
            if judged.findings:
                items.append(judged_view(judged, language))
            if len(items) == limit or counts.examined == MOST_EXAMINED:
                reached = judged.application
                break
    return {**counts.told, "items": items}, reached


def _json(body: JSON, headers: dict[str, str] | None = None) -> Response:
    content = orjson.dumps(body, option=orjson.OPT_UTC_Z)
    return Response(content, headers={"Vary": "Accept-Language", **(headers or {})}, media_type="application/json")


def _require_auditor(by: Caller) -> None:
    if Role.AUDITOR not in by.roles:
        raise Problem(problem_texts_permits.ROLE_NOT_PERMITTED, _FOR_AUDITORS)


_FOR_AUDITORS = Sentence("Kesesuaian dengan SOP hanya untuk auditor.", "Conformance is for auditors.")

"""Files in and out: uploads before a submission names them, and the documents and papers of a file."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated

import structlog
from fastapi import APIRouter, UploadFile
from fastapi import File as FormFile
from pydantic import WithJsonSchema
from starlette.datastructures import UploadFile as StarletteUpload
from starlette.requests import Request
from starlette.responses import Response

from api.commands.applications import PermitId, filed_for
from api.commands.commanding import json_response
from api.commands.refusals import told
from api.commands.route import CommandRoute
from api.desks.read_schemas import UploadSchema
from api.desks.views import is_own, shown_to
from api.http.answers import answering, downloading
from api.http.openapi import problem_responses
from api.office import Office, TheOffice, office_of
from api.papers.storage import file_response, storage_told
from api.personal.gone import require_remembered
from api.problems import texts as problem_texts
from api.problems import texts_archive as problem_texts_archive
from api.problems import texts_permits as problem_texts_permits
from api.problems import texts_personal as problem_texts_personal
from api.problems.messages import MESSAGES
from api.problems.problems import Problem, retry_later
from api.security import Authenticated, caller_of
from application.papers import NoSuchPaper, Papers, handed_in
from application.permits import Filed
from application.uploads.intake import Infected
from application.uploads.quota import DailyLimit, QuotaReached
from application.uploads.refused import UploadRefused
from application.uploads.uploads import MediaType, Upload
from domain.actor import Caller, Role
from domain.refusals import Fault, Sentence

log = structlog.get_logger(__name__)

UPLOADERS = frozenset({Role.PEMOHON, Role.DINAS_TEKNIS})
PDF = MediaType.PDF
OF_A_PAPER = (
    problem_texts_permits.APPLICATION_NOT_FOUND,
    problem_texts_permits.DOCUMENT_NOT_FOUND,
    problem_texts_archive.DOCUMENT_DAMAGED,
    problem_texts_personal.PERSONAL_DATA_ERASED,
)
# What is no hash is no document of the file's, which is a 404.
Paper = Callable[[Request, Office, Caller, str], Awaitable[Response]]
PAPERS: dict[str, tuple[str, Paper]] = {}  # by the end of their paths: the operation's name, and who answers
DocumentHash = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"})]

uploads = APIRouter(prefix="/v1/documents", tags=["applicants", "officers"])
router = APIRouter(prefix="/v1/applications/{permit_id}", tags=["applicants", "officers"])


async def receive(request: Request) -> Response:
    """Keep what was uploaded, under its hash."""
    office, by = office_of(request), caller_of(request.scope)
    kept = await taken_in(office, by, *await file_of(request))
    view: dict[str, object] = {
        "sha256": kept.sha256,
        "size": kept.size,
        "media_type": kept.media_type,
        "name": kept.name,
    }
    return json_response(view, 201)


async def taken_in(office: Office, by: Caller, content: bytes, name: str) -> Upload:
    """Keep a file that somebody sends and return it as it is kept, or raise the problem with it."""
    if not by.roles & UPLOADERS:
        raise Problem(
            problem_texts_permits.ROLE_NOT_PERMITTED,
            Sentence(
                "Hanya pemohon dan Dinas Teknis yang mengunggah berkas.", "Only applicants and inspectors upload."
            ),
        )
    try:
        return await office.intake.take(by.sub, content, name, with_taken=Role.DINAS_TEKNIS in by.roles)
    except UploadRefused as refused:
        if isinstance(refused, Infected):
            log.warning("upload_infected", signature=refused.signature, size=len(content))
        raise _refused(refused) from None
    except QuotaReached as reached:
        log.warning("upload_quota_reached", size=len(content))
        raise retry_later(problem_texts.TOO_MANY_REQUESTS, reached.wait_s, enough_for_today(reached.limit)) from None


async def file_of(request: Request) -> tuple[bytes, str]:
    """Return the content and name of the part `file`, or raise a 415 or 422 problem."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise Problem(problem_texts.UNSUPPORTED_MEDIA_TYPE)
    async with request.form(max_files=1) as form:
        file = form.get("file")
        if not isinstance(file, StarletteUpload):
            raise Problem(problem_texts.INVALID_REQUEST, errors=(Fault("/file", "missing", MESSAGES["missing"]),))
        return await file.read(), file.filename or ""


# For OpenAPI. `receive` serves it: FastAPI would read the whole file before asking who is there.
async def _declared(by: Authenticated, file: Annotated[UploadFile, FormFile(description="PDF, JPEG or PNG.")]) -> None:
    """PDF, JPEG or PNG by content, at most 5 MiB. The same content sent again by the same person is the same upload.

    Of an image its pixels are kept and nothing else, so `sha256` and `size` are of what is kept: name it by these.
    """


uploads.add_api_route(
    "",
    _declared,
    methods=["POST"],
    status_code=201,
    operation_id="uploadDocument",
    summary="Upload a document; a submission then names it by its hash",
    responses={
        **answering(UploadSchema, status=201),
        **problem_responses(
            problem_texts_permits.UNSUPPORTED_FILE, problem_texts.BODY_TOO_LARGE, problem_texts_archive.STORAGE_FULL
        ),
    },
    route_class_override=CommandRoute.serving(receive),
)


def enough_for_today(limit: DailyLimit) -> Sentence:
    """Return what whoever has uploaded too much is told; how long to wait stands in `Retry-After`."""
    return Sentence(
        f"Anda telah mengunggah sebanyak batas satu hari: {limit.files} berkas atau {limit.mib} MiB. Berkas ini tidak "
        "disimpan; unggahlah lagi nanti.",
        f"You have uploaded as much as the limit of a day allows: {limit.files} files or {limit.mib} MiB. This file "
        "was not kept; upload it again later.",
    )


def _refused(refused: UploadRefused) -> Problem:
    """Too large and of the wrong kind have statuses of their own; a damaged or dangerous file is a wrong request."""
    match refused.code:
        case "too_large":
            return Problem(problem_texts.BODY_TOO_LARGE, refused.sentence)
        case "unsupported_type":
            return Problem(problem_texts_permits.UNSUPPORTED_FILE, refused.sentence)
        case code:
            fault = Fault("/file", code, refused.sentence)
            return Problem(problem_texts.INVALID_REQUEST, refused.sentence, errors=(fault,))


@router.get(
    "/documents/{sha256}",
    operation_id="readDocument",
    summary="A document that was handed in",
    responses={
        **downloading(MediaType),
        **problem_responses(*OF_A_PAPER),
    },
    response_class=Response,
)
async def read_document(
    request: Request, office: TheOffice, by: Authenticated, permit_id: PermitId, sha256: DocumentHash
) -> Response:
    with told():
        filed = await filed_for(request, office, by)
    require_remembered(filed)
    with storage_told():
        found = handed_in(filed, sha256)
        if found.internal and is_own(filed.permit, by):
            raise NoSuchPaper
        content = await asyncio.to_thread(office.papers.document, filed, sha256)
    return file_response(content, found.document.media_type, found.document.name)


def _add_paper(
    path: str, operation_id: str, summary: str, render: Callable[[Papers, Filed], bytes], *, internal: bool = False
) -> None:
    async def paper(request: Request, office: TheOffice, by: Authenticated, permit_id: PermitId) -> Response:
        with told():
            filed = await filed_for(request, office, by)
        require_remembered(filed)
        with told(), storage_told():
            if internal and is_own(filed.permit, by):
                raise NoSuchPaper
            # A draft is what approvers approve, word for word; the decree is kept as it was signed.
            seen = filed if internal else replace(filed, permit=shown_to(filed.permit, by))
            content = await asyncio.to_thread(render, office.papers, seen)
        return file_response(content, PDF, f"{filed.permit.number}-{path}")

    PAPERS[path] = (operation_id, paper)
    refusals = [*OF_A_PAPER]
    if render is Papers.draft:
        refusals.append(problem_texts_permits.OUT_OF_ORDER)  # the form has changed since it was drafted
    router.add_api_route(
        f"/{path}",
        paper,
        methods=["GET"],
        operation_id=operation_id,
        summary=summary,
        response_class=Response,
        responses={**downloading([PDF]), **problem_responses(*refusals)},
    )


_add_paper("decree.pdf", "readDecree", "The signed decree, byte for byte", Papers.decree)
_add_paper("acknowledgement.pdf", "readAcknowledgement", "The receipt (tanda terima)", Papers.acknowledgement)
_add_paper(
    "deficiency-notice.pdf",
    "readDeficiencyNotice",
    "What is missing, and until when (pemberitahuan kekurangan berkas)",
    Papers.deficiency_notice,
)
_add_paper("inspection-report.pdf", "readInspectionReport", "The BAPL", Papers.inspection_report)
_add_paper("recommendation.pdf", "readRecommendation", "The recommendation", Papers.recommendation)
_add_paper("draft.pdf", "readDraft", "The draft decree", Papers.draft, internal=True)
_add_paper(
    "revocation.pdf",
    "readRevocation",
    "The decree of revocation (SK pencabutan), byte for byte; an unsigned copy while it is not signed",
    Papers.revocation,
)

"""Every exception that means an answer becomes a problem; nothing of the exception's own text reaches the reader."""

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.problems import texts
from api.problems import texts_archive as archive_texts
from api.problems.problems import Problem, ProblemWriter, retry_later
from api.problems.type import ProblemType
from api.problems.validation import invalid
from application.archive.faults import ArchiveFull, ArchiveRefuses, ArchiveUnavailable, Corrupted, NotArchived
from application.store import Busy, ConnectionLost
from application.uploads.virus_scan import ScannerAway
from application.uploads.workers import WorkerMissing
from projections.engine.reads import ReadsUnavailable

# What Starlette and FastAPI raise by themselves. Their 400 always means a body that cannot be parsed, which the
# contract answers with 422.
_BY_STATUS: dict[int, ProblemType] = {
    400: texts.MALFORMED_BODY,
    404: texts.NOT_FOUND,
    405: texts.METHOD_NOT_ALLOWED,
    413: texts.BODY_TOO_LARGE,
}

# The database or the archive is away or overloaded: nothing was done, and the same request may succeed soon.
NOT_NOW = (Busy, ConnectionLost, ReadsUnavailable, ArchiveUnavailable, ScannerAway, WorkerMissing)
# What the history names is not in the archive as it was put there: no retry helps, somebody has to look.
NOT_INTACT = (Corrupted, NotArchived)
MAKING_ROOM_TAKES_S = 60

log = structlog.get_logger(__name__)


def install(app: FastAPI, writer: ProblemWriter) -> None:
    """Let `app` answer every refusal and error with a problem."""

    async def told(request: Request, error: Exception) -> Response:
        return writer.answer(_problem_of(request, error), request.scope)

    for kind in (HTTPException, RequestValidationError, *NOT_NOW, *NOT_INTACT, Exception):
        app.add_exception_handler(kind, told)


def _problem_of(request: Request, error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return invalid(error.errors())
        case HTTPException(status_code=405):
            return Problem(texts.METHOD_NOT_ALLOWED, headers={"Allow": _allowed(request)})
        case HTTPException() if error.status_code in _BY_STATUS:
            return Problem(_BY_STATUS[error.status_code], headers=error.headers)
        case ArchiveFull():
            log.error("archive_full", says=str(error))
            return retry_later(archive_texts.STORAGE_FULL, MAKING_ROOM_TAKES_S)
        case ArchiveUnavailable():
            (log.error if isinstance(error, ArchiveRefuses) else log.warning)("archive_unavailable", says=str(error))
            return retry_later(texts.TEMPORARILY_UNAVAILABLE)
        case ScannerAway() | WorkerMissing():
            log.error("upload_not_examined", says=str(error))
            return retry_later(texts.TEMPORARILY_UNAVAILABLE, detail=archive_texts.NOT_EXAMINED)
        case Corrupted() | NotArchived():
            log.error("document_damaged", kind=type(error).__name__, sha256=str(error)[:64])
            return Problem(archive_texts.DOCUMENT_DAMAGED)
        case _ if isinstance(error, NOT_NOW):
            return retry_later(texts.TEMPORARILY_UNAVAILABLE)
        case _:
            return Problem(texts.INTERNAL_ERROR)


def _allowed(request: Request) -> str:
    """Name the methods of all routes of this path (RFC 9110 15.5.6); the router knows only those of the first."""
    app: FastAPI = request.scope["app"]
    path = str(request.scope["path"]).removeprefix(str(request.scope.get("root_path", "")))
    methods: set[str] = set()
    for route in iter_route_contexts(app.routes):
        pattern = getattr(route, "path_regex", None)
        if pattern is not None and pattern.match(path):
            methods |= route.methods or set()
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))

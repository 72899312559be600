"""The documents and papers of a file, shown in its page, not downloaded; who may see them is the API's word.

A stranger's PDF is shown by the browser's own viewer, and loads nothing.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.commands.applications import PermitId
from api.commands.documents import PAPERS, DocumentHash, Paper, read_document
from api.http.headers import SHOWN_BESIDE
from api.office import TheOffice
from api.security import Authenticated

router = APIRouter(prefix="/applications/{permit_id}", include_in_schema=False)


@router.get("/documents/{sha256}", operation_id="readDocument")
async def show_document(
    request: Request, office: TheOffice, by: Authenticated, permit_id: PermitId, sha256: DocumentHash
) -> Response:
    return _shown(await read_document(request, office, by, permit_id, sha256))


def _add(path: str, operation_id: str, paper: Paper) -> None:
    async def show_paper(request: Request, office: TheOffice, by: Authenticated, permit_id: PermitId) -> Response:
        return _shown(await paper(request, office, by, permit_id))

    router.add_api_route(f"/{path}", show_paper, methods=["GET"], operation_id=operation_id)


for _path, (_operation_id, _paper) in PAPERS.items():
    _add(_path, _operation_id, _paper)


def _shown(answer: Response) -> Response:
    """Return the download as something to look at."""
    saved = answer.headers["Content-Disposition"]
    answer.headers["Content-Disposition"] = saved.replace("attachment", "inline", 1)
    answer.headers["Content-Security-Policy"] = SHOWN_BESIDE
    return answer

"""`DELETE /v1/documents/{sha256}`: an applicant takes back what no application names."""

from fastapi import APIRouter
from starlette.responses import Response

from api.commands.commanding import json_response
from api.commands.documents import DocumentHash
from api.commands.refusals import told
from api.desks.read_schemas import UploadSchema
from api.http.answers import answering
from api.http.openapi import problem_responses
from api.office import TheOffice
from api.personal.subject_report import files_of
from api.problems import texts_permits, texts_personal
from api.problems.problems import Problem
from api.security import Authenticated
from application.archive.archive import path_of
from application.erasure.doomed import Doomed, paths_of
from domain.actor import Role
from domain.refusals import Sentence

router = APIRouter(prefix="/v1/documents", tags=["applicants"])


@router.delete(
    "/{sha256}",
    operation_id="discardDocument",
    summary="Take back an upload that no application names",
    responses={
        **answering(UploadSchema, description="The upload as it was; nobody can name it any more."),
        **problem_responses(
            texts_permits.ROLE_NOT_PERMITTED, texts_permits.DOCUMENT_NOT_FOUND, texts_personal.UPLOAD_IN_USE
        ),
    },
)
async def discard_document(office: TheOffice, by: Authenticated, sha256: DocumentHash) -> Response:
    if Role.PEMOHON not in by.roles:
        raise Problem(texts_permits.ROLE_NOT_PERMITTED, ONLY_APPLICANTS)
    with told():
        kept = (await office.uploads.find(by.sub, [sha256])).get(sha256)
        if kept is None:
            raise Problem(texts_permits.DOCUMENT_NOT_FOUND)
        path = path_of(sha256, kept.key)
        if any(path in paths_of(filed) for filed in await files_of(office, by.sub)):
            raise Problem(texts_personal.UPLOAD_IN_USE)
        await office.forgetting.discard(Doomed(path=path, uploader=office.uploads.name_of(by.sub), sha256=sha256))
    upload = kept.upload
    view: dict[str, object] = {name: getattr(upload, name) for name in ("sha256", "size", "media_type", "name")}
    return json_response(view)


ONLY_APPLICANTS = Sentence("Hanya pemohon yang dapat menarik unggahannya.", "Only applicants take back their uploads.")

"""A photograph that comes with the form of an inspection: taken in as every upload, then named by its hash.

With a script a page uploads by itself; without one, a photo comes with each press of the button, and those that came
before stand in hidden fields.
"""

from starlette.datastructures import UploadFile
from starlette.requests import Request

from api.commands.documents import taken_in
from api.identity.forms import FORM
from api.office import Office
from api.pages.typed import Typed, typed_in, typed_of
from api.problems import texts
from api.problems.problems import Problem
from application.uploads.uploads import Upload
from domain.actor import Caller
from domain.refusals import Fault

_MOST_FIELDS = 2_000
_FILE = "file"

File = tuple[bytes, str]


async def typed_with_file(request: Request) -> tuple[Typed, File | None]:
    """Return what the form says and the file that came with it, if one was chosen; raise a 415 or 422 problem."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == FORM:
        return await typed_in(request), None
    if kind != "multipart/form-data":
        raise Problem(texts.UNSUPPORTED_MEDIA_TYPE)
    async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
        pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        file = form.get(_FILE)
        chosen = (await file.read(), file.filename) if isinstance(file, UploadFile) and file.filename else None
    try:
        return typed_of(pairs), chosen
    except ValueError:
        raise Problem(texts.MALFORMED_BODY) from None


async def photographed(office: Office, by: Caller, typed: Typed, content: bytes, name: str) -> Typed:
    """Return the form with the photograph among its documents, or raise the problem with it."""
    kept = await taken(office, by, content, name)
    before = typed.document.get("documents")
    documents = list(before) if isinstance(before, list) else []
    if any(isinstance(each, dict) and each.get("sha256") == kept.sha256 for each in documents):
        return typed
    photo = {"requirement": "Foto", "sha256": kept.sha256, "name": kept.name}
    return Typed(document={**typed.document, "documents": [*documents, photo]}, own=typed.own)


async def taken(office: Office, by: Caller, content: bytes, name: str, field: str = _FILE) -> Upload:
    """Keep the file and return it as it is kept, or raise the problem with it, told at the field that it stood in."""
    try:
        return await taken_in(office, by, content, name)
    except Problem as problem:
        at_field = Fault(f"/{field}", problem.kind.slug, problem.sentence)
        raise Problem(problem.kind, problem.sentence, errors=[at_field], headers=problem.headers) from None

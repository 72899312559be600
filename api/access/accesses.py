"""Who looked at what: the access log for auditors. To look into it is an access as well."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.access.schemas import AccessesSchema, AccessQuery, Asked
from api.desks.views import JSON
from api.http.answers import answering
from api.http.freshness import wait_for_writes
from api.http.openapi import problem_responses
from api.http.paging import page_answer
from api.office import Office, TheOffice
from api.problems import texts as problem_texts
from api.problems import texts_permits
from api.problems.problems import Problem
from api.problems.validation import pointer
from api.security import Authenticated
from api.sla.period import TO, require_forward
from domain.actor import Caller, Role
from domain.refusals import Fault, Sentence
from projections.access_list import Accessed, Wanted, access_page, files_of
from projections.engine.log import read_head

router = APIRouter(prefix="/v1/access-log", tags=["auditors"])

_DESCRIPTION = """Reads, downloads, lists, exports, refused commands, sign-ins, and what administrators do.

`subject` answers in one call who looked at the files of a person. It finds them by whom the applications name, up to
the newest event; files whose personal data was erased belong to nobody any more. An applicant with a file of their own
reads `•••`: ask for them by `subject`. Whoever else has no office stands under a pseudonym, which `actor` finds by
their `sub`.
"""


@router.get(
    "",
    operation_id="listAccesses",
    summary="Who read, exported, signed in or was refused, newest first",
    description=_DESCRIPTION,
    responses={
        **answering(AccessesSchema, "Link"),
        **problem_responses(texts_permits.ROLE_NOT_PERMITTED, problem_texts.READ_MODEL_BEHIND),
    },
)
async def list_accesses(request: Request, office: TheOffice, by: Authenticated, asked: Asked) -> Response:
    require_auditor(by)
    items, following = await accesses_found(office, asked)
    return page_answer(request, items, following)


async def accesses_found(office: Office, asked: AccessQuery) -> tuple[list[JSON], str | None]:
    """Return a page of what was asked for, and the cursor to the next one."""
    require_forward(asked.since, asked.until, TO)
    require_room(asked.after, asked.before)
    listing = f"accesses {asked.model_dump(exclude={'limit', 'cursor'})}"
    below = int(office.cursors.read(asked.cursor, listing)[0] or 0) if asked.cursor is not None else None
    files = await _files(office, asked)
    async with office.reads() as connection:
        page = await access_page(connection, _wanted(office, asked, files), below=below, limit=asked.limit)
    following = office.cursors.write(page.next, listing) if page.next else None
    return [_item(each, office) for each in page.items], following


def require_auditor(by: Caller) -> None:
    """Raise a 403 problem unless an auditor is calling."""
    if Role.AUDITOR not in by.roles:
        raise Problem(texts_permits.ROLE_NOT_PERMITTED, _FOR_AUDITORS)


def require_room(after: int | None, before: int | None) -> None:
    """Raise a 422 problem where no position can lie between these two."""
    if after is not None and before is not None and before <= after:
        raise Problem(
            problem_texts.INVALID_REQUEST, errors=(Fault(pointer("query", "before"), "before_after", _EMPTY),)
        )


async def _files(office: Office, asked: AccessQuery) -> list[UUID] | None:
    """Return which files are asked for, None for all; a person's as of now, whatever the read model has seen so far."""
    if asked.subject is None:
        return None if asked.application is None else [asked.application]
    async with office.reads() as connection:
        head = await read_head(connection)
    await wait_for_writes(office, "cases", head)
    async with office.reads() as connection:
        files = await files_of(connection, asked.subject)
    return [file for file in files if asked.application in (None, file)]


def _wanted(office: Office, asked: AccessQuery, files: list[UUID] | None) -> Wanted:
    actors = None if asked.actor is None else (asked.actor, office.accesses.scribe.pseudonym(asked.actor))
    return Wanted(
        files=files,
        actors=actors,
        action=asked.action,
        since=asked.since,
        until=asked.until,
        after=asked.after,
        before=asked.before,
    )


def _item(accessed: Accessed, office: Office) -> JSON:
    told = office.accesses.scribe.read(accessed.state)
    return {
        "position": accessed.position,
        "at": accessed.at,
        "application": accessed.application,
        "action": accessed.action,
        "operation": told["operation"],
        "outcome": told["outcome"],
        "by": {**told["by"], "role": accessed.role},
        "address": told["address"],
        "token": told.get("token"),
        "within": told.get("within", {}),
        "asked": told.get("asked", {}),
        "reason": told.get("reason"),
        "request": told["request"],
        "leaf": accessed.leaf.hex(),
    }


_FOR_AUDITORS = Sentence("Bagian ini hanya untuk auditor.", "This is for auditors.")
_EMPTY = Sentence(
    "Posisi before harus lebih besar daripada after.", "The position before must be greater than that of after."
)

"""`/my`: an applicant's own files and drafts, and those they act in for another, with what to do about each now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.noted import note_files
from api.apply.faults import kind_and_unit
from api.apply.fields import KINDS, UNITS
from api.apply.opened import applicant_of, until_repaired
from api.desks.views import due_at
from api.http.frame import sign_in_from
from api.http.freshness import wait_for_writes
from api.http.html import page
from api.http.paging import Cursor
from api.http.words import ROLE, STATUS
from api.office import Office, TheOffice
from api.pages.done import DONE
from api.security import known_caller
from application.applying.drafts import Draft
from application.permits import Filed
from domain.actor import Caller
from domain.attorney_letters import POWERS
from domain.attorneys import in_force, may_speak
from domain.commands import Command, Deliver, Submit
from domain.permit import Permit, Status
from domain.powers import Authority
from domain.refusals import Sentence
from projections.case_list import Sight, case_page
from projections.subject_cases import head

router = APIRouter(include_in_schema=False)
ON_A_PAGE = 20
# Where the applicant is the one to act, and with what.
THEIRS: Mapping[Status, type[Command]] = {Status.REJECTED: Submit, Status.SIGNED: Deliver}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """One file of the reader's, or of whom they act for.

    `until` is the deadline of what they are to do, or of what the office does.
    """

    permit: Permit
    steps: int
    status: Sentence
    holder: Sentence | None
    until: datetime | None
    asks_for_survey: bool
    by: Caller

    @property
    def is_theirs(self) -> bool:
        """Whether the reader can do what the file waits for: an attorney may hold another power than that."""
        command = THEIRS.get(self.permit.status)
        return command is not None and may_speak(command, self.permit, self.by)

    @property
    def authority(self) -> Authority | None:
        """The power by which the reader acts, if it is not their own file."""
        return in_force(self.permit) if self.permit.applicant_sub != self.by.sub else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """One draft of a new application."""

    draft: Draft
    name: str
    kind: Sentence | None
    unit: Sentence | None


@router.get("/my", operation_id="listApplications")
async def my(request: Request, office: TheOffice, cursor: Cursor = None) -> Response:
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    by = applicant_of(request)
    files, following = await _files(request, office, by, cursor)
    drafts = await office.drafts.of(by.sub, office.clock())
    return page(
        request,
        "my.html",
        files=files,
        first=cursor is None,
        drafts=[_begun(each) for each in drafts if each.permit is None],
        repairs={each.permit: each for each in drafts if each.permit},
        following=f"/my?cursor={following}" if following else None,
        done=request.query_params.get("done", ""),
        told=DONE.get(request.query_params.get("done", "")),
        powers=POWERS,
    )


async def _files(request: Request, office: Office, by: Caller, cursor: str | None) -> tuple[list[Mine], str | None]:
    """Return a page of the caller's files, those that were submitted last first, and the cursor of the next."""
    listing = "my applications"
    after = office.cursors.read(cursor, listing) if cursor is not None else None
    async with office.reads() as connection:
        await wait_for_writes(office, "cases", await head(connection) or None)
        found = await case_page(connection, Sight(applicant=by.sub, at=office.clock()), after=after, limit=ON_A_PAGE)
    filed = [each for case in found.items if (each := await office.permits.get(case["permit"]))]
    filed = [each for each in filed if not each.permit.erased]
    note_files(request.scope, filed)
    following = office.cursors.write(found.next, listing) if found.next else None
    return [await _mine(each, office, by) for each in filed], following


async def _mine(filed: Filed, office: Office, by: Caller) -> Mine:
    permit = filed.permit
    sop = office.book.sop(permit.sop)
    is_rated = permit.status in FINISHED and not await office.surveys.is_answered(permit.id)
    return Mine(
        permit=permit,
        steps=len(sop.rows),
        status=STATUS[permit.status],
        holder=ROLE[permit.holder] if permit.holder else None,
        until=until_repaired(filed, office) or due_at(permit, sop, office.book),
        asks_for_survey=is_rated,
        by=by,
    )


def _begun(draft: Draft) -> Begun:
    kind, unit = kind_and_unit(draft.content)
    return Begun(
        draft=draft,
        name=draft.content.fields.get("institution.name", ""),
        kind=KINDS[kind] if kind else None,
        unit=UNITS[unit] if unit else None,
    )


# Who has their decree, be it a refusal, can say what they think of how they came to it.
FINISHED = frozenset({Status.DELIVERED, Status.REFUSED})

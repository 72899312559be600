"""A draft as a page works with it: whose it is, which SOP it is for, and the file that it repairs, if it does."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from starlette.requests import Request

from api.access.noted import note_file
from api.apply.faults import Found, found_in
from api.desks.views import is_own
from api.office import Office
from api.problems import texts_applying, texts_permits
from api.problems.problems import Problem
from api.security import caller_of
from application.applying.drafts import Draft
from application.permits import Filed
from domain import attorneys
from domain.actor import Caller, Role
from domain.permit import Status
from domain.refusals import Sentence
from domain.repair import repair_end
from domain.sop import Requirement, Sop

ONLY_APPLICANTS = Sentence("Halaman ini hanya untuk pemohon.", "This page is for applicants only.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """`filed` is the file that is to be repaired, by `repair_by` if there is a limit."""

    by: Caller
    draft: Draft
    sop: Sop
    filed: Filed | None
    repair_by: datetime | None

    @property
    def found(self) -> tuple[Found, ...]:
        return found_in(self.draft, self.sop)

    @property
    def is_repair(self) -> bool:
        return self.draft.permit is not None

    @property
    def is_over(self) -> bool:
        """Whether the file waits for no repair any more."""
        return self.is_repair and (self.filed is None or self.filed.permit.status is not Status.REJECTED)

    def requirement(self, code: str) -> Requirement:
        """Return the requirement of that code, or raise the problem of there being none."""
        found = self.sop.requirement(code)
        if found is None:
            raise Problem(texts_permits.DOCUMENT_NOT_FOUND)
        return found


def applicant_of(request: Request) -> Caller:
    """Return who is calling, or raise a 401 or 403 problem: only applicants have drafts."""
    by = caller_of(request.scope)
    if Role.PEMOHON not in by.roles:
        raise Problem(texts_permits.ROLE_NOT_PERMITTED, ONLY_APPLICANTS)
    return by


async def opened(request: Request, office: Office, draft_id: str) -> Opened:
    """Return the draft of that id, or raise the problem of its not being there for this caller."""
    by = applicant_of(request)
    named = uuid_of(draft_id)
    draft = await office.drafts.find(by.sub, named, office.clock()) if named else None
    if draft is None:
        raise Problem(texts_applying.SAVED_DRAFT_NOT_FOUND)
    return await seen_with(request, office, by, draft)


def uuid_of(text: str) -> UUID | None:
    """Return the id that this is; what is none names nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None


async def seen_with(request: Request, office: Office, by: Caller, draft: Draft) -> Opened:
    """Return the draft with what it is about."""
    filed = await own_file(request, office, by, draft.permit) if draft.permit else None
    sop = office.book.sop(filed.permit.sop) if filed else office.book.current(office.book.default, office.today)
    until = until_repaired(filed, office) if filed else None
    return Opened(by=by, draft=draft, sop=sop, filed=filed, repair_by=until)


async def own_file(request: Request, office: Office, by: Caller, permit: UUID) -> Filed | None:
    """Return the file if it is the caller's own now: a power of attorney ends with its day, without a fact."""
    filed = await office.permits.get(permit)
    if filed is None:
        return None
    filed = replace(filed, permit=attorneys.as_of(filed.permit, office.clock()))
    if not is_own(filed.permit, by):
        return None
    note_file(request.scope, filed)
    return filed


def until_repaired(filed: Filed, office: Office) -> datetime | None:
    """Return until when the file may be repaired, None where it waits for none or has no limit."""
    permit, sop = filed.permit, office.book.sop(filed.permit.sop)
    if permit.status is not Status.REJECTED or permit.step is None:
        return None
    return repair_end(permit.entered_at, sop.row(permit.step), sop, office.book.calendar)

"""What changed in a file: between two of its submissions, and between two drafts of its decree."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.commands.applications import NOT_FOUND, PERSONAL, PermitId, filed_for
from api.commands.commanding import json_response
from api.commands.refusals import told
from api.desks.views import JSON, is_own, sees_person, shown_to
from api.http.answers import answering
from api.http.openapi import problem_responses
from api.office import TheOffice
from api.problems import texts_trail as problem_texts_trail
from api.problems.problems import Problem
from api.security import Authenticated
from api.trail.revision_schemas import DraftsSchema, SubmissionsSchema
from application.permits import Filed
from application.sealing import MASK
from domain.actor import Caller
from domain.decree import content_sha256
from domain.decree_lines import decree_lines
from domain.differences import Change, changes, passages
from domain.drafting import decree_facts, draft_of_permit
from domain.events import Drafted, Event, Submitted
from domain.permit import Permit, replay
from domain.rulebook import Rulebook

Fact = TypeVar("Fact")
Placed = tuple[int, Event]  # an event with its position

_NUMBER = r"[1-9][0-9]{0,8}"
Revision = Annotated[str, Query(pattern=f"^v?{_NUMBER}$")]
Draft = Annotated[str, Query(pattern=f"^(?:{_NUMBER}|[0-9a-f]{{64}})$")]
FromRevision = Annotated[Revision, Query(alias="from", description="A round, like `1`, or a version, like `v9`.")]
ToRevision = Annotated[Revision, Query(alias="to", description="Another round, or a version.")]
FromDraft = Annotated[Draft, Query(alias="from", description="The nth draft of the file, like `1`, or its `sha256`.")]
ToDraft = Annotated[Draft, Query(alias="to", description="Another draft.")]

_SUBMISSIONS = """
A round is the submission that began it; a version is the submission in force at that version of the file. Documents are
compared by requirement. That something personal changed is told to whoever only oversees, and not what.
"""
_DRAFTS = """
The facts that a draft speaks of, and its words, line by line. Where the office's form has changed since one of them was
drafted, its words can no longer be made: `text` is null then.
"""

router = APIRouter(prefix="/v1/applications/{permit_id}", tags=["auditors", "officers"])


@router.get(
    "/diff",
    operation_id="compareSubmissions",
    summary="What changed between two submissions of an application",
    description=_SUBMISSIONS,
    responses={
        **answering(SubmissionsSchema),
        **NOT_FOUND,
        **problem_responses(problem_texts_trail.REVISION_NOT_FOUND),
    },
)
async def compare_submissions(
    request: Request,
    office: TheOffice,
    by: Authenticated,
    permit_id: PermitId,
    before: FromRevision,
    after: ToRevision,
) -> Response:
    with told():
        filed = await filed_for(request, office, by)
    return json_response(submissions_compared(filed, by, before, after), 200, PERSONAL)


def submissions_compared(filed: Filed, by: Caller, before: str, after: str) -> JSON:
    """Return both submissions and where they differ, as far as `by` may see it; or raise a 404 problem."""
    old, new = _submission(filed, before), _submission(filed, after)
    found = changes(said_in(old), said_in(new))
    if not sees_person(filed.permit, by):
        found = tuple(map(_masked, found))
    return {"from": _submitted(old), "to": _submitted(new), "changes": found}


@router.get(
    "/drafts/diff",
    operation_id="compareDrafts",
    summary="What changed between two drafts of a decree",
    description=_DRAFTS,
    responses={**answering(DraftsSchema), **NOT_FOUND, **problem_responses(problem_texts_trail.REVISION_NOT_FOUND)},
)
async def compare_drafts(
    request: Request, office: TheOffice, by: Authenticated, permit_id: PermitId, before: FromDraft, after: ToDraft
) -> Response:
    with told():
        filed = await filed_for(request, office, by)
    return json_response(drafts_compared(filed, office.book, by, before, after), 200, PERSONAL)


def drafts_compared(filed: Filed, book: Rulebook, by: Caller, before: str, after: str) -> JSON:
    """Return both drafts and where they differ, as far as `by` may see it; or raise a 404 problem."""
    if is_own(filed.permit, by):  # a draft is the office's own business
        raise _no_such_revision()
    old, new = _draft(filed, before), _draft(filed, after)
    then, now = (shown_to(as_drafted(filed, event), by) for _, event in (old, new))
    texts = [draft_words(filed, event, permit, book) for (_, event), permit in ((old, then), (new, now))]
    return {
        "from": _drafted(filed, old),
        "to": _drafted(filed, new),
        "changes": changes(_spoken_of(then, book), _spoken_of(now, book)),
        "text": None if texts[0] is None or texts[1] is None else passages(texts[0], texts[1]),
    }


def _submission(filed: Filed, named: str) -> Placed:
    """Return the submission of a round, or the one in force at a version, or raise a 404 problem."""
    number = int(named.removeprefix("v"))
    sent = [placed for placed in filed.history if isinstance(placed[1].fact, Submitted)]
    if named.startswith("v"):
        known = number <= filed.permit.version
        found = [placed for placed in sent if known and placed[1].originator_version <= number]
    else:
        found = [placed for placed in sent if placed[1].round == number]
    return _last(found)


def _draft(filed: Filed, named: str) -> Placed:
    """Return the nth draft, or the last one with this hash, or raise a 404 problem."""
    drafts = drafts_of(filed)
    if re.fullmatch(_NUMBER, named):
        return _last(drafts[int(named) - 1 : int(named)])
    return _last([placed for placed in drafts if _sha256(placed[1]) == named])


def drafts_of(filed: Filed) -> list[Placed]:
    return [placed for placed in filed.history if isinstance(placed[1].fact, Drafted)]


def _last(found: Sequence[Placed]) -> Placed:
    if not found:
        raise _no_such_revision()
    return found[-1]


def said_in(placed: Placed) -> JSON:
    """Return what an applicant fills in, and what they hand in for each requirement."""
    fact = placed[1].fact
    assert isinstance(fact, Submitted), "only submissions are compared so"
    said = {name: getattr(fact, name) for name in ("started_at", "kind", "previous_number")}
    documents: dict[str, list[JSON]] = {}
    for document in fact.documents:
        documents.setdefault(document.requirement, []).append(asdict(document))
    return {
        **said,
        "applicant": asdict(fact.applicant),
        "institution": asdict(fact.institution),
        "documents": documents,
    }


def _masked(change: Change) -> Change:
    if not change.path.startswith("/applicant/"):
        return change
    return Change(path=change.path, before=MASK, after=MASK)


def as_drafted(filed: Filed, drafted: Event) -> Permit:
    """Return the file as it was when the draft was made; who may see whom is a matter of today."""
    history = (event for _, event in filed.history if event.originator_version <= drafted.originator_version)
    permit = replay(None, history)
    assert permit, "a draft follows a submission"
    return permit.but(number=filed.permit.number, seen_by=filed.permit.seen_by)


def _spoken_of(permit: Permit, book: Rulebook) -> JSON:
    assert permit.draft, "the file is as it was when it was drafted"
    return asdict(decree_facts(permit, permit.draft, book))


def draft_words(filed: Filed, drafted: Event, shown: Permit, book: Rulebook) -> tuple[str, ...] | None:
    """Return the draft's lines as they may be seen, None if what would be written today is not what was drafted."""
    permit = as_drafted(filed, drafted)
    assert permit.draft, "the file is as it was when it was drafted"
    if content_sha256(draft_of_permit(permit, permit.draft, book)) != permit.draft.sha256:
        return None
    return decree_lines(draft_of_permit(shown, permit.draft, book))


def _submitted(placed: Placed) -> JSON:
    position, event = placed
    return {"round": event.round, "version": event.originator_version, "position": position, "at": event.at}


def _drafted(filed: Filed, placed: Placed) -> JSON:
    position, event = placed
    return {
        "ordinal": drafts_of(filed).index(placed) + 1,
        "sha256": _sha256(event),
        "version": event.originator_version,
        "position": position,
        "at": event.at,
    }


def _sha256(event: Event) -> str:
    assert isinstance(event.fact, Drafted), "only drafts are compared so"
    return event.fact.sha256


def _no_such_revision() -> Problem:
    return Problem(problem_texts_trail.REVISION_NOT_FOUND)

"""A permit as its readers see it: the same fold, with what is not meant for the reader left out or masked."""

from collections.abc import Mapping
from datetime import datetime

from api.http.negotiation import Language
from api.problems.problems import say
from application.sealing import MASK
from domain.actions import Action, open_actions, signature_owed
from domain.actor import Actor, Caller, Role
from domain.claims import as_of
from domain.commands import (
    Approve,
    Claim,
    Command,
    Correct,
    Deliver,
    Draft,
    Erase,
    FileInspection,
    Reassign,
    Reject,
    Release,
    Return,
    Revoke,
    Route,
    Sign,
    SignRevocation,
    Submit,
    Verify,
    Withdraw,
)
from domain.events import Revoked
from domain.papers import Applicant
from domain.permit import Permit
from domain.rulebook import Rulebook
from domain.sla import due_if_published
from domain.sop import Sop

# The last part of each command's path: the name under which clients know an action.
PATHS: Mapping[type[Command], str] = {
    Submit: "submissions",
    Verify: "verification",
    Reject: "rejection",
    Route: "routing",
    FileInspection: "inspection-report",
    Draft: "draft",
    Approve: "approval",
    Return: "return",
    Sign: "signature",
    Deliver: "receipt",
    Claim: "claim",
    Release: "release",
    Reassign: "reassignment",
    Withdraw: "withdrawal",
    Revoke: "revocation",
    SignRevocation: "revocation/signature",
    Correct: "correction",
    Erase: "erasure",
}
PERSON = ("name", "nik", "email", "phone", "address")
JSON = dict[str, object]


def permit_view(
    permit: Permit, *, position: int, by: Caller, book: Rulebook, language: Language, now: datetime
) -> JSON:
    """Return the permit as `by` may see it, with what `by` may do `now`."""
    permit = as_of(permit, now, book)
    sop = book.sop(permit.sop)
    own = is_own(permit, by)
    view: JSON = {
        "id": permit.id,
        "number": permit.number,
        "sop": permit.sop,
        "version": permit.version,
        "position": position,
        "status": permit.status,
        "step": permit.step,
        "holder": permit.holder,
        "round": permit.round,
        "kind": permit.kind,
        "previous_number": permit.previous_number,
        "institution": permit.institution,
        "applicant": _applicant(permit, by),
        "documents": permit.documents,
        "submitted_at": permit.submitted_at,
        "promised_at": permit.promised_at,
        "due_at": due_at(permit, sop, book),
        "actions": actions_of(permit, by, sop, language),
    }
    if permit.deficiencies:
        view["deficiencies"] = permit.deficiencies
    if sees_tracking_code(permit, by):
        view["tracking_code"] = permit.tracking_code
    if not own and sees_as_office(permit, by):
        _add_office_matters(view, permit)
    if permit.decree:
        view["decree"] = _decree(permit)
    if permit.revoked:
        owed = signature_owed(permit, by, sop)
        signature = {"signature": _action(owed, permit, language)} if owed else {}
        view["revocation"] = _revocation(permit, permit.revoked) | signature
    return view


def may_see(permit: Permit, by: Caller) -> bool:
    """Whether the file is `by`'s to know of: its applicant's, each office's it has ever reached, and the overseers'."""
    return is_own(permit, by) or sees_as_office(permit, by)


def sees_as_office(permit: Permit, by: Caller) -> bool:
    """Whether the file is `by`'s to know of otherwise than as its applicant."""
    overseers = {Role.SUPERVISOR, Role.AUDITOR}
    return bool(by.roles & (overseers | (permit.seen_by - {Role.PEMOHON})))


def is_own(permit: Permit, by: Caller) -> bool:
    return Role.PEMOHON in by.roles and permit.applicant_sub == by.sub and not permit.erased


def sees_person(permit: Permit, by: Caller) -> bool:
    """Whoever only oversees needs no identity to do so (UU 27/2022 Pasal 16: as little as the purpose asks)."""
    return is_own(permit, by) or bool(by.roles & (permit.seen_by - {Role.PEMOHON}))


def sees_tracking_code(permit: Permit, by: Caller) -> bool:
    return is_own(permit, by) or Role.FRONT_OFFICE in by.roles


def shown_to(permit: Permit, by: Caller) -> Permit:
    """Return the permit with what `by` may not see of it masked, as papers print it."""
    if not sees_tracking_code(permit, by):
        permit = permit.but(tracking_code=MASK)
    return permit if sees_person(permit, by) else permit.but(applicant=Applicant(**dict.fromkeys(PERSON, MASK)))


def due_at(permit: Permit, sop: Sop, book: Rulebook) -> datetime | None:
    """When the present visit is due; None where the file is finished or the calendar is not published so far."""
    if permit.step is None:
        return None
    return due_if_published(permit.entered_at, sop.row(permit.step).standard, calendar=book.calendar)


def person(actor: Actor) -> JSON:
    view: JSON = {"sub": actor.sub, "name": actor.name, "role": actor.role}
    if actor.acting_for:
        view["acting_for"] = actor.acting_for
    return view


def _applicant(permit: Permit, by: Caller) -> Applicant | JSON:
    if sees_person(permit, by):
        return permit.applicant
    return dict.fromkeys(PERSON, MASK)


def _add_office_matters(view: JSON, permit: Permit) -> None:
    if permit.draft:
        view["draft"] = {
            "kind": permit.draft.kind,
            "sha256": permit.draft.sha256,
            "valid_years": permit.draft.valid_years,
            "reasons": permit.draft.reasons,
            "approvals": [person(each) for each in permit.draft.approvals],
        }
    if permit.bap:
        view["inspection"] = {
            "report": permit.bap.report,
            "recommendation": permit.bap.recommendation,
            "sha256": permit.bap.sha256,
            "documents": permit.bap.documents,
            "photos": permit.bap.photos,
        }
    if permit.claimed_by:
        view["claimed_by"] = {**person(permit.claimed_by), "since": permit.claimed_at}


def _decree(permit: Permit) -> JSON:
    decree = permit.decree
    assert decree is not None
    return {
        "kind": decree.kind,
        "number": decree.number,
        "issued_on": decree.issued_on,
        "valid_until": decree.valid_until,
        "document_sha256": decree.document_sha256,
        "code": decree.code,
    }


def _revocation(permit: Permit, revoked: Revoked) -> JSON:
    """The paper may be signed later; of old a revocation had no number before."""
    paper = permit.revocation
    return {
        "number": paper.number if paper else revoked.number,
        "issued_on": paper.issued_on if paper else revoked.issued_on,
        "reason": revoked.reason,
        "document_sha256": paper.document_sha256 if paper else None,
        "code": paper.code if paper else None,
    }


def actions_of(permit: Permit, by: Caller, sop: Sop, language: Language) -> list[JSON]:
    """Return a button for each command that a role of the caller's ever gives, with why it may not be pressed now."""
    return [_action(action, permit, language) for action in open_actions(permit, by, sop)]


def _action(action: Action, permit: Permit, language: Language) -> JSON:
    path = PATHS[action.command]
    view: JSON = {
        "action": path,
        "href": f"/v1/applications/{permit.id}/{path}",
        "allowed": action.why_not is None,
    }
    if action.why_not:
        view["why_not"] = say(action.why_not, language)
    return view

"""The permit as its history left it: `evolve` never refuses, and reads neither SOP nor calendar nor clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, assert_never
from uuid import UUID

from domain.actor import Actor, Role
from domain.events import (
    Act,
    Alerted,
    Approved,
    AuthorityEnded,
    AuthorityGiven,
    BAPFiled,
    Claimed,
    Delivered,
    Drafted,
    Event,
    Lapsed,
    PersonalDataCorrected,
    PersonalDataErased,
    Reassigned,
    Rejected,
    Released,
    Returned,
    RevocationSigned,
    Revoked,
    Routed,
    Signed,
    SopRef,
    Submitted,
    Verified,
    Withdrawn,
)
from domain.ladder import LEGAL, Fired
from domain.papers import Applicant, ApplicationKind, DecreeKind, Deficiency, Document, Institution, Verdict
from domain.personal import MASK, NOBODY, without
from domain.powers import Authority


class Status(StrEnum):
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    IN_PROCESS = "in_process"
    SIGNED = "signed"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    REFUSED = "refused"
    REVOKED = "revoked"


TERMINAL = frozenset({Status.WITHDRAWN, Status.LAPSED, Status.REFUSED, Status.REVOKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDecree:
    """The current draft and who approved exactly this one; `version` is the file's when it was drafted."""

    version: int
    kind: DecreeKind
    sha256: str
    valid_years: int | None
    reasons: tuple[str, ...]
    approvals: tuple[Actor, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Permit:
    """The state of one application. `number` is set from outside: it is a count over the log, not a fact of its own.

    `last_act`, `visit` and `submission` are versions: of the last fact that was more than an alert, of the one that
    opened the present visit, of the latest submission. `fired` are the alerts of that visit, and of the law's line.
    """

    id: UUID
    version: int
    changed_at: datetime
    sop: SopRef
    number: str | None = None
    status: Status
    step: int | None
    holder: Role | None
    entered_at: datetime
    round: int
    kind: ApplicationKind
    previous_number: str | None
    applicant_sub: str
    applicant: Applicant
    institution: Institution
    documents: tuple[Document, ...]
    document_keys: Mapping[str, str]
    tracking_code: str
    submitted_at: datetime
    last_act: int
    visit: int
    submission: int
    fired: frozenset[Fired] = frozenset()
    seen_by: frozenset[Role] = frozenset()
    acted: Mapping[str, Role] = field(default_factory=dict)
    claimed_by: Actor | None = None
    claimed_at: datetime | None = None
    deficiencies: tuple[Deficiency, ...] = ()
    verified: Event | None = None
    bap: BAPFiled | None = None
    bap_at: datetime | None = None
    draft: DraftDecree | None = None
    decree: Signed | None = None
    revoked: Revoked | None = None
    revocation: RevocationSigned | None = None
    authority: Authority | None = None
    erased: bool = False

    def but(self, **changes: Any) -> "Permit":
        """Return this permit with `changes`, as `dataclasses.replace` would by a call with 32 arguments.

        Every event takes such a copy: this one needs no constructor (measured: 2 µs, not 14), hence no slots either.
        """
        after = object.__new__(Permit)
        vars(after).update(vars(self), **changes)
        return after

    @property
    def is_terminal(self) -> bool:
        return self.status in TERMINAL

    @property
    def promised_at(self) -> datetime | None:
        """The date promised on the receipt, as it was promised."""
        fact = self.verified.fact if self.verified else None
        return fact.promised_at if isinstance(fact, Verified) else None

    @property
    def refused_by_inspection(self) -> bool:
        return self.bap is not None and self.bap.recommendation.verdict is Verdict.NOT_RECOMMENDED

    @property
    def valid_until(self) -> date | None:
        return self.decree.valid_until if self.decree else None


def replay(permit: Permit | None, history: Iterable[Event]) -> Permit | None:
    """Return the permit after `history`; the shape the library's repository asks for."""
    for event in history:
        permit = evolve(permit, event)
    return permit


def evolve(permit: Permit | None, event: Event) -> Permit:
    """Return the permit after `event`."""
    fact = event.fact
    if isinstance(fact, Submitted):
        return _submitted(permit, event, fact)
    assert permit is not None, "a history begins with Submitted"
    if isinstance(fact, Alerted):
        return _alerted(permit, event, fact)
    moved: dict[str, Any] = {
        "version": event.originator_version,
        "changed_at": event.at,
        "last_act": event.originator_version,
        "acted": _acted(permit, event),
    }
    return permit.but(**moved | _changes(permit, event, fact))


def _changes(permit: Permit, event: Event, fact: Act) -> dict[str, Any]:  # one copy of the permit an event
    match fact:
        case Routed():
            return _routed(permit, event, fact)
        case Verified():
            return {"status": Status.IN_PROCESS, "verified": event, "deficiencies": ()}
        case Rejected():
            return {"status": Status.REJECTED, "deficiencies": fact.deficiencies}
        case BAPFiled():
            return {"bap": fact, "bap_at": event.at}
        case Drafted():
            return {"draft": _draft(event, fact)}
        case Approved():
            return {"draft": _approved(permit.draft, event.by)}
        case Returned():
            return {"draft": _unapproved(permit.draft)}
        case Signed():
            return {"status": Status.SIGNED, "decree": fact}
        case Delivered():
            return _finished(Status.REFUSED if _is_refusal(permit) else Status.DELIVERED)
        case Claimed():
            return {"claimed_by": event.by, "claimed_at": event.at}
        case Released():
            return {"claimed_by": None, "claimed_at": None}
        case Reassigned():
            return {"claimed_by": _assigned(permit, fact), "claimed_at": event.at}
        case Withdrawn() | Lapsed() | Revoked():
            return _undone(permit, fact)
        case AuthorityGiven() | AuthorityEnded():
            return _authorised(permit, event, fact)
        case RevocationSigned():
            return {"revocation": fact}
        case PersonalDataCorrected():
            return {"applicant": fact.applicant, "draft": None}
        case PersonalDataErased():
            return _forgotten(permit, event)
        case _:
            assert_never(fact)


def _submitted(permit: Permit | None, event: Event, fact: Submitted) -> Permit:
    before = permit.acted if permit else {}
    return Permit(
        id=event.originator_id,
        version=event.originator_version,
        changed_at=event.at,
        sop=event.sop,
        number=permit.number if permit else None,
        status=Status.SUBMITTED,
        step=event.step,
        holder=event.by.role,
        entered_at=permit.entered_at if permit else event.at,
        round=fact.round,
        kind=fact.kind,
        previous_number=fact.previous_number,
        applicant_sub=permit.applicant_sub if permit else event.by.sub,
        applicant=fact.applicant,
        institution=fact.institution,
        documents=fact.documents,
        document_keys={**(permit.document_keys if permit else {}), **fact.document_keys},
        tracking_code=fact.tracking_code,
        submitted_at=event.at,
        last_act=event.originator_version,
        visit=permit.visit if permit else event.originator_version,
        submission=event.originator_version,
        seen_by=permit.seen_by if permit else frozenset(),
        authority=permit.authority if permit else None,
        acted={**before, event.by.sub: event.by.role},
    )


def _acted(permit: Permit, event: Event) -> Mapping[str, Role]:
    """Who has acted in which role: the memory of the four-eyes rule.

    Taking, giving back or handing on a file decides nothing, and the clock has no eyes.
    """
    is_memorable = not isinstance(event.fact, Claimed | Released | Reassigned) and event.by.role is not Role.SYSTEM
    if event.by.sub in permit.acted or not is_memorable:
        return permit.acted
    return {**permit.acted, event.by.sub: event.by.role}


def _alerted(permit: Permit, event: Event, fact: Alerted) -> Permit:
    """Whoever has seen the file before an alert has seen all that matters to an act: `last_act` stays."""
    fired = permit.fired | {(fact.rung, fact.nth)}
    return permit.but(version=event.originator_version, changed_at=event.at, fired=fired)


def _routed(permit: Permit, event: Event, fact: Routed) -> dict[str, Any]:
    return {
        "step": fact.to_step,
        "holder": fact.to_role,
        "entered_at": event.at,
        "visit": event.originator_version,
        "fired": frozenset(each for each in permit.fired if each[0] in LEGAL),
        "claimed_by": None,
        "claimed_at": None,
        "seen_by": permit.seen_by | {fact.to_role},
    }


def _assigned(permit: Permit, fact: Reassigned) -> Actor | None:
    return Actor(sub=fact.to_sub, name=fact.to_name, role=permit.holder) if permit.holder else None


def _finished(status: Status) -> dict[str, Any]:
    return {"status": status, "step": None, "holder": None, "claimed_by": None, "claimed_at": None}


def _undone(permit: Permit, fact: Withdrawn | Lapsed | Revoked) -> dict[str, Any]:
    """A matter that comes to nothing ends the power given for it; what was received may go on being read."""
    over = {"authority": permit.authority and replace(permit.authority, over=True)}
    match fact:
        case Withdrawn():
            return {**_finished(Status.WITHDRAWN), **over}
        case Lapsed():
            return {**_finished(Status.LAPSED), **over}
        case Revoked():
            return {**_finished(Status.REVOKED), **over, "revoked": fact}


def _authorised(permit: Permit, event: Event, fact: AuthorityGiven | AuthorityEnded) -> dict[str, Any]:
    """Whoever may speak for the applicant has two eyes on the applicant's side, whether or not they ever do."""
    if isinstance(fact, AuthorityEnded):
        return {"authority": None}
    authority = Authority(
        attorney=fact.attorney, letter=fact.letter, powers=fact.powers, since=event.at, until=fact.until
    )
    return {"authority": authority, "acted": {**_acted(permit, event), fact.attorney.sub: Role.PEMOHON}}


def _forgotten(permit: Permit, event: Event) -> dict[str, Any]:
    """Whether its key is destroyed already or only about to be: nobody reads the person here any more."""
    return {
        "erased": True,
        "applicant_sub": MASK,
        "applicant": NOBODY,
        "document_keys": {},
        "tracking_code": MASK,
        "authority": None,
        "acted": without(_acted(permit, event)),
        "bap": permit.bap and replace(permit.bap, document_keys={}),
    }


def _draft(event: Event, fact: Drafted) -> DraftDecree:
    return DraftDecree(
        version=event.originator_version,
        kind=fact.kind,
        sha256=fact.sha256,
        valid_years=fact.valid_years,
        reasons=fact.reasons,
    )


def _approved(draft: DraftDecree | None, by: Actor) -> DraftDecree | None:
    return draft and replace(draft, approvals=(*draft.approvals, by))


def _unapproved(draft: DraftDecree | None) -> DraftDecree | None:
    return draft and replace(draft, approvals=())


def _is_refusal(permit: Permit) -> bool:
    return permit.decree is not None and permit.decree.kind is DecreeKind.REFUSAL

"""Which letters a fact brings about, and to whom: the applicant or a role, never a person and never an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.actor import Role
from domain.papers import DecreeKind
from domain.permit import Permit


class LetterKind(StrEnum):
    """The office's letters, then what the clock says under the name of its rung. The names are stored."""

    RECEIVED = "received"
    COMPLETION = "completion"
    ISSUED = "issued"
    REFUSED = "refused"
    REVOKED = "revoked"
    REVOCATION_SIGNED = "revocation_signed"
    CLOSED = "closed"
    AUTHORITY_GIVEN = "authority_given"
    ATTORNEY_NAMED = "attorney_named"
    AUTHORITY_ENDED = "authority_ended"
    ATTORNEY_RELEASED = "attorney_released"
    TASK = "task"
    REPAIR_REMINDER = "repair_reminder"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    LEGAL_NEAR = "legal_near"
    LEGAL_PASSED = "legal_passed"


# They ask somebody to act on the file where it lies.
TIMELY = frozenset(
    {
        LetterKind.COMPLETION,
        LetterKind.TASK,
        LetterKind.REPAIR_REMINDER,
        LetterKind.DUE_SOON,
        LetterKind.OVERDUE,
        LetterKind.ESCALATED,
    }
)
APPLICANT = "applicant"
# To whoever acts for an applicant. In the outbox they are the applicant's, and are forgotten together.
TO_ATTORNEYS = frozenset({LetterKind.ATTORNEY_NAMED, LetterKind.ATTORNEY_RELEASED})


@dataclass(frozen=True, slots=True)
class Letter:
    """`to` is None for the applicant, and for their attorney."""

    kind: LetterKind
    to: Role | None = None

    @property
    def recipient(self) -> str:
        """How the outbox names who gets it."""
        return self.to or APPLICANT


# Facts whose letters depend on what they say; of all others the name is enough.
DEPENDING = frozenset({"Routed", "Signed", "Alerted"})


def letters_on(topic: str, fact: Mapping[str, Any]) -> tuple[Letter, ...]:
    """Return the letters on a fact of this name; `fact` is what it says, as stored, where that is `DEPENDING`."""
    match topic:
        case "Submitted":
            return (Letter(LetterKind.RECEIVED),)
        case "Rejected":
            return (Letter(LetterKind.COMPLETION),)
        case "Lapsed":
            return (Letter(LetterKind.CLOSED),)
        case "Revoked":
            return (Letter(LetterKind.REVOKED),)
        case "RevocationSigned":
            return (Letter(LetterKind.REVOCATION_SIGNED),)
        case "AuthorityGiven":
            return Letter(LetterKind.AUTHORITY_GIVEN), Letter(LetterKind.ATTORNEY_NAMED)
        case "AuthorityEnded":
            return Letter(LetterKind.AUTHORITY_ENDED), Letter(LetterKind.ATTORNEY_RELEASED)
        case "Signed":
            is_permit = DecreeKind(fact["kind"]) is DecreeKind.PERMIT
            return (Letter(LetterKind.ISSUED if is_permit else LetterKind.REFUSED),)
        case "Routed":
            return _task(Role(fact["to_role"]))
        case "Alerted":
            return tuple(_alert(LetterKind(fact["rung"]), Role(role)) for role in fact["to"])
        case _:
            return ()


def _task(desk: Role) -> tuple[Letter, ...]:
    """What lies with the applicant is told by the fact that sent it there, with the reasons."""
    return () if desk is Role.PEMOHON else (Letter(LetterKind.TASK, desk),)


def _alert(kind: LetterKind, to: Role) -> Letter:
    return Letter(kind, None if to is Role.PEMOHON else to)


def overtaken(kind: LetterKind, then: Permit, now: Permit) -> bool:
    """Whether the file has moved on since the command behind the letter, so that it would only mislead.

    An alarm of the law that has passed stays true; one that is near is settled by the decision, or by a repair. A
    revocation that was signed in the same breath is told by the letter about its paper.
    """
    if kind is LetterKind.REVOKED:
        return then.revocation is not None
    if kind is LetterKind.LEGAL_NEAR:
        return now.decree is not None or now.holder in (None, Role.PEMOHON)
    return kind in TIMELY and (now.visit != then.visit or now.holder is None)

"""Claims: how long one holds, and to whom a file may be handed. Derived where it is asked, never stored as a state."""

from collections.abc import Iterable
from datetime import datetime

from domain.actor import Role
from domain.admission import ALREADY_YOURS, ROLE_NAMES
from domain.calendar import Calendar
from domain.checks import require_none
from domain.commands import Claim, Reassign, Release
from domain.events import Claimed, Reassigned, Released
from domain.permit import Permit
from domain.personal import unnamed_faults
from domain.refusals import Fault, OutOfOrder, Sentence
from domain.rulebook import Rulebook
from domain.sla import due_if_published
from domain.sop import Sop


def claim_ends_at(claimed_at: datetime, sop: Sop, calendar: Calendar) -> datetime | None:
    """Return from when a claim no longer holds; None where the calendar is not published so far."""
    return due_if_published(claimed_at, sop.claim_expires, calendar=calendar)


def as_of(permit: Permit, at: datetime, book: Rulebook) -> Permit:
    """Return the permit with a claim that has run out by `at` taken for none."""
    if permit.claimed_at is None:
        return permit
    ends_at = claim_ends_at(permit.claimed_at, book.sop(permit.sop), book.calendar)
    return permit if ends_at is None or at < ends_at else permit.but(claimed_by=None, claimed_at=None)


def has_run_out(permit: Permit, at: datetime, book: Rulebook) -> bool:
    """Whether the file has changed by `at` without a fact: what was read of this version may not be true any more."""
    return as_of(permit, at, book) is not permit


def taken(
    command: Claim | Release | Reassign, permit: Permit, at: datetime, book: Rulebook
) -> Claimed | Released | Reassigned:
    """Return who has the file from now on, or that nobody has."""
    match command:
        case Claim():
            if permit.claimed_by is not None:
                raise OutOfOrder(ALREADY_YOURS)
            return Claimed()
        case Release():
            return Released()
        case Reassign():
            return _reassigned(command, permit, at, book)


def _reassigned(command: Reassign, permit: Permit, at: datetime, book: Rulebook) -> Reassigned:
    """Only to somebody who could work on it: of that desk, as far as the office knows, and with no other part in it."""
    assert permit.holder, "only a file on a desk is handed on"
    require_none(unnamed_faults(command.reason, permit.applicant, permit.applicant_sub))
    require_none(_unfit(command.to_sub, permit, permit.holder, at, book))
    before = permit.claimed_by
    return Reassigned(
        to_sub=command.to_sub,
        to_name=command.to_name,
        from_sub=before.sub if before else None,
        from_name=before.name if before else None,
        reason=command.reason,
    )


def _unfit(sub: str, permit: Permit, desk: Role, at: datetime, book: Rulebook) -> Iterable[Fault]:
    name = ROLE_NAMES[desk]
    if permit.claimed_by and permit.claimed_by.sub == sub:
        yield Fault("/to/sub", "has_it_already", HAS_IT_ALREADY)
    if permit.acted.get(sub, desk) is not desk:
        yield Fault("/to/sub", "acted_before", ACTED_BEFORE)
    if not book.roster.may_hold(desk, sub, at):
        yield Fault(
            "/to/sub",
            "not_of_this_desk",
            Sentence(f"Orang ini tidak bertugas sebagai {name.id}.", f"This person does not work as {name.en}."),
        )


HAS_IT_ALREADY = Sentence("Berkas ini sudah ada pada petugas tersebut.", "This officer has the file already.")
ACTED_BEFORE = Sentence(
    "Orang ini telah bertindak pada berkas ini dalam peran lain.",
    "This person has acted on this file in another role.",
)

"""What a command brings about: admission first, then what it says, then the facts.

Pure: the same question gives the same answer for ever, and nothing is changed by asking.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from domain import attorneys, claims, empowering, outcomes
from domain.actor import Actor
from domain.admission import Asked, admit
from domain.commands import (
    NAMES,
    Alert,
    Approve,
    Authorise,
    Claim,
    Command,
    Correct,
    Deliver,
    Draft,
    EndAuthority,
    Erase,
    FileInspection,
    Lapse,
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
from domain.events import Approved, Event, Fact, Routed, Submitted, Withdrawn
from domain.permit import Permit
from domain.refusals import DraftChanged
from domain.rulebook import Rulebook
from domain.sop import Sop


def decide(command: Command, permit: Permit | None, asked: Asked, book: Rulebook) -> tuple[Event, ...]:
    """Return the events that `command` brings about, in order, or raise `Refused`."""
    # Who holds which post is asked at the moment of the act: a token, or a command that waited, may be older.
    asked = replace(asked, by=book.roster.standing(asked.by, asked.at))
    sop = sop_of(command, permit, asked, book)
    permit = permit and attorneys.as_of(claims.as_of(permit, asked.at, book), asked.at)
    actor = may(command, permit, asked, sop)
    if permit is None:
        assert isinstance(command, Submit), "only a submission is admitted without a file"
        facts: tuple[Fact, ...] = (
            outcomes.submitted(command, None, sop, asked.at, actor.sub),
            _routed(command, sop, 1),
        )
    else:
        facts = _facts(command, permit, actor, asked=asked, book=book, sop=sop)
    return tuple(_recorded(facts, permit, actor, asked, sop))


def may(command: Command, permit: Permit | None, asked: Asked, sop: Sop) -> Actor:
    """Return the actor admitted to `command`, which also names the draft that is current, or raise `Refused`."""
    actor = admit(command, permit, asked, sop)
    if isinstance(command, Approve | Sign) and permit is not None:
        current = outcomes.draft_of(permit).sha256
        if command.draft_sha256 != current:
            raise DraftChanged(current)
    return actor


def sop_of(command: Command, permit: Permit | None, asked: Asked, book: Rulebook) -> Sop:
    """Return the SOP the file was lodged under, for ever; a new file takes the one in force today."""
    if permit is not None:
        return book.sop(permit.sop)
    code = command.sop if isinstance(command, Submit) and command.sop else book.default
    return book.current(code, asked.at.astimezone(book.calendar.zone).date())


def _facts(
    command: Command, permit: Permit, actor: Actor, *, asked: Asked, book: Rulebook, sop: Sop
) -> tuple[Fact, ...]:
    """One command, one fact, and the `Routed` that moves the file, where it moves."""
    routed = _routing(command, permit, sop)
    match command:
        case Submit():
            return outcomes.submitted(attorneys.unnamed(command, permit), permit, sop, asked.at, actor.sub), *routed
        case Verify():
            return outcomes.verified(command, permit, book, sop), *routed
        case Reject():
            return outcomes.rejected(command, sop), *routed
        case Route():
            return routed
        case FileInspection():
            return outcomes.inspected(command, permit, asked.at, book), *routed
        case Draft():
            return outcomes.drafted(command, permit, book, sop), *routed
        case Approve():
            return Approved(draft_sha256=command.draft_sha256, note=command.note), *routed
        case Return():
            return outcomes.returned(command, routed[0]), *routed
        case Sign():
            return outcomes.signed(command, permit), *routed
        case Deliver():
            return (outcomes.delivered(command, permit, actor),)
        case Claim() | Release() | Reassign():
            return (claims.taken(command, permit, asked.at, book),)
        case Withdraw():
            return (Withdrawn(reason=command.reason),)
        case Authorise() | EndAuthority():
            return (empowering.powers(command, permit, asked.at, book),)
        case Alert():
            return (outcomes.alerted(command, permit, sop, asked.at, book),)
        case Lapse():
            return (outcomes.lapsed(command, permit, sop, asked.at, book),)
        case Revoke():
            return outcomes.revoked(command)
        case SignRevocation():
            return (outcomes.revocation_signed(command.decree, command.paper),)
        case Correct():
            return (outcomes.corrected(command, permit),)
        case Erase():
            return (outcomes.erased(command, permit),)
        case _:
            assert_never(command)


def _routing(command: Command, permit: Permit, sop: Sop) -> tuple[Routed, ...]:
    """Where the row sends the file after `command`: nowhere if the command is no move, or ends the walk."""
    move = sop.row(permit.step).move(NAMES[type(command)]) if permit.step else None
    return (_routed(command, sop, permit.step or 0),) if move and move.to else ()


def _routed(command: Command, sop: Sop, step: int) -> Routed:
    """Every move is automatic ("otomatis terouting", SOP step 2) but the one an officer makes by hand (step 3)."""
    move = sop.row(step).move(NAMES[type(command)])
    assert move, "admission let through what the row does not allow"
    assert move.to, "only a move to a row routes"
    return Routed(
        from_step=step,
        to_step=move.to,
        to_role=sop.row(move.to).role,
        automatic=not isinstance(command, Route),
        note=command.note if isinstance(command, Route) else None,
    )


def _recorded(facts: tuple[Fact, ...], permit: Permit | None, actor: Actor, asked: Asked, sop: Sop) -> Iterable[Event]:
    version, step, round_ = (permit.version, permit.step, permit.round) if permit else (0, 1, 1)
    if permit and isinstance(facts[0], Submitted):
        round_ = facts[0].round
    # Clocks of several hosts differ, and a request may be overtaken: in one file time never runs backwards.
    at = max(asked.at, permit.changed_at) if permit else asked.at
    for n, fact in enumerate(facts, 1):
        yield Event(
            originator_id=asked.permit_id,
            originator_version=version + n,
            at=at,
            by=actor,
            sop=sop.ref,
            step=step,
            round=round_,
            command_id=asked.command_id,
            correlation=asked.correlation,
            fact=fact,
        )

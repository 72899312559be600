"""What the caller may do with a file now, and why not the rest: the same admission as the command itself."""

from dataclasses import dataclass

from domain.actor import Caller, Role
from domain.admission import ALREADY_YOURS, APART, admit_to_step, not_here, role_at, roles_to_know
from domain.commands import NAMES as COMMANDS
from domain.commands import Claim, Command, SignRevocation
from domain.permit import Permit
from domain.refusals import Refused, Sentence
from domain.sop import Sop


@dataclass(frozen=True, slots=True)
class Action:
    """A button: `why_not` is None where it may be pressed."""

    command: type[Command]
    why_not: Sentence | None


def open_actions(permit: Permit, by: Caller, sop: Sop) -> tuple[Action, ...]:
    """Return an action for each command that one of the caller's roles may ever give on this file."""
    return tuple(
        Action(command, _why_not(command, permit, by, roles, sop))
        for command in COMMANDS
        if command not in APART and (roles := roles_to_know(command, permit, by, sop))
    )


def signature_owed(permit: Permit, by: Caller, sop: Sop) -> Action | None:
    """Return the action that signs a revocation; None where none waits for it, and for whoever never signs."""
    roles = roles_to_know(SignRevocation, permit, by, sop)
    if role_at(SignRevocation, permit, roles, sop) is None:
        return None
    return Action(SignRevocation, _why_not(SignRevocation, permit, by, roles, sop))


def _why_not(command: type[Command], permit: Permit, by: Caller, roles: frozenset[Role], sop: Sop) -> Sentence | None:
    if role_at(command, permit, roles, sop) is None:
        # So it is with most buttons, and an exception that tells everything costs 6 µs.
        return not_here(command, permit)
    try:
        actor = admit_to_step(command, permit, by, roles, sop)
    except Refused as refused:
        return refused.sentence
    if command is Claim and permit.claimed_by and permit.claimed_by.sub == actor.sub:
        return ALREADY_YOURS
    return None

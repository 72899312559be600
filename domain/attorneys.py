"""Who acts for an applicant by a power of attorney (surat kuasa, KUHPerdata Pasal 1792), and in what.

Whether a power holds is asked at the moment of the act, as of a mandate: it ends with its day, without a fact.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.actor import Actor, Caller, Role
from domain.commands import Command, Correct, Deliver, EndAuthority, Submit, Withdraw
from domain.permit import Permit
from domain.personal import unnamed_documents
from domain.powers import Authority, Power
from domain.refusals import NotEmpowered, PowerOver, Sentence

# An attorney may lay down what they were given (KUHPerdata Pasal 1817), and gives it to nobody else (Pasal 1803).
POWER_FOR: Mapping[type[Command], Power] = {
    Submit: Power.REPAIR,
    Correct: Power.REPAIR,
    Deliver: Power.RECEIVE,
    Withdraw: Power.WITHDRAW,
}


def as_of(permit: Permit, at: datetime) -> Permit:
    """Return the permit with a power whose time has passed `at` that instant taken for over."""
    authority = permit.authority
    if authority is None or authority.over or authority.until is None or at < authority.until:
        return permit
    return permit.but(authority=replace(authority, over=True))


def has_run_out(permit: Permit, at: datetime) -> bool:
    """Whether the file has changed by `at` without a fact."""
    return as_of(permit, at) is not permit


def in_force(permit: Permit) -> Authority | None:
    """Return the power that holds on this file, if any does."""
    return permit.authority if permit.authority and not permit.authority.over else None


def is_party(permit: Permit, by: Caller) -> bool:
    """Whether the file is `by`'s own: its applicant's, and its attorney's as long as the power holds."""
    if Role.PEMOHON not in by.roles or permit.erased:
        return False
    authority = in_force(permit)
    return by.sub == permit.applicant_sub or (authority is not None and authority.attorney.sub == by.sub)


def may_speak(command: type[Command], permit: Permit, by: Caller) -> bool:
    """Whether `by` may give `command` as the applicant, or by a power that covers it."""
    if permit.erased or by.sub == permit.applicant_sub:
        return not permit.erased
    authority = in_force(permit)
    if authority is None or authority.attorney.sub != by.sub:
        return False
    return command is EndAuthority or POWER_FOR.get(command) in authority.powers


def tell_attorney(permit: Permit, by: Caller) -> None:
    """Raise `PowerOver` where `by` had a power on this file that has ended by itself.

    One that the applicant has ended is told to nobody: the file is as unknown to them as before.
    """
    authority = permit.authority
    if authority and authority.over and authority.attorney.sub == by.sub and Role.PEMOHON in by.roles:
        raise PowerOver(FILE_FINISHED if permit.is_terminal else TIME_PASSED)


def tell_powers(permit: Permit, by: Caller) -> None:
    """Raise `PowerOver` or `NotEmpowered` where `by` is this file's attorney, and asks for more than was given."""
    tell_attorney(permit, by)
    if is_party(permit, by):
        raise NotEmpowered(BEYOND_POWERS)


def speaking_for(permit: Permit, actor: Actor) -> Actor:
    """Return the actor with whom they act for, where that is the applicant."""
    authority = permit.authority
    if authority is None or actor.role is not Role.PEMOHON or actor.sub == permit.applicant_sub:
        return actor
    return replace(actor, acting_for=authority.title)


def unnamed(command: Submit, permit: Permit | None) -> Submit:
    """Return the submission, none of its documents called by the attorney's name."""
    authority = permit.authority if permit else None
    if authority is None:
        return command
    person = replace(command.applicant, name=authority.attorney.name)
    return replace(command, documents=unnamed_documents(command.documents, person, authority.attorney.sub))


TIME_PASSED = Sentence(
    "Masa berlaku surat kuasa Anda atas permohonan ini telah berakhir. Pemohon dapat memberikan kuasa baru.",
    "The time of your power of attorney on this application has passed. Its applicant may give a new one.",
)
FILE_FINISHED = Sentence(
    "Permohonan ini telah selesai, dan dengan itu kuasa Anda berakhir.",
    "This application is finished, and with it your power of attorney has ended.",
)
BEYOND_POWERS = Sentence(
    "Surat kuasa Anda tidak mencakup tindakan ini; hanya pemohon yang dapat melakukannya.",
    "Your power of attorney does not cover this; only the applicant may do it.",
)

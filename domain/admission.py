"""May this person do this to this file now? Asked before every decision, in the order in which a refusal is told.

First whether the role ever may, then whether the caller may know of the file, then If-Match, then the SOP's row,
then the claim, then the person. What a command says is looked at afterwards, by `decide`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from domain import attorneys
from domain.actor import OFFICERS, Actor, Caller, Role
from domain.commands import (
    NAMES,
    Alert,
    Authorise,
    Claim,
    Command,
    Correct,
    EndAuthority,
    Erase,
    Lapse,
    Reassign,
    Release,
    Revoke,
    SignRevocation,
    Submit,
    Withdraw,
)
from domain.papers import DecreeKind
from domain.permit import Permit, Status
from domain.refusals import (
    ClaimedByColleague,
    MustBeKept,
    NeverYourRole,
    NotFound,
    NotThisPerson,
    NotThisStep,
    Sentence,
    Stale,
)
from domain.retention import retention_of
from domain.sop import Sop
from domain.superiors import SUPERIORS

ROLE_NAMES = {
    Role.PEMOHON: Sentence("pemohon", "the applicant"),
    Role.FRONT_OFFICE: Sentence("Front Office", "the front office"),
    Role.BACK_OFFICE: Sentence("Back Office", "the back office"),
    Role.DINAS_TEKNIS: Sentence("Dinas Teknis", "the technical office"),
    Role.KABID: Sentence("Kabid Perizinan", "the head of division"),
    Role.SEKRETARIS: Sentence("Sekretaris", "the secretary"),
    Role.KEPALA_DINAS: Sentence("Kepala Dinas", "the head of the office"),
    Role.SUPERVISOR: Sentence("Supervisor", "the supervisor"),
    Role.AUDITOR: Sentence("Auditor", "the auditor"),
    Role.ADMIN: Sentence("Admin", "the administrator"),
    Role.SYSTEM: Sentence("Sistem", "the system"),
}
ALREADY_YOURS = Sentence("Berkas ini sudah Anda ambil.", "You have claimed this file already.")
# What moves no file, and is offered to nobody who has tried something else.
BESIDE_THE_WALK = frozenset({Alert, Authorise, Correct, EndAuthority, Erase, Reassign})
# Where the step is not the reason.
NOT_AS_IT_IS: dict[type[Command], Sentence] = {
    Release: Sentence("Berkas ini tidak sedang diambil siapa pun.", "Nobody has claimed this file."),
    Withdraw: Sentence("Surat Keputusan sudah ditandatangani.", "The decree has been signed."),
    EndAuthority: Sentence(
        "Tidak ada surat kuasa yang berlaku pada permohonan ini.", "No power of attorney is in force on this file."
    ),
    Revoke: Sentence(
        "Yang dapat dicabut hanya izin yang sudah ditandatangani.", "Only a permit that was signed can be revoked."
    ),
    SignRevocation: Sentence(
        "Tidak ada SK pencabutan pada berkas ini yang menunggu tanda tangan.",
        "No decree of revocation waits for a signature in this file.",
    ),
}
DRAFT_FIRST = Sentence(
    "Draf SK yang memuat data ini sedang menunggu persetujuan. Kembalikan draf untuk diperbaiki lebih dahulu.",
    "A draft decree with these data waits for approval. It must be returned for correction first.",
)
BY_AMENDMENT = Sentence(
    "Setelah keputusan ditandatangani, data hanya dapat diubah melalui permohonan perubahan.",
    "Once a decree is signed, its data change only by an application for an amendment.",
)
# Whoever writes, inspects or completes a file: afterwards its words wait for approval.
BEFORE_APPROVAL = frozenset({Role.PEMOHON, Role.FRONT_OFFICE, Role.BACK_OFFICE, Role.DINAS_TEKNIS})
ENDINGS = {
    Status.DELIVERED: Sentence("Surat Keputusan telah diterima", "the decree was received"),
    Status.WITHDRAWN: Sentence("dibatalkan oleh pemohon", "withdrawn by the applicant"),
    Status.LAPSED: Sentence("berakhir karena tidak dilengkapi", "lapsed, because it was not completed"),
    Status.REFUSED: Sentence("ditolak", "refused"),
    Status.REVOKED: Sentence("izin dicabut", "the permit was revoked"),
}
# No step of a file's walk: what only the clock may do, and the paper that a finished file may still owe.
APART = frozenset({Alert, Lapse, SignRevocation})
UNOFFERED = APART | BESIDE_THE_WALK
UNSIGNED = frozenset({Status.SUBMITTED, Status.REJECTED, Status.IN_PROCESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks, when, for which file, under which command id; `if_match` is the version that was seen."""

    by: Caller
    at: datetime
    permit_id: UUID
    command_id: UUID
    correlation: str | None = None
    if_match: int | None = None


def role_may_ever(command: type[Command], by: Caller, sops: tuple[Sop, ...]) -> None:
    """Raise `NeverYourRole` unless some role of the caller may give `command` under some SOP."""
    if any(sop.roles_ever(command) & by.roles for sop in sops):
        return
    ever = frozenset[Role]().union(*(sop.roles_ever(command) for sop in sops))
    raise NeverYourRole(
        Sentence(f"Tindakan ini hanya untuk {_listed(ever, 'id')}.", f"Only {_listed(ever, 'en')} may do this.")
    )


def admit(command: Command, permit: Permit | None, asked: Asked, sop: Sop) -> Actor:
    """Return the caller in the role they act in, or raise `Refused`."""
    if permit is None:
        return _newcomer(command, asked, sop)
    roles = _roles_here(type(command), permit, asked.by, sop)
    if asked.if_match is not None and not permit.last_act <= asked.if_match <= permit.version:
        raise Stale(permit.version)
    return admit_to_step(type(command), permit, asked.by, roles, sop)


def admit_to_step(command: type[Command], permit: Permit, by: Caller, roles: frozenset[Role], sop: Sop) -> Actor:
    """Return the actor whom row, claim and person allow, or raise `Refused`."""
    role = role_at(command, permit, roles, sop)
    if role is None:
        _not_kept_by_law(command, permit)
        why, allowed = not_here(command, permit), open_commands(permit, sop)
        raise NotThisStep(why, step=permit.step, holder=permit.holder, allowed=allowed)
    actor = attorneys.speaking_for(permit, by.acting_as(role))
    _unclaimed_by_others(permit, actor)
    _one_person_one_role(permit, actor)
    return actor


def roles_to_know(command: type[Command], permit: Permit, by: Caller, sop: Sop) -> frozenset[Role]:
    """Return the caller's roles that may ever give `command` on this very file; an applicant's only on their own.

    Whoever acts for an applicant is one in what they were empowered to.
    """
    roles = by.roles & sop.roles_ever(command)
    return roles if attorneys.may_speak(command, permit, by) else roles - {Role.PEMOHON}


def role_at(command: type[Command], permit: Permit, roles: frozenset[Role], sop: Sop) -> Role | None:
    """Return the one of `roles` that may give `command` where the file stands now, None if none may."""
    if permitted := ANY_STEP.get(command):
        candidates = _at_the_desk(command, permit, roles)
        return min(candidates) if candidates and permitted(permit) else None
    move = sop.row(permit.step).move(NAMES[command]) if permit.step is not None else None
    return next((role for role in move.roles if role in roles), None) if move else None


def not_here(command: type[Command], permit: Permit) -> Sentence:
    """Return why `command` cannot be given where the file stands now."""
    if permit.holder and command is Correct:
        return DRAFT_FIRST if permit.status in UNSIGNED else BY_AMENDMENT
    if command is Erase:
        return retention_of(permit).told
    is_about_it = permit.holder or command is SignRevocation
    if is_about_it and command in NOT_AS_IT_IS and not ANY_STEP[command](permit):
        return NOT_AS_IT_IS[command]
    return _not_at(permit.status, permit.step, permit.holder)


def open_commands(permit: Permit, sop: Sop) -> tuple[str, ...]:
    """Return the names of the commands that somebody may give where the file stands now, as a caller is told them."""
    here = [move.command for move in sop.row(permit.step).moves] if permit.step else []
    anywhere = [NAMES[each] for each, allowed in ANY_STEP.items() if each not in UNOFFERED and allowed(permit)]
    return tuple(here + anywhere)


def _newcomer(command: Command, asked: Asked, sop: Sop) -> Actor:
    """A file begins with the first row's command, and with nothing else."""
    if not isinstance(command, Submit) or command.sop is None:
        raise NotFound
    role_may_ever(Submit, asked.by, (sop,))
    return asked.by.acting_as(Role.PEMOHON)


def _roles_here(command: type[Command], permit: Permit, by: Caller, sop: Sop) -> frozenset[Role]:
    role_may_ever(command, by, (sop,))
    roles = roles_to_know(command, permit, by, sop)
    if not roles:
        attorneys.tell_powers(permit, by)
        raise NotFound
    return roles


def _at_the_desk(command: type[Command], permit: Permit, roles: frozenset[Role]) -> frozenset[Role]:
    """Who works at a desk takes from it and gives back to it, and who is above it says who shall."""
    if command in (Claim, Release):
        return roles & {permit.holder} if permit.holder else frozenset()
    if command is Reassign:
        return roles & set(SUPERIORS.get(permit.holder, ())) if permit.holder else frozenset()
    return roles


def _held_by_an_officer(permit: Permit) -> bool:
    return permit.holder in OFFICERS


def _claimed(permit: Permit) -> bool:
    return permit.claimed_by is not None


def _under_way(permit: Permit) -> bool:
    return permit.step is not None


def _unsigned(permit: Permit) -> bool:
    return permit.status in UNSIGNED


def _authorised(permit: Permit) -> bool:
    return attorneys.in_force(permit) is not None


def _in_force(permit: Permit) -> bool:
    """Only a signed permit can be revoked: a refusal gives nothing that could be taken back."""
    signed = permit.status in (Status.SIGNED, Status.DELIVERED)
    return signed and permit.decree is not None and permit.decree.kind is DecreeKind.PERMIT


def _awaits_signature(permit: Permit) -> bool:
    """Revoked, and nobody has signed the decree yet; what names a forgotten person cannot be rendered any more."""
    return permit.status is Status.REVOKED and permit.revocation is None and not permit.erased


def _not_drafted(permit: Permit) -> bool:
    """A draft on its way to a signature holds the data as they were; returned, it is written anew."""
    return permit.status in UNSIGNED and permit.holder in BEFORE_APPROVAL


def _may_be_forgotten(permit: Permit) -> bool:
    return retention_of(permit).erasable


def _not_kept_by_law(command: type[Command], permit: Permit) -> None:
    retention = retention_of(permit)
    if command is Erase and retention.law:
        raise MustBeKept(retention.told, retention.law, step=permit.step, holder=permit.holder)


ANY_STEP: dict[type[Command], Callable[[Permit], bool]] = {
    Claim: _held_by_an_officer,
    Release: _claimed,
    Reassign: _held_by_an_officer,
    Withdraw: _unsigned,
    Authorise: _under_way,
    EndAuthority: _authorised,
    Revoke: _in_force,
    SignRevocation: _awaits_signature,
    Alert: _under_way,
    Correct: _not_drafted,
    Erase: _may_be_forgotten,
}


def _unclaimed_by_others(permit: Permit, actor: Actor) -> None:
    """A claimed file is its claimer's, as far as the officers of that role go; the applicant may still withdraw."""
    claimer = permit.claimed_by
    if claimer and claimer.sub != actor.sub and actor.role is claimer.role:
        assert permit.claimed_at, "whoever has a file has had it since some instant"
        raise ClaimedByColleague(claimer, permit.claimed_at)


def _one_person_one_role(permit: Permit, actor: Actor) -> None:
    """Nobody acts on one file in two roles, the applicant included (four eyes across the whole case)."""
    before = permit.acted.get(actor.sub, actor.role)
    if before is actor.role:
        return
    raise NotThisPerson(
        Sentence(
            f"Anda telah bertindak pada berkas ini sebagai {ROLE_NAMES[before].id}; "
            f"{ROLE_NAMES[actor.role].id} harus orang lain.",
            f"You have acted on this file as {ROLE_NAMES[before].en}; "
            f"{ROLE_NAMES[actor.role].en} must be another person.",
        )
    )


@cache
def _not_at(status: Status, step: int | None, holder: Role | None) -> Sentence:
    if holder is None:
        ending = ENDINGS[status]
        return Sentence(f"Permohonan ini sudah selesai: {ending.id}.", f"This application is finished: {ending.en}.")
    desk = ROLE_NAMES[holder]
    return Sentence(
        f"Tindakan ini tidak dapat dilakukan sekarang: berkas berada pada langkah {step}, pada {desk.id}.",
        f"This cannot be done now: the file is at step {step}, with {desk.en}.",
    )


def _listed(roles: frozenset[Role], language: str) -> str:
    return ", ".join(getattr(ROLE_NAMES[role], language) for role in Role if role in roles)

"""Empowering an attorney, and taking the power back: what a letter may say, and to whom it may be given."""

from collections.abc import Iterable
from datetime import datetime

from domain.actor import OFFICERS
from domain.attorneys import in_force
from domain.checks import require_none
from domain.commands import Authorise, EndAuthority
from domain.events import AuthorityEnded, AuthorityGiven
from domain.permit import Permit
from domain.powers import Power
from domain.refusals import Fault, OutOfOrder, Sentence
from domain.rulebook import Rulebook


def powers(
    command: Authorise | EndAuthority, permit: Permit, at: datetime, book: Rulebook
) -> AuthorityGiven | AuthorityEnded:
    """Return who may act for the applicant from now on, or that nobody may."""
    if isinstance(command, Authorise):
        return _given(command, permit, at, book)
    assert permit.authority is not None, "admission let through what is not there"
    return AuthorityEnded(attorney=permit.authority.attorney, reason=command.reason)


def _given(command: Authorise, permit: Permit, at: datetime, book: Rulebook) -> AuthorityGiven:
    """One at a time, so that it is never in doubt who speaks; the one before is ended first, for all to see."""
    if in_force(permit):
        raise OutOfOrder(ONE_AT_A_TIME)
    require_none(_unfit(command, permit, at, book))
    return AuthorityGiven(
        attorney=command.attorney,
        letter=command.letter,
        document_keys=command.document_keys,
        powers=tuple(power for power in Power if power in command.powers),
        until=command.until,
    )


def _unfit(command: Authorise, permit: Permit, at: datetime, book: Rulebook) -> Iterable[Fault]:
    """Four eyes by person, from both sides; and whoever serves in the office is nobody's attorney before it."""
    sub = command.attorney.sub
    if sub == permit.applicant_sub:
        yield Fault("/attorney/sub", "yourself", YOURSELF)
    if permit.acted.get(sub) in OFFICERS:
        yield Fault("/attorney/sub", "acted_before", ACTED_BEFORE)
    elif book.roster.serves(sub, at):
        yield Fault("/attorney/sub", "holds_a_post", HOLDS_A_POST)
    if command.until is not None and command.until <= at:
        yield Fault("/until", "in_the_past", IN_THE_PAST)


ONE_AT_A_TIME = Sentence(
    "Permohonan ini masih memiliki penerima kuasa. Akhiri kuasa tersebut lebih dahulu.",
    "This application has an attorney already. End that power of attorney first.",
)
YOURSELF = Sentence("Pemohon tidak dapat menjadi kuasa dirinya sendiri.", "Nobody is their own attorney.")
ACTED_BEFORE = Sentence(
    "Orang ini telah bertindak pada berkas ini sebagai petugas.", "This person has acted on this file as an officer."
)
HOLDS_A_POST = Sentence(
    "Orang ini bertugas pada kantor ini, sehingga tidak dapat menjadi kuasa pemohon.",
    "This person serves in this office, and so cannot act for an applicant before it.",
)
IN_THE_PAST = Sentence("Masa berlaku kuasa harus berakhir di masa depan.", "The power must end in the future.")

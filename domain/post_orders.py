"""Orders about posts: appointing and relieving officers, noting an absence, giving and ending mandates (Plt., Plh.).

All are the administrator's (admin kepegawaian), each by an order with a number, and decided on the history as it is
written: two orders for one post cannot both be given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from domain.actor import OFFICERS, Actor, Caller, Role
from domain.admission import ROLE_NAMES, Asked
from domain.checks import require_none
from domain.indonesian import moment_text
from domain.office_events import (
    MandateEnded,
    MandateGiven,
    MandateKind,
    OfficeEvent,
    OfficerAbsent,
    OfficerAppointed,
    OfficerRelieved,
    PostFact,
)
from domain.posts import POSTS, Mandate, Roster, roster, roster_version
from domain.refusals import Fault, NeverYourRole, OutOfOrder, Refused, Sentence, Stale


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointOfficer:
    """Appoint a person to a post of the SOP, from `since` on."""

    post: Role
    sub: str
    name: str
    nip: str | None = None
    order_number: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RelieveOfficer:
    """End the running term of a person at a post, at `until`."""

    post: Role
    sub: str
    order_number: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAbsence:
    """Note that the holder of a post will be away."""

    post: Role
    sub: str
    since: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveMandate:
    """Order a person to act for a post, from `since` to before `until`; `mandate` is the id it is to have."""

    mandate: UUID
    post: Role
    kind: MandateKind
    sub: str
    name: str
    nip: str | None = None
    order_number: str
    order_date: date
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMandate:
    """End a mandate now, before its day."""

    mandate: UUID
    reason: str


Order = AppointOfficer | RelieveOfficer | NoteAbsence | GiveMandate | EndMandate


class UnknownMandate(Refused):
    """There is no mandate of that id."""

    def __init__(self) -> None:
        super().__init__(Sentence("Penunjukan tidak ditemukan.", "There is no such mandate."))


class MandateOver(OutOfOrder):
    """The mandate has ended already."""


def may_order(by: Caller) -> Actor:
    """Return the caller as the administrator, or raise `NeverYourRole`."""
    if Role.ADMIN in by.roles:
        return by.acting_as(Role.ADMIN)
    raise NeverYourRole(
        Sentence("Jabatan dan penunjukan hanya diatur oleh Admin.", "Only the administrator orders posts and mandates.")
    )


def order(command: Order, history: tuple[OfficeEvent, ...], asked: Asked) -> OfficeEvent:
    """Return the event that `command` brings about on the `history` of the posts, or raise `Refused`."""
    by, present = may_order(asked.by), roster(history)
    if asked.if_match is not None and asked.if_match != roster_version(history):
        raise Stale(roster_version(history), STALE)
    # As in a permit's file: time never runs backwards, whichever host's clock tells it.
    at = max(asked.at, history[-1].at) if history else asked.at
    return OfficeEvent(
        originator_id=POSTS,
        originator_version=len(history) + 1,
        at=at,
        by=by,
        command_id=asked.command_id,
        correlation=asked.correlation,
        fact=_fact(command, present, at),
    )


def _fact(command: Order, present: Roster, at: datetime) -> PostFact:
    match command:
        case AppointOfficer():
            return _appointed(command, present)
        case RelieveOfficer():
            return _relieved(command, present)
        case NoteAbsence():
            return _absent(command, present)
        case GiveMandate():
            return _given(command, present, at)
        case EndMandate():
            return _ended(command, present, at)
        case _:
            assert_never(command)


def _appointed(command: AppointOfficer, present: Roster) -> OfficerAppointed:
    require_none(_appointment_faults(command, present))
    return OfficerAppointed(
        post=command.post,
        sub=command.sub,
        name=command.name,
        nip=command.nip,
        order_number=command.order_number,
        since=command.since,
    )


def _relieved(command: RelieveOfficer, present: Roster) -> OfficerRelieved:
    require_none(_relief_faults(command, present))
    return OfficerRelieved(post=command.post, sub=command.sub, order_number=command.order_number, until=command.until)


def _absent(command: NoteAbsence, present: Roster) -> OfficerAbsent:
    require_none(_absence_faults(command, present))
    return OfficerAbsent(
        post=command.post, sub=command.sub, since=command.since, until=command.until, reason=command.reason
    )


def _given(command: GiveMandate, present: Roster, at: datetime) -> MandateGiven:
    require_none(_mandate_faults(command, present, at))
    return MandateGiven(
        mandate=command.mandate,
        post=command.post,
        kind=command.kind,
        sub=command.sub,
        name=command.name,
        nip=command.nip,
        order_number=command.order_number,
        order_date=command.order_date,
        since=command.since,
        until=command.until,
    )


def _ended(command: EndMandate, present: Roster, at: datetime) -> MandateEnded:
    mandate = present.mandates.get(command.mandate)
    if mandate is None:
        raise UnknownMandate
    if mandate.until <= at:
        raise MandateOver(_over(mandate))
    return MandateEnded(mandate=command.mandate, reason=command.reason)


def _appointment_faults(command: AppointOfficer, present: Roster) -> Iterator[Fault]:
    yield from _post_faults(command.post)
    running = [term for term in present.terms if term.post is command.post and term.sub == command.sub]
    if any(term.until is None or command.since < term.until for term in running):
        yield Fault("/sub", "already_there", ALREADY_THERE)


def _relief_faults(command: RelieveOfficer, present: Roster) -> Iterator[Fault]:
    running = _running(present, command.post, command.sub)
    if running is None:
        yield Fault("/sub", "not_there", NOT_THERE)
    elif command.until <= running:
        yield Fault("/until", "before_beginning", ENDS_FIRST)


def _absence_faults(command: NoteAbsence, present: Roster) -> Iterator[Fault]:
    if _running(present, command.post, command.sub) is None:
        yield Fault("/sub", "not_there", NOT_THERE)
    if command.until <= command.since:
        yield Fault("/until", "before_beginning", ENDS_FIRST)


def _mandate_faults(command: GiveMandate, present: Roster, at: datetime) -> Iterator[Fault]:
    """Nobody acts in the past: an order of today may follow one that was ended this morning."""
    yield from _post_faults(command.post)
    if command.until <= command.since:
        yield Fault("/until", "before_beginning", ENDS_FIRST)
    rivals = [each for each in present.mandates.values() if each.given.post is command.post]
    for rival in rivals:
        if max(command.since, at) < rival.until and rival.given.since < command.until:
            yield Fault("/from", "overlap", _overlap(rival))
    if _running(present, command.post, command.sub) is not None:
        yield Fault("/sub", "already_there", ALREADY_THERE)


def _post_faults(post: Role) -> Iterator[Fault]:
    if post not in OFFICERS:
        yield Fault("/post", "no_post", NO_POST)


def _running(present: Roster, post: Role, sub: str) -> datetime | None:
    """When the term of this person at this post began that has no end yet."""
    terms = (term for term in present.terms if term.post is post and term.sub == sub and term.until is None)
    return next((term.since for term in terms), None)


STALE = Sentence(
    "Daftar jabatan telah berubah sejak Anda membacanya. Muat ulang sebelum mengulangi.",
    "The roster has changed since you read it. Look again before you repeat this.",
)
NO_POST = Sentence("Ini bukan jabatan dalam SOP.", "This is no post of the SOP.")
ALREADY_THERE = Sentence("Orang ini sudah memegang jabatan tersebut.", "This person already holds the post.")
NOT_THERE = Sentence("Orang ini tidak sedang memegang jabatan tersebut.", "This person does not hold the post.")
ENDS_FIRST = Sentence("Masa ini berakhir sebelum dimulai.", "This would end before it begins.")


def _overlap(rival: Mandate) -> Sentence:
    """Two cannot act for one post at once (SE BKN 1/2021: one official, one mandate)."""
    given, post = rival.given, ROLE_NAMES[rival.given.post]
    return Sentence(
        f"{given.name} sudah ditunjuk sebagai {rival.title} sampai {moment_text(rival.until)}.",
        f"{given.name} already acts for {post.en} until {rival.until.isoformat()}.",
    )


def _over(mandate: Mandate) -> Sentence:
    return Sentence(
        f"Penunjukan ini sudah berakhir pada {moment_text(mandate.until)}.",
        f"This mandate was over at {mandate.until.isoformat()}.",
    )

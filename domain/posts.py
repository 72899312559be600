"""Who holds which post of the office, and who acts for whom (Plt., Plh.), at any instant: data, folded from facts.

A token says who somebody is. Whether they hold a post is asked here, at the moment of the act: a token may be an hour
old. A post to which nobody was ever appointed is filled by the word of the issuer alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from typing import assert_never
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.actor import Caller, Role
from domain.admission import ROLE_NAMES
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

POSTS = uuid5(NAMESPACE_URL, "urn:jejak-izin:posts")
"""The one stream of all posts: no two orders for one post can be given side by side."""

PREFIX = {MandateKind.PLT: "Plt.", MandateKind.PLH: "Plh."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A person at a post, from `since` to before `until` (None: no end is known)."""

    post: Role
    sub: str
    name: str
    nip: str | None
    order_number: str
    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """An order to act for a post; `ended_at` where it ended before its day, with the reason."""

    given: MandateGiven
    ended_at: datetime | None = None
    reason: str | None = None

    @property
    def until(self) -> datetime:
        """When it is over, by its own words or because it was ended."""
        return min(self.given.until, self.ended_at) if self.ended_at else self.given.until

    @property
    def title(self) -> str:
        """The post as the mandate lets it be signed: "Plt. Kepala Dinas" (naskah dinas)."""
        return f"{PREFIX[self.given.kind]} {ROLE_NAMES[self.given.post].id}"

    def in_force(self, at: datetime) -> bool:
        return self.given.since <= at < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Every term, absence and mandate there ever was, in the order in which they were recorded."""

    terms: tuple[Term, ...] = ()
    absences: tuple[OfficerAbsent, ...] = ()
    mandates: Mapping[UUID, Mandate] = field(default_factory=dict[UUID, Mandate])

    def standing(self, by: Caller, at: datetime) -> Caller:
        """Return the caller with the posts they hold or act for `at` that instant; what is no post stays theirs."""
        if not (self.terms or self.mandates or by.acting):
            return by
        own = frozenset(role for role in by.roles - by.acting.keys() if self._holds(by.sub, role, at))
        acting = {
            mandate.given.post: mandate.title
            for mandate in self.mandates.values()
            if mandate.given.sub == by.sub and mandate.in_force(at) and mandate.given.post not in own
        }
        return replace(by, roles=own | acting.keys(), acting=acting)

    def holders(self, post: Role, at: datetime) -> tuple[Term, ...]:
        """Return who was appointed to `post` and holds it `at` that instant, absent or not."""
        return tuple(term for term in self.terms if term.post is post and term.holds(at))

    def acting(self, post: Role, at: datetime) -> Mandate | None:
        """Return the mandate for `post` in force `at` that instant: there is one at most."""
        return next((each for each in self.mandates.values() if each.given.post is post and each.in_force(at)), None)

    def is_kept(self, post: Role, at: datetime) -> bool:
        """Whether the office itself says who holds `post`: since the first appointment to it has begun."""
        return any(term.post is post and term.since <= at for term in self.terms)

    def away(self, post: Role, sub: str, at: datetime) -> OfficerAbsent | None:
        """Return the absence of this holder `at` that instant."""
        return next(
            (a for a in self.absences if a.post is post and a.sub == sub and a.since <= at < a.until),
            None,
        )

    def may_hold(self, post: Role, sub: str, at: datetime) -> bool:
        """Whether this person may work at `post`, by appointment or mandate; a post nobody keeps, anybody may."""
        mandate = self.acting(post, at)
        return self._holds(sub, post, at) or (mandate is not None and mandate.given.sub == sub)

    def serves(self, sub: str, at: datetime) -> bool:
        """Whether this person has any post of the office `at` that instant, by appointment or mandate."""
        acts = any(each.given.sub == sub and each.in_force(at) for each in self.mandates.values())
        return acts or any(term.sub == sub and term.holds(at) for term in self.terms)

    def _holds(self, sub: str, role: Role, at: datetime) -> bool:
        return not self.is_kept(role, at) or any(term.sub == sub for term in self.holders(role, at))


NOBODY_APPOINTED = Roster()


def roster_version(history: Sequence[OfficeEvent]) -> int:
    """Return what an order names as seen: 1 before the first order, and one more after each."""
    return len(history) + 1


def roster(history: Iterable[OfficeEvent]) -> Roster:
    """Return the roster after the events of the stream `POSTS`."""
    return reduce(_after, history, NOBODY_APPOINTED)


def _after(roster: Roster, event: OfficeEvent) -> Roster:
    fact = event.fact
    assert isinstance(fact, PostFact), "only these are on the stream of posts"
    match fact:
        case OfficerAppointed():
            return replace(roster, terms=(*roster.terms, _term(fact)))
        case OfficerRelieved():
            return replace(roster, terms=tuple(_relieved(term, fact) for term in roster.terms))
        case OfficerAbsent():
            return replace(roster, absences=(*roster.absences, fact))
        case MandateGiven():
            return replace(roster, mandates={**roster.mandates, fact.mandate: Mandate(given=fact)})
        case MandateEnded():
            ended = replace(roster.mandates[fact.mandate], ended_at=event.at, reason=fact.reason)
            return replace(roster, mandates={**roster.mandates, fact.mandate: ended})
        case _:
            assert_never(fact)


def _term(fact: OfficerAppointed) -> Term:
    return Term(
        post=fact.post,
        sub=fact.sub,
        name=fact.name,
        nip=fact.nip,
        order_number=fact.order_number,
        since=fact.since,
    )


def _relieved(term: Term, fact: OfficerRelieved) -> Term:
    """The end of the term that runs: who was at the post before, and is again, has two."""
    runs = term.post is fact.post and term.sub == fact.sub and term.until is None
    return replace(term, until=fact.until) if runs else term

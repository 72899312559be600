"""As much of an event as it takes to say whether it followed the SOP: who did what, where, and on which draft."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from domain.actor import Role
from domain.events import Approved, BAPFiled, Drafted, Event, Reassigned, Returned, Routed, Signed, Submitted
from domain.papers import DecreeKind, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """`sub` is None where it is not known who it was, `step` is where the event itself says that the file stood.

    What follows `step` belongs to one fact each: the round of a `Submitted`; whether a `BAPFiled` speaks against the
    permit; kind and hash of a draft that was drafted, approved or signed; where a file was moved or returned to, and to
    whom it was given.
    """

    version: int
    at: datetime
    fact: str
    sub: str | None
    role: Role
    step: int | None
    round: int | None = None
    against: bool = False
    decree: DecreeKind | None = None
    draft_sha256: str | None = None
    from_step: int | None = None
    to_step: int | None = None
    to_role: Role | None = None
    automatic: bool = False
    to_sub: str | None = None


def deeds(events: Iterable[Event]) -> Iterator[Deed]:
    """Yield what each event of a file says."""
    for event in events:
        yield _deed(event)


def _deed(event: Event) -> Deed:
    deed = Deed(
        version=event.originator_version,
        at=event.at,
        fact=type(event.fact).__name__,
        sub=event.by.sub,
        role=event.by.role,
        step=event.step,
    )
    match event.fact:
        case Submitted() as fact:
            return replace(deed, round=fact.round)
        case BAPFiled() as fact:
            return replace(deed, against=fact.recommendation.verdict is Verdict.NOT_RECOMMENDED)
        case Drafted() as fact:
            return replace(deed, decree=fact.kind, draft_sha256=fact.sha256)
        case Approved() as fact:
            return replace(deed, draft_sha256=fact.draft_sha256)
        case Signed() as fact:
            return replace(deed, decree=fact.kind, draft_sha256=fact.draft_sha256)
        case Returned() as fact:
            return replace(deed, to_step=fact.to_step)
        case Reassigned() as fact:
            return replace(deed, to_sub=fact.to_sub)
        case Routed() as fact:
            return replace(
                deed,
                from_step=fact.from_step,
                to_step=fact.to_step,
                to_role=fact.to_role,
                automatic=fact.automatic,
            )
        case _:
            return deed

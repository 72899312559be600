"""What is known of somebody who acts, or acted, for an applicant: their own data, and never the applicant's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from api.desks.timeline import summary
from api.desks.views import JSON
from api.http.negotiation import Language
from api.office import Office
from api.problems.problems import say
from application.permits import Filed
from domain.attorney_letters import POWERS
from domain.events import AuthorityEnded, AuthorityGiven
from domain.indonesian import WITA, moment_text
from domain.powers import Attorney, Power
from domain.refusals import Sentence
from projections.subject_cases import cases_as_attorney


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One thing that they did for the applicant."""

    at: datetime
    fact: str
    told: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A power of attorney as a file has recorded it; `ended_at` where somebody ended it before its day."""

    application: UUID
    number: str
    attorney: Attorney
    letter_sha256: str
    powers: tuple[Power, ...]
    since: datetime
    until: datetime | None
    ended_at: datetime | None = None
    done: Sequence[Done] = ()


async def files_as_attorney(office: Office, sub: str) -> list[Filed]:
    """Return the files on which `sub` has or had a power; call it once the list has seen everything until now."""
    async with office.reads() as connection:
        ids = await cases_as_attorney(connection, sub)
    found = [await office.permits.get(each) for each in ids]
    return [filed for filed in found if filed and not filed.permit.erased]


def powers_held(filed: Filed, sub: str) -> list[Held]:
    """Return every power that `sub` ever had on this file, oldest first."""
    held: list[Held] = []
    for _, event in filed.history:
        fact = event.fact
        if isinstance(fact, AuthorityGiven) and fact.attorney.sub == sub:
            held.append(_held(filed, event.at, fact))
        if held and event.by.sub == sub:
            done = Done(at=event.at, fact=type(fact).__name__, told=summary(fact))
            held[-1] = replace(held[-1], done=(*held[-1].done, done))
        if held and isinstance(fact, AuthorityEnded) and fact.attorney.sub == sub:
            held[-1] = replace(held[-1], ended_at=event.at)
    return held


def authority_view(held: Held, language: Language) -> JSON:
    return {
        "application": held.application,
        "number": held.number,
        "attorney": {"sub": held.attorney.sub, "name": held.attorney.name, "email": held.attorney.email},
        "letter_sha256": held.letter_sha256,
        "powers": held.powers,
        "since": held.since,
        "until": held.until,
        "ended_at": held.ended_at,
        "done": [{"at": each.at, "fact": each.fact, "summary": say(each.told, language)} for each in held.done],
    }


def authority_rows(held: Sequence[Held]) -> list[tuple[str, str, str]]:
    """Return what the paper prints: when, on which application and in what, until when."""
    return [(_at(each.since), _what(each), _until(each)) for each in held]


def _held(filed: Filed, at: datetime, fact: AuthorityGiven) -> Held:
    return Held(
        application=filed.permit.id,
        number=str(filed.permit.number),
        attorney=fact.attorney,
        letter_sha256=fact.letter.sha256,
        powers=fact.powers,
        since=at,
        until=fact.until,
    )


def _what(held: Held) -> str:
    powers = "; ".join(POWERS[power].id for power in held.powers)
    done = "; ".join(f"{_at(each.at)} {each.told.id}" for each in held.done)
    who = ", ".join(filter(None, (held.attorney.name, held.attorney.email)))
    return f"{held.number}, sebagai {who}: {powers}. {done}".strip()


def _until(held: Held) -> str:
    until = held.ended_at or held.until
    return _at(until) if until else "selama permohonan diproses"


def _at(instant: datetime) -> str:
    return moment_text(instant.astimezone(WITA))

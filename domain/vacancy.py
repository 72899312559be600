"""Posts that nobody fills, now or soon: told to supervisors before files stop there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.actor import OFFICERS, Role
from domain.posts import Roster

AHEAD = timedelta(days=14)
"""How far it is looked ahead: an order to act for a post takes days to be written and signed."""


class Trouble(StrEnum):
    """Nobody holds the post; or all who do are away; and no mandate covers it."""

    VACANT = "vacant"
    ALL_AWAY = "all_away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """From `since` to before `until` (None: no end is known) nobody fills `post`."""

    post: Role
    trouble: Trouble
    since: datetime
    until: datetime | None


def gaps(roster: Roster, now: datetime) -> tuple[Gap, ...]:
    """Return the first gap of each post that runs `now` or begins within `AHEAD`."""
    return tuple(gap for post in OFFICERS for gap in _first_gap(roster, post, now))


def _first_gap(roster: Roster, post: Role, now: datetime) -> Iterator[Gap]:
    """Between two turns nothing changes, so it is enough to look at each turn."""
    turns = [now, *(turn for turn in _turns(roster, post) if now < turn)]
    found = [(turn, _trouble(roster, post, turn)) for turn in turns]
    for n, (since, trouble) in enumerate(found):
        if trouble and since <= now + AHEAD:
            until = next((turn for turn, later in found[n:] if later is not trouble), None)
            yield Gap(post=post, trouble=trouble, since=since, until=until)
            return


def _turns(roster: Roster, post: Role) -> list[datetime]:
    """Every instant at which who fills the post may change, in order."""
    terms = [turn for term in roster.terms if term.post is post for turn in (term.since, term.until)]
    absences = [turn for each in roster.absences if each.post is post for turn in (each.since, each.until)]
    mandates = [
        turn for each in roster.mandates.values() if each.given.post is post for turn in (each.given.since, each.until)
    ]
    return sorted({turn for turn in (*terms, *absences, *mandates) if turn is not None})


def _trouble(roster: Roster, post: Role, at: datetime) -> Trouble | None:
    if not roster.is_kept(post, at) or roster.acting(post, at):
        return None
    holders = roster.holders(post, at)
    if not holders:
        return Trouble.VACANT
    return Trouble.ALL_AWAY if all(roster.away(post, each.sub, at) for each in holders) else None

"""The whole plan of the demo: the same seed and the same `now` give the same people, files and acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from application.demo.dossiers import Dossier, dossiers
from application.demo.people import people_around
from application.demo.schedule import Act, schedule
from application.demo.stories import stories
from domain.actor import Caller, Role
from domain.rulebook import Rulebook

# Whoever changes stories or people changes the seed: a demo that was begun with other ones is then left alone.
SEED = "banjarbaru 4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`acts` are in order of time; they may concern fewer files than there are `dossiers`."""

    now: datetime
    dossiers: tuple[Dossier, ...]
    acts: tuple[Act, ...]

    @property
    def permits(self) -> tuple[UUID, ...]:
        return tuple(dossier.permit for dossier in self.dossiers)


def plan(signed_in: Mapping[Role, Caller], book: Rulebook, now: datetime, *, seed: str = SEED) -> Plan:
    """Return the plan around those whom the demo signs in, or raise `UnknownSop` or `BeyondCalendar`."""
    sop = book.current(book.default, now.astimezone(book.calendar.zone).date())
    cast = people_around(signed_in)
    files = dossiers(stories(), cast, sop, seed=seed)
    return Plan(now=now, dossiers=files, acts=schedule(files, cast, sop, book.calendar, now))

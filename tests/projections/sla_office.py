"""Cases of all lengths for the SLA: the plots of the other tests, slow and fast, under decrees that came late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from functools import cache
from itertools import pairwise
from random import Random

from domain.calendar import CalendarYear, Closure, ClosureKind
from domain.events import Event, Submitted
from domain.rulebook import Rulebook
from domain.sla import CaseSla, Clock, Line
from projections.sla.projection import Sla
from tests.book import office_rulebook
from tests.domain.office import published, wita
from tests.projections.histories import many_lives
from tests.scenario import MONDAY

_CLOSED = tuple(
    Closure(day=wita(f"2026-11-{day} 00:00").date(), kind=ClosureKind.LOCAL_CLOSURE, name="Banjir") for day in (24, 25)
)
# Decided after the days it closes: what had ended by then was judged by a calendar in which they were open.
LATE_DECREE: CalendarYear = replace(
    published(2026),
    version=2,
    decided_at=wita("2026-11-27 10:00"),
    closures=(*published(2026).closures, *_CLOSED),
)
# From a short wait to one of weeks, as in the logs of real offices (design 10).
_PAUSES_S = 1, 40, 290, 301, 600, 3_000, 20_000, 90_000, 400_000, 2_000_000


@cache
def changed_book() -> Rulebook:
    """The office's rulebook after a day was closed behind its back."""
    book = office_rulebook()
    return replace(book, publications=book.publications.including(LATE_DECREE))


def sla(book: Rulebook | None = None) -> Sla:
    chosen = book or office_rulebook()
    return Sla(book=lambda: chosen)


def is_over(sla: CaseSla, line: Line) -> bool:
    """Whether a line has ended, also where that is undated: with its decision, or with the application."""
    return line.clock in {Clock.ENDED, Clock.DECIDED} or any(each.visit.left_at for each in sla.visits[-1:])


def slow_lives(random: Random, count: int) -> list[tuple[Event, ...]]:
    """Return lives in which some commands took minutes and some weeks, some drafted for a while, some past 2027."""
    return [_warped(random, life) for life in many_lives(random, count)]


def _warped(random: Random, life: Sequence[Event]) -> tuple[Event, ...]:
    at = MONDAY.astimezone(UTC) + timedelta(
        days=random.choice((-330, -250, -30, 0, 0, 0, 1, 1, 403)), minutes=random.randrange(400)
    )
    warped = [_drafted(random, replace(life[0], at=at))]
    for before, event in pairwise(life):
        if event.command_id != before.command_id:
            pause = random.choice(_PAUSES_S) * random.uniform(0.2, 1)
            at += timedelta(seconds=pause, microseconds=random.randrange(1_000_000))
        warped.append(_drafted(random, replace(event, at=at)))
    return tuple(warped)


def _drafted(random: Random, event: Event) -> Event:
    fact = event.fact
    if not isinstance(fact, Submitted):
        return event
    began = random.choice((None, event.at - timedelta(seconds=random.choice(_PAUSES_S)), event.at + timedelta(hours=1)))
    return replace(event, fact=replace(fact, started_at=began))

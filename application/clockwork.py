"""The clockwork: looks at its agenda for ever, and does to every file what is due.

It may stop at any moment, and run in two processes at once: what was fired is in the ledger, and the next look finds
what was missed, in order. A file that makes trouble rests, ever longer, while the others go on.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import NoReturn, Protocol
from uuid import UUID

import structlog

from application.alerting import catch_up
from application.permits import Done, Permits
from domain.events import Lapsed
from domain.refusals import Refused
from domain.rulebook import Rulebook

_LONGEST_REST_S = 300.0

log = structlog.get_logger(__name__)


class Due(Protocol):
    """A file for which the clock is to speak since `next_at`, as of a version of the file."""

    @property
    def permit(self) -> UUID: ...
    @property
    def version(self) -> int: ...
    @property
    def next_at(self) -> datetime: ...


class Agenda(Protocol):
    """What is due, as far as the read side has come: it may be late, and then tells of what is done already."""

    def due(self, now: datetime) -> AsyncIterator[Sequence[Due]]:
        """Yield all files that are due by `now`, the longest due first, in pages that are worked on together."""
        ...

    async def next_after(self, now: datetime) -> datetime | None:
        """Return when the next file is due after `now`, as far as is known."""
        ...


@dataclass(slots=True)
class Counts:
    """What the clockwork has done so far in this process, for the metrics."""

    alerts: int = 0
    lapses: int = 0
    overtaken: int = 0
    failures: int = 0


@dataclass(slots=True)
class Rest:
    """A file is left alone `until` (monotonic seconds), or until the agenda has news of it."""

    due: Due
    times: int
    failed: bool
    until: float

    def holds(self, due: Due) -> bool:
        return self.is_about(due) and monotonic() < self.until

    def is_about(self, due: Due) -> bool:
        return (self.due.version, self.due.next_at) == (due.version, due.next_at)


@dataclass(slots=True, kw_only=True)
class Clockwork:
    """`every`: seconds between two looks at the agenda, at most; `rest`: for which a file is left alone at first."""

    permits: Permits
    book: Callable[[], Rulebook]
    clock: Callable[[], datetime]
    every: float = 2.0
    rest: float = 1.0
    counts: Counts = field(default_factory=Counts)
    _resting: dict[UUID, Rest] = field(default_factory=dict[UUID, Rest])

    @property
    def failing(self) -> int:
        """How many files could not be brought up to date when they were last tried."""
        return sum(rest.failed for rest in self._resting.values())

    async def run(self, agenda: Agenda) -> NoReturn:
        """Go round for ever; raise what the agenda raises."""
        while True:
            now = self.clock()
            await self.go_round(agenda, now)
            await asyncio.sleep(self._pause(await agenda.next_after(now)))

    async def go_round(self, agenda: Agenda, now: datetime) -> None:
        """Do once what is due by `now`."""
        met: set[UUID] = set()
        async for page in agenda.due(now):
            met |= {due.permit for due in page}
            await asyncio.gather(*(self._tend(due) for due in page if not self._rests(due)))
        self._resting = {permit: rest for permit, rest in self._resting.items() if permit in met}

    async def _tend(self, due: Due) -> None:
        failed = False
        try:
            async for done in catch_up(self.permits, self.book, due.permit, now=self.clock()):
                self._count(done)
        except Refused as refused:
            self.counts.overtaken += 1  # somebody acted on the file in between, or wound the clock as well
            log.info("clockwork_overtaken", permit=str(due.permit), reason=type(refused).__name__)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one file, the others must go on
            failed = True
            self.counts.failures += 1
            log.warning("clockwork_failed", permit=str(due.permit), error=type(error).__name__)
        self._rest(due, failed=failed)

    def _count(self, done: Done) -> None:
        if done.replayed:
            return  # another process was faster
        lapses = sum(isinstance(event.fact, Lapsed) for event in done.events)
        self.counts.lapses += lapses
        self.counts.alerts += len(done.events) - lapses

    def _rests(self, due: Due) -> bool:
        rest = self._resting.get(due.permit)
        return rest is not None and rest.holds(due)

    def _rest(self, due: Due, *, failed: bool) -> None:
        """Whatever came of it, the same entry need not be looked at again at once: the read side will follow."""
        before = self._resting.get(due.permit)
        times = before.times + 1 if before and before.is_about(due) else 0
        seconds = min(_LONGEST_REST_S, self.rest * 2.0 ** min(times, 10))
        self._resting[due.permit] = Rest(due, times, failed, monotonic() + seconds)

    def _pause(self, next_at: datetime | None) -> float:
        if next_at is None:
            return self.every
        return max(0.0, min(self.every, (next_at - self.clock()).total_seconds()))

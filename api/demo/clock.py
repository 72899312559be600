"""The office's clock in the demo's past: reminds, escalates and lets lapse at the instants at which it would have."""

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from uuid import UUID

from application.alerting import Turn, next_turn, take
from application.permits import Permits
from domain.permit import Permit
from domain.refusals import Refused
from domain.rulebook import Rulebook


class SimulatedClock:
    """Told how every file stands after every act, it knows what is due next, of all files."""

    def __init__(self, permits: Permits, book: Callable[[], Rulebook], *, correlation: str) -> None:
        self._permits, self._book, self._correlation = permits, book, correlation
        self._next: dict[UUID, Turn] = {}
        self._order: list[tuple[datetime, UUID]] = []

    def note(self, permit: Permit) -> None:
        """Remember what is due next for a file, now that it stands so."""
        self._next.pop(permit.id, None)
        if turn := next_turn(permit, self._book()):
            self._next[permit.id] = turn
            heappush(self._order, (turn.at, permit.id))

    async def wind(self, until: datetime) -> None:
        """Do what is due until then, in order of time, whichever file it concerns; raise as `Permits.execute` does.

        A refusal is none: whoever has touched a sample file may keep it.
        """
        while self._order and self._order[0][0] <= until:
            at, permit = heappop(self._order)
            turn = self._next.get(permit)
            if turn is None or turn.at != at:
                continue  # somebody has acted in between
            try:
                done = await take(self._permits, turn, at=at, correlation=self._correlation)
            except Refused:
                del self._next[permit]
            else:
                self.note(done.permit)

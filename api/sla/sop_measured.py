"""Beside each standard of the paper what was measured in the last twelve months, and where time is lost.

It is about steps and desks, and about nobody in particular: anyone may read it.
"""

from api.desks.views import JSON
from api.office import Office
from api.sla.dashboard_range import range_of
from api.sla.dashboard_view import lost_view, minutes, on_time_pct
from domain.sla import LineName
from domain.sop import Sop
from projections.sla.counts import NO_LINE
from projections.sla.dashboard import MEDIAN, MOST, Dashboard, Steps, read_measured, steps_of
from projections.sla.percentiles import Group
from projections.sla.scope import Scope


class Measured:
    """What was measured of one permit type."""

    def __init__(self, board: Dashboard, steps: Steps) -> None:
        self._board, self._steps = board, steps

    def step(self, code: str, no: int) -> JSON:
        """Return the measures of a row: how many visits, how long they took, how many were in time."""
        return self._of(Group(members=((code, no),)), NO_LINE)

    def whole(self) -> JSON:
        """Return those of the applications as a whole, held against the declared total."""
        return self._of(self._steps.whole, LineName.DECLARED)

    def lost(self) -> list[JSON]:
        return lost_view(self._board, self._steps)

    def _of(self, group: Group, line: str) -> JSON:
        figures, percentiles = self._board.ended(group, line), self._board.percentiles
        return {
            "n": figures.completed,
            "p50_minutes": minutes(percentiles.get((group, MEDIAN))),
            "p90_minutes": minutes(percentiles.get((group, MOST))),
            "on_time_pct": on_time_pct(figures),
        }


async def measured(office: Office, sop: Sop) -> Measured:
    """Return what the last twelve calendar months say of this permit type."""
    now, zone = office.clock(), office.book.calendar.zone
    asked = range_of(None, None, as_of=None, now=now, zone=zone)
    steps = steps_of(office.book, now.astimezone(zone).date(), sop.code)
    async with office.reads() as connection:
        board = await read_measured(connection, Scope(periods=asked.periods, sop_code=sop.code), steps)
    return Measured(board, steps)

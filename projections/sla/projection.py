"""Where the office's time goes: every application in time, every visit that is over, and how many were in time.

A row is a pure function of its permit's stream and the calendars; so are the counts beside the rows.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.office_events import OFFICE_TOPICS
from domain.rulebook import Rulebook
from projections.engine.connection import Connection
from projections.engine.projection import Change
from projections.engine.recorded import Recorded
from projections.engine.tables import Tables
from projections.sla.case import SlaCase, folded
from projections.sla.case_table import load_cases, put_cases
from projections.sla.counts import Tally, lines_ended, visit_ended
from projections.sla.ended_rounds import put_rounds
from projections.sla.judging import Judge
from projections.sla.load import add_load
from projections.sla.tables import DEFINITION, INDEXES, NAMES
from projections.sla.visit import SlaVisit, load_visits, put_visits


@dataclass(frozen=True, slots=True, kw_only=True)
class Sla:
    """The projection. It judges by all calendars that are published: after another one it is built anew."""

    book: Callable[[], Rulebook]

    name = "sla"
    revision = 1
    ignores = OFFICE_TOPICS
    tables = NAMES
    definition = DEFINITION
    indexes = INDEXES

    @property
    def basis(self) -> str:
        return "+".join(version.id for version in self.book().publications.all)

    def fold(self, row: SlaCase | None, event: Recorded) -> SlaCase:
        return folded(row, event)

    def settle(self, row: SlaCase) -> SlaCase:
        return Judge(self.book()).settled(row)

    async def load(self, connection: Connection, tables: Tables, permits: Collection[UUID]) -> dict[UUID, SlaCase]:
        return await load_cases(connection, tables, permits)

    async def save(self, connection: Connection, tables: Tables, changes: Sequence[Change[SlaCase]]) -> None:
        before = [change.before for change in changes if change.before]
        after = [change.after for change in changes if change.after]
        anew = [change.permit for change in changes if _is_anew(change)]
        visits = [visit for case in after for visit in case["judged"]]
        tally = self._tally(before, after, await load_visits(connection, tables, anew), visits)
        await put_cases(connection, tables, after)
        await put_visits(connection, tables, visits, instead_of=anew)
        await put_rounds(connection, tables, [each for case in after for each in case["rounds"]], instead_of=anew)
        await add_load(connection, tables, before, after)
        await tally.save(connection, tables)

    def _tally(
        self,
        before: Sequence[SlaCase],
        after: Sequence[SlaCase],
        replaced: Sequence[SlaVisit],
        visits: Sequence[SlaVisit],
    ) -> Tally:
        day, tally = Judge(self.book()).day, Tally()
        tally.add((visit_ended(visit, day) for visit in visits), 1)
        tally.add((visit_ended(visit, day) for visit in replaced), -1)
        tally.add((line for case in after for line in lines_ended(case, day)), 1)
        tally.add((line for case in before for line in lines_ended(case, day)), -1)
        return tally


def _is_anew(change: Change[SlaCase]) -> bool:
    """Whether the stream was folded from its beginning, although part of it had been stored: a retry does so.

    A row is never taken away: whatever comes to an end stays in the counts.
    """
    before, after = change.before, change.after
    return bool(before and after and before["left_visits"] + len(after["judged"]) > after["left_visits"])

"""What has ended, counted: how much of it in time, how long it took, and what was lost, by day and by month.

Everything is counted as judged by the newest calendar (the lens `now`). What the calendars known at the time say is
kept as the difference (the lens `then`): where no decree came late there is none, and nothing to keep.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.sla import LineName
from projections.engine.connection import Connection
from projections.engine.tables import Tables
from projections.sla.case import SlaCase
from projections.sla.histogram import Shelf, add_values, tenths
from projections.sla.totals import Key, add_totals
from projections.sla.visit import SlaVisit

NOW, THEN = "now", "then"
DAY, MONTH = "day", "month"
WHOLE = 0  # the step that stands for the application as a whole
NO_LINE = ""  # of what is judged by its step's standard

_COLUMNS = ("grain", "period", "sop_code", "step", "line", "lens", "measure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Something that has ended, through one lens. `worked` is None for what is judged and not measured."""

    late: bool | None
    lost: int = 0
    worked: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A visit, or a line of an application, with the day on which it ended."""

    sop_code: str
    step: int
    line: str
    day: date
    now: Seen
    then: Seen


def visit_ended(visit: SlaVisit, day: Callable[[datetime], date]) -> Ended:
    return Ended(
        sop_code=visit["sop_code"],
        step=visit["step"],
        line=NO_LINE,
        day=day(visit["left_at"]),
        now=Seen(late=visit["late"], lost=visit["lost"], worked=visit["worked"]),
        then=Seen(late=visit["late_then"], lost=visit["lost_then"], worked=visit["worked_then"]),
    )


def lines_ended(case: SlaCase, day: Callable[[datetime], date]) -> Iterator[Ended]:
    """Yield the lines that have ended; how long an application took as a whole is told with the declared one."""
    for name, line in case["lines"].items():
        ended_at = (case["decided_at"] if name is LineName.LEGAL else None) or case["ended_at"]
        if ended_at is None:
            continue
        now, then = Seen(late=line["late"]), Seen(late=line["late_then"])
        if name is LineName.DECLARED:
            now = Seen(late=line["late"], lost=case["lost"], worked=case["worked"])
            then = Seen(late=line["late_then"], lost=case["lost_then"], worked=case["worked_then"])
        yield Ended(sop_code=case["sop_code"], step=WHOLE, line=name, day=day(ended_at), now=now, then=then)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a batch adds to the counts, and takes from them."""

    totals: Counter[Key] = field(default_factory=Counter[Key])
    values: Counter[tuple[Shelf, int]] = field(default_factory=Counter[tuple[Shelf, int]])

    def add(self, everything: Iterable[Ended], times: int) -> None:
        """Count each of these so many times; -1 takes it away."""
        for each in everything:
            for grain, period in ((DAY, each.day), (MONTH, each.day.replace(day=1))):
                self._add(each, grain, period, times)

    async def save(self, connection: Connection, tables: Tables) -> None:
        await add_totals(connection, tables, "sla_counts", _COLUMNS, self.totals)
        await add_values(connection, tables, "sla_histogram", {key: n for key, n in self.values.items() if n})

    def _add(self, each: Ended, grain: str, period: date, times: int) -> None:
        place = grain, period, each.sop_code, each.step, each.line
        shelf = each.sop_code, each.step, grain, period
        self._see((*place, NOW), (*shelf, NOW), each.now, times)
        if each.then != each.now:
            self._see((*place, THEN), (*shelf, THEN), each.now, -times)
            self._see((*place, THEN), (*shelf, THEN), each.then, times)

    def _see(self, place: Key, shelf: Shelf, seen: Seen, times: int) -> None:
        self.totals[*place, _VERDICTS[seen.late]] += times
        if seen.lost:
            self.totals[*place, "lost"] += times * seen.lost
        if seen.worked is not None:
            self.totals[*place, "worked"] += times * seen.worked
            self.values[shelf, tenths(seen.worked)] += times


_VERDICTS = {False: "on_time", True: "late", None: "undated"}

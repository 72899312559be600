"""How many applications are open, and how their lines stand: totals like those of the queues.

What falls due is counted by day (UTC); a question at an instant adds up the days before it, and counts the
applications themselves only for that one day. While an application is with its applicant for repair its lines stand
still: late is then who was late before.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from domain.sla import LineName
from projections.engine.connection import Connection
from projections.engine.tables import Tables
from projections.sla.case import LineRow, SlaCase
from projections.sla.totals import Key, add_totals

_COLUMNS = ("sop_code", "line", "measure", "day")
_ALWAYS = date.min  # the day of what does not depend on time
_CASES = ""  # in the place of a line: the applications themselves


async def add_load(connection: Connection, tables: Tables, before: Iterable[SlaCase], after: Iterable[SlaCase]) -> None:
    """Take the applications as they were out of the totals, and add what they have become."""
    delta = Counter(key for case in after for key in _keys(case))
    delta.subtract(key for case in before for key in _keys(case))
    await add_totals(connection, tables, "sla_load", _COLUMNS, delta)


def is_running(case: SlaCase, name: LineName) -> bool:
    """Whether the line can still be met or missed: the law's until the decision, the SOP's until the end."""
    return case["ended_at"] is None and not (name is LineName.LEGAL and case["decided_at"])


def _keys(case: SlaCase) -> Iterator[Key]:
    if case["ended_at"] is None:
        yield case["sop_code"], _CASES, "open", _ALWAYS
    for name, line in case["lines"].items():
        if is_running(case, name):
            for measure, day in _measures(line, case["repair_at"]):
                yield case["sop_code"], name, measure, day


def _measures(line: LineRow, repair_at: datetime | None) -> Iterator[tuple[str, date]]:
    yield "open", _ALWAYS
    if line["due_at"] is None or line["soon_at"] is None:
        return
    if repair_at is None:
        yield "soon", _day(line["soon_at"])
        yield "due", _day(line["due_at"])
    elif repair_at.replace(microsecond=0) > line["due_at"]:
        yield "overdue", _ALWAYS


def _day(instant: datetime) -> date:
    return instant.astimezone(UTC).date()

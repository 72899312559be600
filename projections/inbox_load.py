"""How much lies on each desk at each step: totals kept beside the queue, so that counting costs always the same.

Time passes without events, so what falls due is counted by day (UTC). A question at an instant adds up the days
before it, and looks into the queue itself only for that one day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from projections.engine.connection import Connection
from projections.engine.tables import Tables
from projections.sla.open_visit import OpenVisit
from projections.sla.totals import Key, add_totals

_COLUMNS = ("role", "sop_code", "step", "measure", "day")
_ALWAYS = date.min  # the day of what does not depend on time


async def add_load(
    connection: Connection, tables: Tables, left: Iterable[OpenVisit], arrived: Iterable[OpenVisit]
) -> None:
    """Take the visits that ended or changed out of the totals, and add what they have become."""
    delta = Counter(key for visit in arrived for key in _keys(visit))
    delta.subtract(key for visit in left for key in _keys(visit))
    await add_totals(connection, tables, "inbox_load", _COLUMNS, delta)


def _keys(visit: OpenVisit) -> Iterator[Key]:
    desk = visit["role"], visit["sop_code"], visit["step"]
    yield *desk, "open", _ALWAYS
    if visit["claimed_by_sub"] is None:
        yield *desk, "unclaimed", _ALWAYS
    if visit["claim_ends_at"]:
        yield *desk, "claim_ends", _day(visit["claim_ends_at"])
    if visit["soon_at"]:
        yield *desk, "soon", _day(visit["soon_at"])
    if visit["due_at"]:
        yield *desk, "due", _day(visit["due_at"])


def _day(instant: datetime) -> date:
    return instant.astimezone(UTC).date()

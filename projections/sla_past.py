"""What was open at an instant of the past: found among the visits that lasted then, at the cost of as many as these.

Only what happened by then counts, and dates are those of the newest calendar.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from domain.events import SopRef
from domain.rulebook import Rulebook
from domain.sla import LineName, due_if_published, standards_of
from domain.visits import FIRST_STEP
from domain.working_time import due_soon_at
from projections.connection import Connection
from projections.sla_open import OpenCases, Standing

_TURN = 200  # applications between two turns of the event loop


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How everything stood: each step of each permit type, and the open applications."""

    steps: Mapping[tuple[str, int], Standing]
    cases: OpenCases


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lasting:
    """A visit that lasted then. `decided`: the decree had been signed."""

    sop_code: str
    sop_version: str
    step: int
    submitted_at: datetime
    entered_at: datetime
    soon_at: datetime | None
    due_at: datetime | None
    decided: bool

    @property
    def repair_at(self) -> datetime | None:
        return self.entered_at if self.step == FIRST_STEP else None


async def past(connection: Connection, book: Rulebook, *, at: datetime, sop_code: str | None = None) -> Past:
    """Return how the office stood `at`, of one permit type or of all."""
    steps: dict[tuple[str, int], Standing] = defaultdict(Standing)
    lines = dict.fromkeys(LineName, Standing())
    lasting = await _lasting(connection, at, sop_code)
    for n, each in enumerate(lasting):
        if n % _TURN == 0:
            await asyncio.sleep(0)
        steps[each.sop_code, each.step] += _standing(at, each.soon_at, each.due_at)
        for name, standing in _lines(each, at, book):
            lines[name] += standing
    return Past(steps=steps, cases=OpenCases(open=len(lasting), lines=lines))


async def _lasting(connection: Connection, at: datetime, sop_code: str | None) -> list[_Lasting]:
    async with connection.cursor(binary=True, row_factory=class_row(_Lasting)) as cursor:
        # How much lasted depends on the instant: a plan fit for any is fit for none.
        await cursor.execute(_LASTING, {"at": at, "sop": sop_code, "first": FIRST_STEP}, prepare=False)
        return await cursor.fetchall()


def _lines(each: _Lasting, at: datetime, book: Rulebook) -> Iterator[tuple[LineName, Standing]]:
    sop = book.sop(SopRef(code=each.sop_code, version=each.sop_version))
    for name, standard in standards_of(sop).items():
        if name is LineName.LEGAL and each.decided:
            continue
        due_at = due_if_published(each.submitted_at, standard, calendar=book.calendar)
        if each.repair_at:
            yield name, _standing(each.repair_at, None, due_at)
        else:
            soon_at = due_at and due_soon_at(each.submitted_at, due_at, calendar=book.calendar)
            yield name, _standing(at, soon_at, due_at)


def _standing(at: datetime, soon_at: datetime | None, due_at: datetime | None) -> Standing:
    """Return how one of them stands; it is on time up to and including the second in which it is due."""
    if due_at and due_at < at.replace(microsecond=0):
        return Standing(open=1, overdue=1)
    return Standing(open=1, due_soon=int(soon_at is not None and soon_at <= at))


# Drafting, before there was a file at all, was nobody's visit then.
_LASTING: LiteralString = """
SELECT v.sop_code, v.sop_version, v.step, v.submitted_at, v.entered_at, v.soon_at, v.due_at,
       coalesce(c.decided_at <= %(at)s, false) AS decided
  FROM (SELECT permit, sop_code, sop_version, step, submitted_at, entered_at, soon_at, due_at
          FROM read.sla_visits
         WHERE during @> %(at)s::timestamptz
           AND (step, round) <> (%(first)s, 1)
         UNION ALL
        SELECT permit, sop_code, sop_version, step, visit_submitted_at, entered_at, soon_at, due_at
          FROM read.sla_cases
         WHERE role IS NOT NULL
           AND entered_at <= %(at)s
           AND (step, visit_round) <> (%(first)s, 1)) v
  JOIN read.sla_cases c USING (permit)
 WHERE %(sop)s::text IS NULL OR v.sop_code = %(sop)s
"""

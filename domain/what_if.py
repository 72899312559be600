"""What if: visits that are over judged anew, under other standards or as if other days had been worked.

Exact, and nothing is changed by asking. Whoever has a million visits gives them in portions.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import heappush, heappushpop

from domain.calendar import Calendar
from domain.sla import Verdict, due_if_published, judged
from domain.sop import Sop
from domain.supposition import Supposition
from domain.working_time import Standard

EXAMPLES = 20  # of each way, the latest

Late = bool | None
"""Whether a visit was late; None where the calendar is not published so far that it had a due date."""

Past = tuple[bytes, int, str, int, datetime, datetime, datetime | None, Late]
"""A visit that is over, as it is judged now: permit, number of the visit, version of the SOP, step, when it began and
ended, when it was due, whether it was late. A plain tuple: there may be a million of them."""

Open = tuple[str, int, datetime, datetime | None]
"""A visit that lasts: version of the SOP, step, when it began, when it is due."""


@dataclass(frozen=True, slots=True, order=True)
class Flip:
    """A visit that would have been judged the other way; the later one is the greater."""

    left_at: datetime
    permit: bytes
    n: int
    step: int
    entered_at: datetime
    due_before: datetime | None
    due_after: datetime | None


class Replay:
    """Judges visits as is supposed, and counts what changes. `calendar` is the supposed one."""

    def __init__(self, supposed: Supposition, sops: Iterable[Sop], calendar: Calendar) -> None:
        self._calendar = calendar
        self._standards: Mapping[tuple[str, int], Standard] = {
            (sop.version, row.no): supposed.standards.get(row.no, row.standard) for sop in sops for row in sop.rows
        }
        self._flips: dict[Late, list[Flip]] = {True: [], False: []}
        self.judged = 0
        self.changes = Counter[tuple[int, Late, Late]]()
        self.moved = Counter[int]()

    def see(self, visits: Iterable[Past]) -> None:
        """Judge visits that are over; each is seen once."""
        for permit, n, version, step, entered_at, left_at, due_at, late in visits:
            would_be_due = self._due(version, step, entered_at)
            would_be_late = _LATE[judged(left_at, would_be_due, is_over=True)]
            self.judged += 1
            if would_be_late is not late:
                self.changes[step, late, would_be_late] += 1
                self._keep(late, would_be_late, Flip(left_at, permit, n, step, entered_at, due_at, would_be_due))

    def see_open(self, visits: Iterable[Open]) -> None:
        """Count the visits that last and would be due at another time."""
        for version, step, entered_at, due_at in visits:
            self.moved[step] += self._due(version, step, entered_at) != due_at

    def after(self, step: int, before: Mapping[Late, int]) -> Mapping[Late, int]:
        """Return how many visits of the step would be late, on time and undated, from how many are."""
        counts = Counter(before)
        for (changed, was, would_be), n in self.changes.items():
            if changed == step:
                counts[was] -= n
                counts[would_be] += n
        return counts

    def flips(self, *, late: bool) -> tuple[Flip, ...]:
        """Return some visits that would be late and are on time, or the other way round, the latest first."""
        return tuple(sorted(self._flips[late], reverse=True))

    def _due(self, version: str, step: int, entered_at: datetime) -> datetime | None:
        return due_if_published(entered_at, self._standards[version, step], calendar=self._calendar)

    def _keep(self, late: Late, would_be_late: Late, flip: Flip) -> None:
        if late is None or would_be_late is None:
            return
        kept = self._flips[would_be_late]
        if len(kept) < EXAMPLES:
            heappush(kept, flip)
        else:
            heappushpop(kept, flip)


_LATE: Mapping[Verdict | None, Late] = {Verdict.LATE: True, Verdict.ON_TIME: False, None: None}

"""How much one person may upload in a day: more than anybody needs, and less than fills a disk.

Counted in the memory of one process, as a vessel that leaks: what was uploaded is forgotten evenly over a day, so there
is no midnight at which all may begin again. What a restart forgets is somebody's share of a day.
"""

from collections import OrderedDict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from time import monotonic

DAY = 86_400.0  # seconds
MIB = 1024 * 1024
INEXACT = 0.001  # seconds by which sums of fractions may be wrong
REMEMBERED = 50_000  # persons; whoever uploaded longest ago is forgotten first


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyLimit:
    """What one person may upload in a day. An inspector's pictures and an intermediary's files fit in easily."""

    files: int = 10_000
    mib: int = 10_240


class QuotaReached(Exception):
    """The person has uploaded a day's share; in `wait_s` seconds there is room for this file again."""

    def __init__(self, limit: DailyLimit, wait_s: int) -> None:
        super().__init__(f"{limit.files} files or {limit.mib} MiB in a day")
        self.limit = limit
        self.wait_s = wait_s


class Quota:
    """Of one process. Not for threads."""

    def __init__(self, limit: DailyLimit | None = None, now: Callable[[], float] = monotonic) -> None:
        self.limit, self._now = limit or DailyLimit(), now
        self._used: OrderedDict[str, tuple[float, float, float]] = OrderedDict()  # files, bytes, and when that was so

    @contextmanager
    def taking(self, sub: str, size: int) -> Generator[None]:
        """Count one more file of `sub`, unless the block fails; raise `QuotaReached` instead where it is too much."""
        self._take(sub, 1, size)
        try:
            yield
        except BaseException:
            self._take(sub, -1, -size)
            raise

    def _take(self, sub: str, files: int, size: int) -> None:
        old_files, old_bytes, since = self._used.get(sub, (0.0, 0.0, 0.0))
        now, most_bytes = self._now(), self.limit.mib * MIB
        past = (now - since) / DAY
        new_files = max(0.0, old_files - past * self.limit.files) + files
        new_bytes = max(0.0, old_bytes - past * most_bytes) + size
        over = (max(new_files / self.limit.files, new_bytes / most_bytes) - 1) * DAY
        if over > INEXACT and files > 0:
            raise QuotaReached(self.limit, ceil(over - INEXACT))
        self._used[sub] = new_files, new_bytes, now
        self._used.move_to_end(sub)
        if len(self._used) > REMEMBERED:
            self._used.popitem(last=False)

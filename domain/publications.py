"""Every version of every calendar year that was ever published, and which of them were known when.

Calendars are bitemporal (design 6): a later decree changes what a day was, not what anybody could know of it. Knowledge
begins at `decided_at`, the decree's own date; what was entered into this system later was law already.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from domain.calendar import Calendar, CalendarYear, YearsDoNotFit


class Knowledge(StrEnum):
    """By which calendar what is over is judged: the one known now, or the one known then, when it ended."""

    NOW = "now"
    THEN = "then"


class Publications:
    """All versions, of which the highest of each year is the newest. Immutable; `including` gives a larger one."""

    def __init__(self, versions: Iterable[CalendarYear]) -> None:
        self._of_year: dict[int, tuple[CalendarYear, ...]] = {}
        for each in sorted(versions, key=lambda each: (each.year, each.version)):
            before = self._of_year.get(each.year, ())
            if before and before[-1].version == each.version:
                raise YearsDoNotFit(f"{each.id} is there twice")
            self._of_year[each.year] = (*before, each)
        self._known: dict[str, Calendar] = {self.newest.id: self.newest}

    @cached_property
    def newest(self) -> Calendar:
        """The calendar as it is known now."""
        return Calendar(versions[-1] for versions in self._of_year.values())

    @property
    def all(self) -> tuple[CalendarYear, ...]:
        return tuple(each for versions in self._of_year.values() for each in versions)

    def versions(self, year: int) -> tuple[CalendarYear, ...]:
        """Return the versions of `year`, oldest first; none where it is not published."""
        return self._of_year.get(year, ())

    def including(self, version: CalendarYear) -> "Publications":
        """Return these and one more; raise `YearsDoNotFit`."""
        return Publications((*self.all, version))

    def known_at(self, at: datetime) -> Calendar:
        """Return the calendar as it was known `at`: of each year the newest version decided by then.

        A year that nobody had decided on was not published then. The first year is always there, in its first version:
        somebody worked by something.
        """
        chosen: list[CalendarYear] = []
        for versions in self._of_year.values():
            decided = [each for each in versions if each.decided_at <= at]
            if not decided and chosen:
                break
            chosen.append(decided[-1] if decided else versions[0])
        return self._calendar(chosen)

    def _calendar(self, years: list[CalendarYear]) -> Calendar:
        """Laying a calendar out takes milliseconds, and there are few: each is kept."""
        known = "+".join(each.id for each in years)
        if known not in self._known:
            self._known[known] = Calendar(years)
        return self._known[known]

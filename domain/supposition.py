"""What is supposed, before anything is judged by it: other standards, days that would be closed, or would be worked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from domain.calendar import Calendar, CalendarYear, Closure
from domain.refusals import Fault, Sentence
from domain.sop import Sop
from domain.working_time import Standard


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """Standards by step of one SOP; days that would be `closed`, and closed ones that would be worked (`opened`)."""

    standards: Mapping[int, Standard]
    closed: tuple[Closure, ...] = ()
    opened: tuple[date, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which the calendar would be another one."""
        return tuple(sorted({*self.opened, *(closure.day for closure in self.closed)}))


def supposition_faults(supposed: Supposition, sops: Iterable[Sop], calendar: Calendar) -> Iterator[Fault]:
    """Say what cannot be supposed: nothing, steps that no version of the SOP has, days that are so already."""
    if not (supposed.standards or supposed.days):
        yield Fault("", "nothing_supposed", NOTHING)
    steps = {row.no for sop in sops for row in sop.rows}
    for step in sorted(supposed.standards.keys() - steps):
        yield Fault(f"/standards/{step}", "unknown_step", UNKNOWN_STEP)
    named: set[date] = set()
    for n, closure in enumerate(supposed.closed):
        yield from _day_faults(f"/closures/{n}/day", closure.day, calendar, named, opens=False)
    for n, day in enumerate(supposed.opened):
        yield from _day_faults(f"/openings/{n}", day, calendar, named, opens=True)


def supposed_calendar(calendar: Calendar, supposed: Supposition) -> Calendar:
    """Return the calendar as it would be. It takes milliseconds to lay out, and is not the office's."""
    return Calendar(_supposed_year(year, supposed) for year in calendar.years) if supposed.days else calendar


def touched(calendar: Calendar, supposed: Supposition) -> tuple[datetime, datetime] | None:
    """Return the instants between which the calendar would be another one, None where it would be the same.

    The due date of a visit that ended up before, or began after, is what it was.
    """
    if not (days := supposed.days):
        return None
    begin = datetime.combine(days[0], time(), calendar.zone)
    return begin, datetime.combine(days[-1] + timedelta(days=1), time(), calendar.zone)


def _supposed_year(year: CalendarYear, supposed: Supposition) -> CalendarYear:
    kept = (closure for closure in year.closures if closure.day not in supposed.opened)
    added = (closure for closure in supposed.closed if closure.day.year == year.year)
    return replace(year, closures=(*kept, *added))


def _day_faults(pointer: str, day: date, calendar: Calendar, named: set[date], *, opens: bool) -> Iterator[Fault]:
    year = next((year for year in calendar.years if year.year == day.year), None)
    if year is None:
        yield Fault(pointer, "outside_calendar", OUTSIDE_CALENDAR)
    elif day in named:
        yield Fault(pointer, "repeated", REPEATED)
    elif opens and year.spans(day):
        yield Fault(pointer, "worked_already", WORKED_ALREADY)
    elif opens and not replace(year, closures=()).spans(day):
        yield Fault(pointer, "without_hours", WITHOUT_HOURS)
    elif not opens and not year.spans(day):
        yield Fault(pointer, "not_a_working_day", NOT_A_WORKING_DAY)
    named.add(day)


NOTHING = Sentence(
    "Sebutkan paling sedikit satu perubahan: standards, closures, atau openings.",
    "Suppose at least one change: standards, closures or openings.",
)
UNKNOWN_STEP = Sentence("SOP ini tidak memiliki langkah tersebut.", "This SOP has no such step.")
OUTSIDE_CALENDAR = Sentence(
    "Kalender hari kerja untuk tahun itu belum ditetapkan.", "No calendar is published for the year of this day."
)
REPEATED = Sentence("Hari ini disebut lebih dari satu kali.", "This day is named more than once.")
WORKED_ALREADY = Sentence("Hari ini sudah merupakan hari kerja.", "This day is a working day already.")
WITHOUT_HOURS = Sentence(
    "Pada hari ini kantor tidak memiliki jam kerja, juga bila tidak libur.",
    "The office has no hours on this day of the week, holiday or not.",
)
NOT_A_WORKING_DAY = Sentence("Hari ini sudah bukan hari kerja.", "This day is not a working day anyway.")

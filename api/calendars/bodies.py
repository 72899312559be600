"""The body of a publication: a calendar year in the words of the calendar files."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from api.calendars import examples
from api.commands.body import Body
from api.http.fields import Instant, Line, printable
from domain.refusals import Fault
from domain.written_calendar import (
    EARLIEST,
    LATEST,
    WEEKDAYS,
    NamedDay,
    WrittenHours,
    WrittenSeason,
    WrittenYear,
    faults_of,
)

# What a span says is judged by the domain, in its own words; here it is only kept from being a book.
SpanText = Annotated[
    str,
    StringConstraints(max_length=20),
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3])\.[0-5][0-9]-([01][0-9]|2[0-3])\.[0-5][0-9]$"}),
]
Day = Annotated[tuple[SpanText, ...], Field(max_length=12)]
Decree = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(printable)
]


class HoursBody(Body):
    """Every weekday, in its order of the day; an empty list where the office is closed."""

    monday: Day
    tuesday: Day
    wednesday: Day
    thursday: Day
    friday: Day
    saturday: Day
    sunday: Day

    def value(self) -> WrittenHours:
        return WrittenHours(**{weekday: getattr(self, weekday) for weekday in WEEKDAYS})


class SeasonBody(Body):
    name: Line
    first: date
    last: date
    hours: HoursBody

    def value(self) -> WrittenSeason:
        return WrittenSeason(name=self.name, first=self.first, last=self.last, hours=self.hours.value())


class NamedDayBody(Body):
    day: date
    name: Line


Closures = Annotated[tuple[NamedDayBody, ...], Field(max_length=366)]


class Publication(Body):
    """The next version of a year, whole. All three lists of closed days must be there, if empty.

    `decided_at` is the decree's own date. The office gives the version, and a `zone` that is sent must be its own.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [examples.PUBLICATION]})

    year: Annotated[int, Field(ge=EARLIEST, le=LATEST)]
    decree: Decree
    decided_at: Instant
    provisional: bool
    zone: Annotated[str, StringConstraints(max_length=64)] | None = None
    hours: HoursBody
    seasons: Annotated[tuple[SeasonBody, ...], Field(max_length=50)] = ()
    national_holidays: Closures
    joint_leave: Closures
    local_closures: Closures

    def written(self) -> WrittenYear:
        return WrittenYear(
            year=self.year,
            decree=self.decree,
            decided_at=self.decided_at,
            provisional=self.provisional,
            hours=self.hours.value(),
            seasons=tuple(season.value() for season in self.seasons),
            national_holidays=_days(self.national_holidays),
            joint_leave=_days(self.joint_leave),
            local_closures=_days(self.local_closures),
        )

    def faults(self) -> Iterable[Fault]:
        return faults_of(self.written())


def _days(listed: tuple[NamedDayBody, ...]) -> tuple[NamedDay, ...]:
    return tuple(NamedDay(day=each.day, name=each.name) for each in listed)

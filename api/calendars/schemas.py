"""What is told of the office's calendar, in OpenAPI. `api.calendars.calendars` and `api.calendars.preview` build it."""

from datetime import date, datetime
from typing import Literal

from api.calendars import examples
from api.commands.permit_schema import Schema, shown
from domain.actor import Role
from domain.calendar_change import DayChange
from domain.written_calendar import NamedDay, WrittenHours, WrittenSeason


class PublisherSchema(Schema):
    name: str
    role: Role


class CalendarVersionSchema(Schema):
    """A version of a year, in the words of the calendar files; who published it is null where it ships with us."""

    model_config = shown(examples.VERSION)

    year: int
    version: int
    zone: str
    decree: str
    decided_at: datetime
    provisional: bool
    published_at: datetime | None
    published_by: PublisherSchema | None
    hours: WrittenHours
    seasons: list[WrittenSeason]
    national_holidays: list[NamedDay]
    joint_leave: list[NamedDay]
    local_closures: list[NamedDay]


class CalendarSchema(Schema):
    """All versions of a year, newest first; past `published_until` no due date can be computed."""

    model_config = shown(examples.CALENDAR)

    year: int
    published_until: datetime
    items: list[CalendarVersionSchema]


class ChangedDaySchema(Schema):
    day: date
    change: DayChange
    before: list[str]
    after: list[str]


class MovedVisitSchema(Schema):
    number: str
    step: int
    due_before: datetime | None
    due_after: datetime | None


class MovedVisitsSchema(Schema):
    """How many open visits are due at another time, and some of them."""

    changed: int
    examples: list[MovedVisitSchema]


class FlippedSchema(Schema):
    """Finished visits whose verdict changes: late to on time, on time to late, none to some, some to none."""

    sop: str
    step: int
    gained: int
    lost: int
    judged: int
    unjudged: int


class CalendarPreviewSchema(Schema):
    """What a publication would change; nothing has changed."""

    model_config = shown(examples.PREVIEW)

    dry_run: Literal[True]
    year: int
    version: int
    days: list[ChangedDaySchema]
    open_visits: MovedVisitsSchema
    finished_visits: list[FlippedSchema]

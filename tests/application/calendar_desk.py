"""The administrator at the calendars' door, and the calendars that the tests publish."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from application.office_stream import Acted
from application.postgres.database import APP, Timeouts, as_role
from application.postgres.store import OneConnection, PostgresStore
from application.published_calendars import PublishedCalendars
from application.store import Store
from domain.admission import Asked
from domain.calendar_publication import CALENDAR, PublishCalendar
from domain.written_calendar import NamedDay, WrittenYear, write_year
from tests.application import desk
from tests.book import office_rulebook
from tests.people import RATNA
from tests.scenario import MONDAY

QUICK = Timeouts(statement=1000, lock=500)
HAUL = NamedDay(day=date(2026, 12, 1), name="Haul")  # a Tuesday


def closing(*days: NamedDay) -> WrittenYear:
    """This year with more days closed, by a decree of yesterday."""
    [*_, year] = office_rulebook().publications.versions(2026)
    return replace(
        write_year(year), decree="SE Wali Kota", decided_at=MONDAY - timedelta(days=1), local_closures=tuple(days)
    )


def next_year() -> WrittenYear:
    """2028, which nobody has published: every working day open as in 2027, none closed."""
    [*_, year] = office_rulebook().publications.versions(2027)
    return replace(write_year(replace(year, seasons=(), closures=())), year=2028, decree="SKB 2028", decided_at=MONDAY)


def asked(*, command: UUID | None = None, if_match: int | None = None) -> Asked:
    return desk.asked(RATNA, CALENDAR, command=command, if_match=if_match)


async def publish(calendars: PublishedCalendars, year: WrittenYear, *, seen: int | None = None) -> Acted:
    return await calendars.publish(asking(calendars, year, seen=seen), asked())


def asking(calendars: PublishedCalendars, year: WrittenYear, *, seen: int | None = None) -> PublishCalendar:
    return PublishCalendar(calendar=year, seen=calendars.seen if seen is None else seen)


def store_of(url: str, timeouts: Timeouts = QUICK) -> Store:
    return PostgresStore(
        OneConnection(as_role(url, APP, timeouts=timeouts)), statement_timeout_s=timeouts.statement / 1000
    )


@asynccontextmanager
async def process_at(url: str, *, every: float = 0.02) -> AsyncGenerator[PublishedCalendars]:
    """The calendars of one process."""
    async with PublishedCalendars(office_rulebook(), store_of(url), every=every) as calendars:
        yield calendars

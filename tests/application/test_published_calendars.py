"""The rulebook of this moment: published once, known everywhere, kept through whatever happens to the database."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.application import Application

from application.job import KeyReused
from application.ledger import environment
from application.memory_store import MemoryStore
from application.office_stream import act
from application.postgres.database import APP, PROJECTOR, as_role
from application.published_calendars import PublishedCalendars, calendars_at
from application.store import Busy
from domain.calendar_publication import CALENDAR, CalendarChanged, fact_of
from domain.office_events import OfficeEvent
from domain.refusals import Invalid, Stale
from tests.application.calendar_desk import HAUL, asked, asking, closing, next_year, process_at, publish, store_of
from tests.application.ledgers import CLUSTERS, KINDS, database
from tests.application.wire import Loses, Wire, wire_to
from tests.book import office_rulebook


@pytest.fixture(params=KINDS)
async def calendars(request: pytest.FixtureRequest) -> AsyncIterator[PublishedCalendars]:
    if request.param == "memory":
        async with PublishedCalendars(office_rulebook(), MemoryStore()) as calendars:
            yield calendars
        return
    with database(request.getfixturevalue(CLUSTERS[request.param])) as url:
        async with process_at(url) as calendars:
            yield calendars


async def until_known(calendars: PublishedCalendars, calendar: str) -> None:
    async with asyncio.timeout(10):
        while calendar != calendars.book.calendar.id:  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)


async def test_without_a_publication_the_files_are_all_there_is(calendars: PublishedCalendars) -> None:
    await calendars.refresh()

    assert "2026.1+2027.1" == calendars.book.calendar.id
    assert (2, ()) == (calendars.seen, calendars.history)


async def test_who_publishes_knows_it_at_once(calendars: PublishedCalendars) -> None:
    acted = await publish(calendars, closing(HAUL))

    assert (1, False) == (acted.position, acted.replayed)
    assert (2026, 2) == (fact_of(acted.event).year, fact_of(acted.event).version)
    assert "2026.2+2027.1" == calendars.book.calendar.id
    assert (acted.event,) == calendars.history == acted.history
    assert () == calendars.book.publications.versions(2026)[-1].spans(HAUL.day)


async def test_the_versions_of_several_years_share_one_stream(calendars: PublishedCalendars) -> None:
    for year in (closing(HAUL), next_year(), closing()):
        await publish(calendars, year)

    assert "2026.3+2027.1+2028.1" == calendars.book.calendar.id
    assert [1, 2, 3] == [event.originator_version for event in calendars.history]
    assert 5 == calendars.seen


async def test_the_same_command_is_answered_as_the_first_time(calendars: PublishedCalendars) -> None:
    ask, command = asked(command=uuid4()), asking(calendars, closing(HAUL))
    first = await calendars.publish(command, ask, fingerprint=b"one")
    await publish(calendars, next_year())

    again = await calendars.publish(command, ask, fingerprint=b"one")

    assert (first.history, first.position, True) == (again.history, again.position, again.replayed)
    with pytest.raises(KeyReused):
        await calendars.publish(command, ask, fingerprint=b"two")


async def test_a_refused_publication_leaves_nothing_behind(calendars: PublishedCalendars) -> None:
    wrong = closing(HAUL, HAUL)

    with pytest.raises(Invalid):
        await publish(calendars, wrong)
    with pytest.raises(Invalid):
        await calendars.rehearse(asking(calendars, wrong), asked())

    assert () == calendars.history
    assert 1 == (await publish(calendars, closing(HAUL))).position


async def test_a_rehearsal_tells_what_would_happen_and_changes_nothing(calendars: PublishedCalendars) -> None:
    event = await calendars.rehearse(asking(calendars, closing(HAUL)), asked())

    assert (2, 1) == (fact_of(event).version, event.originator_version)
    assert () == calendars.history


async def test_of_two_who_publish_at_once_one_must_look_again(calendars: PublishedCalendars) -> None:
    results = await asyncio.gather(
        *(calendars.publish(asking(calendars, closing(HAUL)), asked()) for _ in range(2)),
        *(calendars.publish(asking(calendars, next_year()), asked(if_match=2)) for _ in range(2)),
        return_exceptions=True,
    )

    assert [1] == [each.position for each in results if not isinstance(each, BaseException)]
    assert [CalendarChanged, Stale, Stale] == [type(each) for each in results if isinstance(each, BaseException)]


async def test_two_processes_that_publish_at_once_are_told_apart_too(postgres_url: str) -> None:
    async with process_at(postgres_url) as one, process_at(postgres_url) as other:
        for n in range(1, 6):
            results = await asyncio.gather(
                *(each.publish(asking(each, closing(HAUL)), asked()) for each in (one, other)), return_exceptions=True
            )

            assert 1 == sum(isinstance(each, CalendarChanged) for each in results), results
            # Who is refused sees at once what could not be seen, and may publish on top of it.
            assert n == len(one.history) == len(other.history)


async def test_another_process_learns_of_a_publication_soon(postgres_url: str) -> None:
    async with process_at(postgres_url) as one, process_at(postgres_url) as other:
        await publish(one, closing(HAUL))

        await until_known(other, "2026.2+2027.1")
        assert one.history == other.history
        assert one.book.publications.all == other.book.publications.all


async def test_a_projector_may_follow_who_may_not_publish(postgres_url: str) -> None:
    async with process_at(postgres_url) as calendars:
        await publish(calendars, closing(HAUL))

        async with calendars_at(as_role(postgres_url, PROJECTOR), office_rulebook()) as projector:
            assert "2026.2+2027.1" == projector.book.calendar.id


@asynccontextmanager
async def wired(url: str) -> AsyncGenerator[tuple[PublishedCalendars, Wire]]:
    async with wire_to(url) as wire, process_at(wire.url) as calendars:
        yield calendars, wire


@pytest.mark.parametrize("loses", [Loses.REQUEST, Loses.ANSWER, Loses.SILENTLY])
async def test_a_publication_whose_answer_was_lost_is_done_once_and_no_replay(postgres_url: str, loses: Loses) -> None:
    async with wired(postgres_url) as (calendars, wire):
        wire.next, wire.mark = loses, b"CalendarPublished"
        acted = await publish(calendars, closing(HAUL))

        assert wire.lost.is_set()
        assert (1, 1, False) == (len(acted.history), acted.position, acted.replayed)
        assert acted.history == calendars.history
    assert 1 == stored(postgres_url)


async def test_without_a_database_what_is_known_stays_and_the_rest_is_caught_up_with(postgres_url: str) -> None:
    async with process_at(postgres_url) as elsewhere, wired(postgres_url) as (calendars, wire):
        await publish(calendars, closing(HAUL))
        wire.cut()
        wire.next = Loses.REQUEST  # and whoever is connected is cut off
        await wire.lost.wait()
        await elsewhere.refresh()
        await publish(elsewhere, next_year())
        with pytest.raises(Busy):
            await act(store_of(wire.url), asked(), refuse, fingerprint=b"", patience_s=0.1)
        with pytest.raises(Busy):
            await calendars.refresh()
        assert "2026.2+2027.1" == calendars.book.calendar.id

        wire.mend()
        await until_known(calendars, "2026.2+2027.1+2028.1")


def refuse(_: tuple[OfficeEvent, ...]) -> OfficeEvent:
    raise AssertionError("nobody decides without a database")


async def test_a_process_does_not_start_on_calendars_that_it_cannot_read(postgres_url: str) -> None:
    async with wire_to(postgres_url) as wire:
        wire.cut()
        with pytest.raises(Busy):
            async with process_at(wire.url):
                pytest.fail("nobody knows what is published")


async def test_what_a_newer_program_has_published_does_not_take_away_what_is_known(postgres_url: str) -> None:
    async with process_at(postgres_url) as calendars:
        await publish(calendars, closing(HAUL))
        newer = b'{"v":9,"fact":{}}'
        with psycopg.connect(postgres_url) as connection:
            connection.execute(
                "INSERT INTO ledger.events VALUES (2, %s, 2, 'CalendarPublished', %s, now(), '-', '-', '')",
                (CALENDAR, newer),
            )
        with pytest.raises(LookupError, match="CalendarPublished version 9"):
            await calendars.refresh()
        await asyncio.sleep(0.1)

        assert "2026.2+2027.1" == calendars.book.calendar.id


async def test_a_stock_application_reads_what_was_published(postgres_url: str) -> None:
    async with process_at(postgres_url) as calendars:
        acted = await publish(calendars, closing(HAUL))

    with Application[UUID](environment(postgres_url) | {"MAPPER_TOPIC": "application.mapper:EventMapper"}) as stock:
        [notification] = stock.notification_log.select(start=1, limit=10)
        assert [acted.event] == list(stock.events.get(CALENDAR))
        assert acted.event == stock.mapper.to_domain_event(notification)


def stored(url: str) -> int:
    with psycopg.connect(as_role(url, APP)) as connection:
        row = connection.execute("SELECT count(*) FROM ledger.events").fetchone()
    assert row is not None
    return int(row[0])

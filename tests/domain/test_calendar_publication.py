"""Publishing a calendar year: the next version of it, by the administrator, on top of what is published."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain.actor import Actor, Caller, Role
from domain.admission import Asked
from domain.calendar import CalendarYear
from domain.calendar_publication import CALENDAR, CalendarChanged, PublishCalendar, fact_of, publish, published
from domain.office_events import CalendarPublished, OfficeEvent
from domain.publications import Publications
from domain.refusals import Invalid, NeverYourRole, Stale
from domain.written_calendar import WrittenYear, write_year
from tests.domain.office import published as shipped_year
from tests.domain.office import wita
from tests.people import AGUS, HENDRA, RATNA, SRI

SHIPPED = Publications((shipped_year(2026), shipped_year(2027)))
NOON = wita("2026-11-23 12:00")
DECREED = replace(
    write_year(shipped_year(2027)), decree="SKB 2027", decided_at=wita("2026-11-20 09:00"), provisional=False
)
NEXT_YEAR = replace(
    DECREED, year=2028, decree="SKB 2028", seasons=(), national_holidays=(), joint_leave=(), local_closures=()
)


def asked(by: Caller = RATNA, at: datetime = NOON, if_match: int | None = None) -> Asked:
    return Asked(by=by, at=at, permit_id=CALENDAR, command_id=UUID(int=7), correlation="request-7", if_match=if_match)


def ask(
    calendar: WrittenYear, *, seen: int | None = None, zone: str | None = None, history: int = 0
) -> PublishCalendar:
    return PublishCalendar(calendar=calendar, seen=2 + history if seen is None else seen, zone=zone)


def done(*calendars: WrittenYear, at: datetime = NOON) -> tuple[OfficeEvent, ...]:
    """A history in which these were published one after the other."""
    history: tuple[OfficeEvent, ...] = ()
    for each in calendars:
        history += (publish(ask(each, history=len(history)), SHIPPED, history, asked(at=at)),)
    return history


def test_the_next_version_of_the_year_is_published_whole() -> None:
    event = publish(ask(DECREED), SHIPPED, (), asked())

    assert (
        OfficeEvent(
            originator_id=CALENDAR,
            originator_version=1,
            at=NOON,
            by=Actor(sub="ratna", name="Ratna Dewi", role=Role.ADMIN),
            command_id=UUID(int=7),
            correlation="request-7",
            fact=CalendarPublished(
                year=2027,
                version=2,
                zone="Asia/Makassar",
                decree="SKB 2027",
                decided_at=wita("2026-11-20 09:00"),
                provisional=False,
                hours=DECREED.hours,
                seasons=DECREED.seasons,
                national_holidays=DECREED.national_holidays,
                joint_leave=DECREED.joint_leave,
                local_closures=(),
            ),
        )
        == event
    )


def test_what_was_published_is_the_newest_and_what_shipped_stays_known() -> None:
    publications = published(SHIPPED, done(DECREED))

    assert "2026.1+2027.2" == publications.newest.id
    assert (
        replace(shipped_year(2027), version=2, decree="SKB 2027", decided_at=DECREED.decided_at, provisional=False)
        == (publications.versions(2027)[-1])
    )
    assert "2026.1+2027.1" == publications.known_at(wita("2026-11-20 08:59")).id


def test_versions_go_on_by_year() -> None:
    later = replace(DECREED, decided_at=wita("2026-11-21 09:00"))
    history = done(DECREED, NEXT_YEAR, later)

    assert [(2027, 2), (2028, 1), (2027, 3)] == [(fact_of(each).year, fact_of(each).version) for each in history]
    assert [1, 2, 3] == [each.originator_version for each in history]
    assert "2026.1+2027.3+2028.1" == published(SHIPPED, history).newest.id


def test_time_never_runs_backwards_whichever_host_tells_it() -> None:
    history = done(DECREED, at=NOON + timedelta(seconds=5))

    following = publish(ask(DECREED, history=1), SHIPPED, history, asked(at=NOON))

    assert NOON + timedelta(seconds=5) == following.at


def test_the_office_speaks_for_a_year_that_it_has_published() -> None:
    """A later release of the program ships the decree as well, and one year more, in versions of its own."""
    release = Publications((*SHIPPED.all, *(another(2027, n) for n in (2, 3)), another(2028, 1)))

    publications = published(release, done(DECREED))

    assert ["2026.1", "2027.1", "2027.2", "2028.1"] == [each.id for each in publications.all]
    assert "SKB 2027" == publications.versions(2027)[-1].decree


def another(year: int, version: int) -> CalendarYear:
    return replace(shipped_year(2026), year=year, version=version, seasons=(), closures=())


@pytest.mark.parametrize("by", [AGUS, SRI, HENDRA])
def test_only_the_administrator_publishes(by: Caller) -> None:
    with pytest.raises(NeverYourRole) as refusal:
        publish(ask(DECREED), SHIPPED, (), asked(by))
    assert "Only the administrator publishes calendars." == refusal.value.sentence.en


def refused(
    command: PublishCalendar, history: tuple[OfficeEvent, ...] = (), at: datetime = NOON
) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        publish(command, SHIPPED, history, asked(at=at))
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


def in_year(year: int) -> WrittenYear:
    return replace(NEXT_YEAR, year=year)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (lambda: ask(in_year(2025)), [("/year", "before_first")]),
        (lambda: ask(in_year(2029)), [("/year", "year_left_out")]),
        (lambda: ask(in_year(9999)), [("/year", "out_of_range"), ("/year", "year_left_out")]),
        (lambda: ask(DECREED, zone="Asia/Jakarta"), [("/zone", "other_zone")]),
        (lambda: ask(DECREED, zone="Mars/Olympus"), [("/zone", "other_zone")]),
        (lambda: ask(replace(DECREED, decided_at=NOON + timedelta(microseconds=1))), [("/decided_at", "future")]),
        (lambda: ask(replace(DECREED, decided_at=wita("2026-09-16 23:59"))), [("/decided_at", "before_previous")]),
        (lambda: ask(replace(DECREED, decree="")), [("/decree", "empty")]),
        (
            lambda: ask(replace(in_year(2029), decree="", decided_at=wita("2026-12-01 00:00")), zone="UTC"),
            [("/decree", "empty"), ("/year", "year_left_out"), ("/zone", "other_zone"), ("/decided_at", "future")],
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    change: Callable[[], PublishCalendar], faults: list[tuple[str, str]]
) -> None:
    assert faults == refused(change())


def test_the_same_instant_is_neither_the_future_nor_before_the_previous_version() -> None:
    first = replace(DECREED, decided_at=NOON)

    assert 3 == fact_of(done(first, first)[-1]).version


def test_the_zone_may_be_named() -> None:
    assert "Asia/Makassar" == fact_of(publish(ask(DECREED, zone="Asia/Makassar"), SHIPPED, (), asked())).zone


def test_a_previous_version_of_the_office_counts_like_one_that_shipped() -> None:
    history = done(DECREED)

    assert [("/decided_at", "before_previous")] == refused(
        ask(replace(DECREED, decided_at=DECREED.decided_at - timedelta(seconds=1)), history=1), history
    )


def test_nobody_replaces_a_version_that_could_not_be_seen() -> None:
    history = done(DECREED)

    with pytest.raises(CalendarChanged):
        publish(ask(DECREED, seen=2), SHIPPED, history, asked())
    assert 3 == fact_of(publish(ask(DECREED, seen=3), SHIPPED, history, asked())).version


@pytest.mark.parametrize("if_match", [0, 2, 4])
def test_whoever_names_what_they_saw_is_held_to_it(if_match: int) -> None:
    history = done(DECREED)

    with pytest.raises(Stale) as refusal:
        publish(ask(DECREED, seen=3), SHIPPED, history, asked(if_match=if_match))
    assert 3 == refusal.value.version
    assert refusal.value.sentence.en.startswith("The calendar has changed")
    assert 3 == fact_of(publish(ask(DECREED, seen=2), SHIPPED, history, asked(if_match=3))).version


def test_the_offset_of_a_decree_does_not_matter() -> None:
    in_utc = replace(DECREED, decided_at=DECREED.decided_at.astimezone(UTC))

    assert publish(ask(in_utc), SHIPPED, (), asked()) == publish(ask(DECREED), SHIPPED, (), asked())

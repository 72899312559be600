"""A year in words: what it is read as, and every way in which it is no calendar."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from domain.calendar import CalendarYear
from domain.written_calendar import (
    NamedDay,
    WrittenHours,
    WrittenSeason,
    WrittenYear,
    faults_of,
    read_year,
    write_spans,
    write_year,
)
from tests.domain.office import NORMAL, WITA, published

YEAR = write_year(published(2026))
RAMADAN = YEAR.seasons[0]
HAUL = NamedDay(day=date(2026, 8, 31), name="Haul")


def wrong(written: WrittenYear) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in faults_of(written)]


def monday(*spans: str) -> WrittenHours:
    return replace(YEAR.hours, monday=spans)


@pytest.mark.parametrize("year", [published(2026), published(2027)], ids=lambda year: year.id)
def test_a_year_is_read_as_it_was_written(year: CalendarYear) -> None:
    written = write_year(year)

    assert [] == wrong(written)
    assert year == read_year(written, version=year.version, zone=year.zone)


def test_hours_are_written_as_in_the_files() -> None:
    assert ("07.30-12.00", "13.00-16.00") == write_spans(NORMAL) == YEAR.hours.monday
    assert () == YEAR.hours.sunday


def test_closed_days_are_read_in_their_order_whatever_the_order_in_which_they_are_written() -> None:
    written = replace(YEAR, local_closures=(HAUL, NamedDay(day=date(2026, 4, 20), name="Hari Jadi Kota")))

    days = [closure.day for closure in read_year(written, version=2, zone=WITA).closures]

    assert sorted(days) == days
    assert {date(2026, 4, 20), HAUL.day} < set(days)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (lambda year: replace(year, decree=" \n"), [("/decree", "empty")]),
        (lambda year: replace(year, hours=monday("07:30-12:00")), [("/hours/monday/0", "no_span")]),
        (lambda year: replace(year, hours=monday("07.30-12.00", "25.00-26.00")), [("/hours/monday/1", "no_span")]),
        (lambda year: replace(year, hours=monday("7.30-12.00")), [("/hours/monday/0", "no_span")]),
        (lambda year: replace(year, hours=monday("07.30-24.00")), [("/hours/monday/0", "no_span")]),
        (lambda year: replace(year, hours=monday("07.60-12.00")), [("/hours/monday/0", "no_span")]),
        (lambda year: replace(year, hours=monday("16.00-07.30")), [("/hours/monday", "not_forward")]),
        (lambda year: replace(year, hours=monday("07.30-07.30")), [("/hours/monday", "not_forward")]),
        (lambda year: replace(year, hours=monday("07.30-12.00", "12.00-16.00")), [("/hours/monday", "not_forward")]),
        (lambda year: replace(year, hours=monday("07.30-12.00", "11.00-16.00")), [("/hours/monday", "not_forward")]),
        (
            lambda year: replace(year, seasons=(replace(RAMADAN, hours=monday("08.00")),)),
            [("/seasons/0/hours/monday/0", "no_span")],
        ),
        (lambda year: replace(year, seasons=(replace(RAMADAN, name=""),)), [("/seasons/0/name", "empty")]),
        (
            lambda year: replace(year, seasons=(replace(RAMADAN, first=date(2025, 12, 31)),)),
            [("/seasons/0/first", "outside_year")],
        ),
        (
            lambda year: replace(year, seasons=(replace(RAMADAN, last=date(2027, 1, 1)),)),
            [("/seasons/0/last", "outside_year")],
        ),
        (
            lambda year: replace(year, seasons=(replace(RAMADAN, last=date(2026, 2, 18)),)),
            [("/seasons/0/last", "before_first")],
        ),
        (
            lambda year: replace(year, local_closures=(replace(HAUL, day=date(2027, 8, 31)),)),
            [("/local_closures/0/day", "outside_year")],
        ),
        (lambda year: replace(year, local_closures=(replace(HAUL, name=" "),)), [("/local_closures/0/name", "empty")]),
        (lambda year: replace(year, local_closures=(HAUL, HAUL)), [("/local_closures/1/day", "duplicate")]),
        (
            lambda year: replace(year, local_closures=(replace(HAUL, day=date(2026, 8, 17)),)),
            [("/local_closures/0/day", "duplicate")],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    change: Callable[[WrittenYear], WrittenYear], faults: list[tuple[str, str]]
) -> None:
    assert faults == wrong(change(YEAR))


@pytest.mark.parametrize("year", [1969, 9999, 0, -1])
def test_a_year_that_no_calendar_can_be_for_is_refused(year: int) -> None:
    empty = replace(YEAR, year=year, seasons=(), national_holidays=(), joint_leave=())

    assert [("/year", "out_of_range")] == wrong(empty)


def season(first: date, last: date, name: str) -> WrittenSeason:
    return replace(RAMADAN, name=name, first=first, last=last)


def test_seasons_do_not_overlap_in_whatever_order_they_stand() -> None:
    early = season(date(2026, 2, 1), date(2026, 2, 10), "early")
    late = season(date(2026, 2, 10), date(2026, 2, 20), "late")
    apart = season(date(2026, 2, 11), date(2026, 2, 20), "apart")
    within = season(date(2026, 2, 3), date(2026, 2, 4), "within")

    def told(*seasons: WrittenSeason) -> list[tuple[str, str]]:
        return wrong(replace(YEAR, seasons=seasons))

    assert [("/seasons/1/first", "overlap")] == told(early, late)
    assert [("/seasons/0/first", "overlap")] == told(late, early)
    assert [("/seasons/1/first", "overlap")] == told(early, within)
    assert [] == told(apart, early)


def test_a_fault_says_in_both_languages_what_is_wrong() -> None:
    [fault] = faults_of(replace(YEAR, local_closures=(replace(HAUL, day=date(2026, 8, 17)),)))

    assert "2026-08-17 is closed already, as Proklamasi Kemerdekaan." == fault.message.en
    assert "2026-08-17 sudah tercantum sebagai hari tutup: Proklamasi Kemerdekaan." == fault.message.id

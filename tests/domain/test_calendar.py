"""The published calendars: their data against the decrees, and what a wrong file or a wrong year is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import holidays
import pytest

from domain.calendar import (
    BeyondCalendar,
    Calendar,
    CalendarYear,
    Closure,
    ClosureKind,
    Span,
    Week,
    YearsDoNotFit,
)
from tests.domain.office import (
    CALENDARS,
    NORMAL,
    NORMAL_FRIDAY,
    RAMADAN,
    RAMADAN_FRIDAY,
    WITA,
    calendar,
    clock,
    published,
    wita,
)

YEARS = (2026, 2027)


# The seeded years


def test_every_seeded_year_is_a_file_of_its_own() -> None:
    assert [f"{year}.toml" for year in YEARS] == sorted(path.name for path in CALENDARS.glob("*.toml"))


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("kind", "category"), [(ClosureKind.NATIONAL_HOLIDAY, "public"), (ClosureKind.JOINT_LEAVE, "government")]
)
def test_the_seeded_closures_are_those_of_the_holidays_package(year: int, kind: ClosureKind, category: str) -> None:
    theirs = holidays.country_holidays("ID", years=year, language="id", categories=(category,))

    assert sorted(theirs) == [closure.day for closure in published(year).closures if closure.kind is kind]


@pytest.mark.parametrize("year", YEARS)
def test_ramadan_hours_last_until_the_day_before_idulfitri(year: int) -> None:
    (ramadan,) = published(year).seasons
    feast = min(closure.day for closure in published(year).closures if closure.name.startswith("Idulfitri"))

    assert timedelta(days=1) == feast - ramadan.last
    assert 30 == (feast - ramadan.first).days


@pytest.mark.parametrize("year", YEARS)
def test_the_weekly_hours_are_those_of_perpres_21_of_2023(year: int) -> None:
    (ramadan,) = published(year).seasons

    assert timedelta(hours=37, minutes=30) == hours(published(year).week)
    assert timedelta(hours=32, minutes=30) == hours(ramadan.week)


def hours(week: Week) -> timedelta:
    day = date(2026, 1, 1)
    spans = [span for spans in week for span in spans]
    return sum((datetime.combine(day, b) - datetime.combine(day, a) for a, b in spans), start=timedelta())


def test_2026_has_the_decree_and_its_17_holidays_8_days_of_joint_leave_and_240_working_days() -> None:
    year = published(2026)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    kinds = [closure.kind for closure in year.closures]

    assert ("2026.1", False, WITA) == (year.id, year.provisional, year.zone)
    assert "SKB 3 Menteri Nomor 1497 Tahun 2025" in year.decree
    assert datetime(2025, 9, 18, 16, tzinfo=UTC) == year.decided_at
    assert (17, 8) == (kinds.count(ClosureKind.NATIONAL_HOLIDAY), kinds.count(ClosureKind.JOINT_LEAVE))
    assert 240 == sum(bool(year.spans(day)) for day in days)


def test_2027_says_that_it_waits_for_its_decree() -> None:
    year = published(2027)
    leave = [closure.name for closure in year.closures if closure.kind is ClosureKind.JOINT_LEAVE]

    assert ("2027.1", True) == (year.id, year.provisional)
    assert year.decree.startswith("Perkiraan, menunggu SKB 3 Menteri")
    assert all(name.endswith("(menunggu SKB)") for name in leave)
    assert ["Ramadan 1448 Hijriah (perkiraan)"] == [season.name for season in year.seasons]


@pytest.mark.parametrize(
    ("day", "spans"),
    [
        (date(2026, 11, 23), NORMAL),  # Monday
        (date(2026, 11, 26), NORMAL),  # Thursday
        (date(2026, 11, 27), NORMAL_FRIDAY),
        (date(2026, 11, 28), ()),  # Saturday
        (date(2026, 11, 29), ()),  # Sunday
        (date(2026, 2, 18), NORMAL),  # Wednesday, the day before Ramadan
        (date(2026, 2, 19), RAMADAN),  # Thursday, its first day
        (date(2026, 2, 20), RAMADAN_FRIDAY),
        (date(2026, 3, 17), RAMADAN),  # Tuesday, its last working day
        (date(2026, 3, 20), ()),  # Friday, its last day: joint leave
        (date(2026, 3, 25), NORMAL),  # Wednesday, the first working day after the feast
        (date(2026, 8, 17), ()),  # Monday, independence day
        (date(2026, 12, 24), ()),  # Thursday, joint leave
    ],
)
def test_the_office_is_open_as_weekday_season_and_closures_say(day: date, spans: tuple[Span, ...]) -> None:
    assert spans == published(2026).spans(day)


def test_a_closed_day_says_why() -> None:
    christmas = Closure(
        day=date(2026, 12, 24), kind=ClosureKind.JOINT_LEAVE, name="Cuti bersama Kelahiran Yesus Kristus"
    )

    assert christmas == published(2026).closure(date(2026, 12, 24))
    assert None is published(2026).closure(date(2026, 12, 23))


# Years merged, and the horizon


def test_published_years_are_merged_in_any_order() -> None:
    merged = Calendar([published(2027), published(2026)])

    assert "2026.1+2027.1" == merged.id
    assert (published(2026), published(2027)) == merged.years
    assert WITA == merged.zone


@pytest.mark.parametrize(
    ("years", "message"),
    [
        ([], "a calendar needs at least one published year"),
        (
            [published(2026), replace(published(2026), version=2)],
            "2026 is there twice, as 2026.1 and 2026.2",
        ),
        (
            [published(2026), replace(published(2027), year=2028)],
            "2027 is left out between 2026 and 2028",
        ),
        (
            [published(2026), replace(published(2027), zone=ZoneInfo("Asia/Jakarta"))],
            "2026.1 is in Asia/Makassar, 2027.1 in Asia/Jakarta",
        ),
    ],
)
def test_years_that_do_not_fit_are_not_merged(years: list[CalendarYear], message: str) -> None:
    with pytest.raises(YearsDoNotFit) as refusal:
        Calendar(years)

    assert message == str(refusal.value)


def test_beyond_the_published_years_the_officer_reads_which_year_is_missing() -> None:
    with pytest.raises(BeyondCalendar) as refusal:
        calendar(2026).second(wita("2027-01-01 00:00"))

    assert 2027 == refusal.value.year
    assert (
        "Kalender hari kerja tahun 2027 belum ditetapkan sehingga batas waktu tidak dapat dihitung."
        == str(refusal.value)
        == refusal.value.sentence.id
    )
    assert (
        "The calendar of working days for 2027 is not published, so no due date can be computed."
        == refusal.value.sentence.en
    )


@pytest.mark.parametrize(
    ("at", "year"),
    [
        (wita("2025-12-31 23:59:59.999999"), 2025),
        (wita("1945-08-17 10:00"), 1945),
        (wita("2028-01-01 00:00"), 2028),
        (datetime(2027, 12, 31, 16, tzinfo=UTC), 2028),  # midnight in the office
        (datetime.max.replace(tzinfo=UTC), 9999),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=9))), 1),
    ],
)
def test_instants_outside_are_refused_with_the_year_of_the_office(at: datetime, year: int) -> None:
    with pytest.raises(BeyondCalendar) as refusal:
        calendar(2026, 2027).second(at)

    assert year == refusal.value.year


@pytest.mark.parametrize("text", ["2026-01-01 00:00", "2026-12-31 23:59:59.999999"])
def test_the_first_and_the_last_instant_of_a_published_year_are_inside(text: str) -> None:
    inside = calendar(2026).second(wita(text))

    assert wita(text).replace(microsecond=0) == calendar(2026).instant(inside)


def test_instants_come_back_in_utc() -> None:
    assert UTC == calendar(2026).instant(calendar(2026).second(wita("2026-05-05 05:05"))).tzinfo


def test_a_naive_time_is_no_instant() -> None:
    with pytest.raises(TypeError, match="offset-naive"):
        calendar(2026).second(wita("2026-11-23 09:00").replace(tzinfo=None))


def test_hours_are_counted_as_they_pass_when_the_clocks_are_changed() -> None:
    """Not in Indonesia; but local spans are counted in UTC, so that no zone needs a rule of its own."""
    night = clock("00.00-06.00")
    dutch = replace(published(2026), zone=ZoneInfo("Europe/Amsterdam"), week=(night,) * 7, seasons=(), closures=())
    nights = Calendar([dutch])

    def worked(day: str) -> int:
        midnight = datetime.fromisoformat(day).replace(tzinfo=dutch.zone)
        return nights.worked(nights.second(midnight.replace(hour=12))) - nights.worked(nights.second(midnight))

    assert [6, 5, 7] == [worked(day) // 3600 for day in ("2026-03-28", "2026-03-29", "2026-10-25")]

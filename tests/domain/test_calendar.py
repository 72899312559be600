"""The published calendars: their data against the decrees, and what a wrong file or a wrong year is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import holidays
import pytest

from domain.calendar import (
    BeyondCalendar,
    Calendar,
    CalendarYear,
    Closure,
    ClosureKind,
    Season,
    Span,
    Week,
    YearsDoNotFit,
)
from domain.calendar_file import BadCalendar, parse_calendar
from tests.domain.office import CALENDARS, WITA, calendar, published, wita

YEARS = (2026, 2027)


def clock(text: str) -> tuple[Span, ...]:
    """Return the spans of "07.30-12.00 13.00-16.00"."""
    opens_and_closes = [span.split("-") for span in text.split()]
    return tuple((_time(opens), _time(closes)) for opens, closes in opens_and_closes)


def _time(text: str) -> time:
    return time.fromisoformat(text.replace(".", ":"))


NORMAL, NORMAL_FRIDAY = clock("07.30-12.00 13.00-16.00"), clock("07.30-11.30 13.00-16.30")
RAMADAN, RAMADAN_FRIDAY = clock("08.00-12.00 12.30-15.00"), clock("08.00-11.30 12.30-15.30")


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


# Files

GOOD = """
year = 2030
version = 3
zone = "Asia/Makassar"
decree = "SE Uji Coba"
decided_at = 2029-09-01T00:00:00+08:00
provisional = true

[[seasons]]
name = "Ramadan 1451 Hijriah"
first = 2030-01-05
last = 2030-02-03
[seasons.hours]
monday = ["08.00-12.00", "12.30-15.00"]
tuesday = []
wednesday = []
thursday = []
friday = []
saturday = []
sunday = []

[hours]
monday = []
tuesday = ["07.30-12.00", "13.00-16.00"]
wednesday = []
thursday = []
friday = []
saturday = []
sunday = []

[national_holidays]
2030-08-17 = "Proklamasi Kemerdekaan"

[joint_leave]
2030-12-24 = "Cuti bersama Natal"

[local_closures]
2030-04-20 = "Hari Jadi Kota"
"""


def test_a_file_becomes_a_year() -> None:
    closed = ()

    assert CalendarYear(
        year=2030,
        version=3,
        zone=WITA,
        decree="SE Uji Coba",
        decided_at=wita("2029-09-01 00:00"),
        provisional=True,
        week=(closed, NORMAL, closed, closed, closed, closed, closed),
        seasons=(
            Season(
                name="Ramadan 1451 Hijriah",
                first=date(2030, 1, 5),
                last=date(2030, 2, 3),
                week=(RAMADAN, closed, closed, closed, closed, closed, closed),
            ),
        ),
        closures=(
            Closure(day=date(2030, 4, 20), kind=ClosureKind.LOCAL_CLOSURE, name="Hari Jadi Kota"),
            Closure(day=date(2030, 8, 17), kind=ClosureKind.NATIONAL_HOLIDAY, name="Proklamasi Kemerdekaan"),
            Closure(day=date(2030, 12, 24), kind=ClosureKind.JOINT_LEAVE, name="Cuti bersama Natal"),
        ),
    ) == parse_calendar(GOOD, "2030.toml")


def test_a_year_may_be_without_seasons() -> None:
    assert () == parse_calendar(without_seasons(), "2030.toml").seasons


def without_seasons() -> str:
    return GOOD[: GOOD.index("[[seasons]]")] + GOOD[GOOD.index("[hours]") :]


TUESDAY = '["07.30-12.00", "13.00-16.00"]'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("year = 2030\n", "", "2030.toml: year must be given, as int"),
        ("year = 2030", "year = true", "2030.toml: year must be given, as int"),
        ("year = 2030", 'year = "2030"', "2030.toml: year must be given, as int"),
        ("year = 2030", "year = 1969", "2030.toml: year is 1969, but must be from 1970 to 9998"),
        ("year = 2030", "year = 9999", "2030.toml: year is 9999, but must be from 1970 to 9998"),
        ("version = 3", "version = 0", "2030.toml: version is 0, but must be from 1 to 9999"),
        ("zone = ", "zona = ", "2030.toml: zona is not known here"),
        ("Asia/Makassar", "Asia/Banjarbaru", '2030.toml: zone "Asia/Banjarbaru" is no zone of the IANA database'),
        ("Asia/Makassar", "../etc/passwd", '2030.toml: zone "../etc/passwd" is no zone of the IANA database'),
        ("Asia/Makassar", "Asia", '2030.toml: zone "Asia" is no zone of the IANA database'),
        ('"SE Uji Coba"', '" "', "2030.toml: decree must not be empty"),
        (
            "T00:00:00+08:00",
            "T00:00:00",
            "2030.toml: decided_at must have an offset, such as 2025-09-19T00:00:00+08:00",
        ),
        ("T00:00:00+08:00", "", "2030.toml: decided_at must be given, as datetime"),
        ("provisional = true", "provisional = 1", "2030.toml: provisional must be given, as bool"),
        ("[hours]", "[jam]", "2030.toml: jam is not known here"),
        (f"tuesday = {TUESDAY}\n", "", "2030.toml, hours: tuesday must be given, as list"),
        (f"tuesday = {TUESDAY}", f"selasa = {TUESDAY}", "2030.toml, hours: selasa is not known here"),
        (TUESDAY, '"07.30-16.00"', "2030.toml, hours: tuesday must be given, as list"),
        (TUESDAY, "[7]", "2030.toml, hours: tuesday has 7, but spans are written like"),
        (TUESDAY, '["07:30-16:00"]', "2030.toml, hours: tuesday has '07:30-16:00', but spans are written like"),
        (TUESDAY, '["07.30-24.00"]', "2030.toml, hours: tuesday has '07.30-24.00', but spans are written like"),
        (TUESDAY, '["16.00-07.30"]', "2030.toml, hours: tuesday must run forward"),
        (TUESDAY, '["07.30-07.30"]', "2030.toml, hours: tuesday must run forward"),
        (TUESDAY, '["07.30-12.00", "12.00-16.00"]', "2030.toml, hours: tuesday must run forward"),
        (TUESDAY, '["13.00-16.00", "07.30-12.00"]', "2030.toml, hours: tuesday must run forward"),
        ("[joint_leave]\n2030-12-24", "#", "2030.toml: joint_leave must be given, as dict"),
        ("2030-08-17 =", "2029-08-17 =", "2030.toml, national_holidays: 2029-08-17 is not in 2030: 2029-08-17"),
        ("2030-08-17 =", "2030-02-29 =", "2030.toml, national_holidays: 2030-02-29 is not a date"),
        ("2030-08-17 =", "17-08-2030 =", "2030.toml, national_holidays: 17-08-2030 is not a date"),
        ('"Hari Jadi Kota"', '""', "2030.toml, local_closures: 2030-04-20 must not be empty"),
        ('"Hari Jadi Kota"', "1", "2030.toml, local_closures: 2030-04-20 must be given, as str"),
        (
            "2030-12-24 =",
            "2030-08-17 =",
            "2030.toml, joint_leave: 2030-08-17 is closed already, as Proklamasi Kemerdekaan",
        ),
        ("first = 2030-01-05", "first = 2029-12-31", "2030.toml, seasons, 1: first is not in 2030: 2029-12-31"),
        ("last = 2030-02-03", "last = 2031-01-01", "2030.toml, seasons, 1: last is not in 2030: 2031-01-01"),
        (
            "last = 2030-02-03",
            "last = 2030-01-04",
            "2030.toml, seasons, 1: last is 2030-01-04, before first, 2030-01-05",
        ),
        ("first = 2030-01-05", "first = 2030-01-05T00:00:00", "2030.toml, seasons, 1: first must be given, as date"),
        ("first = 2030-01-05", "begin = 2030-01-05", "2030.toml, seasons, 1: begin is not known here"),
        ('name = "Ramadan 1451 Hijriah"', "", "2030.toml, seasons, 1: name must be given, as str"),
        ("seasons.hours", "seasons.jam", "2030.toml, seasons, 1: jam is not known here"),
        ('"08.00-12.00"', '"08.00"', "2030.toml, seasons, 1, hours: monday has '08.00', but spans are written like"),
        ("year = 2030", "year = ", "2030.toml: this is not TOML: "),
    ],
)
def test_a_wrong_file_is_told_where_and_why(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(BadCalendar) as refusal:
        parse_calendar(GOOD.replace(old, new), "2030.toml")

    assert message == str(refusal.value)[: len(message)]


def test_what_is_known_is_told_with_what_is_not() -> None:
    with pytest.raises(BadCalendar) as refusal:
        parse_calendar(GOOD.replace("name =", "nama ="), "2030.toml")

    assert "2030.toml, seasons, 1: nama is not known here; known are first, hours, last, name" == str(refusal.value)


def test_seasons_do_not_overlap() -> None:
    season = GOOD[GOOD.index("[[seasons]]") : GOOD.index("[hours]")]
    later = season.replace("1451", "1452").replace("2030-02-03", "2030-12-31")

    def parse(first: str) -> tuple[Season, ...]:
        text = GOOD.replace(season, later.replace("2030-01-05", first) + season)
        return parse_calendar(text, "2030.toml").seasons

    assert ["Ramadan 1452 Hijriah", "Ramadan 1451 Hijriah"] == [each.name for each in parse("2030-02-04")]
    with pytest.raises(BadCalendar) as refusal:
        parse("2030-02-03")
    assert "2030.toml: seasons overlap: Ramadan 1451 Hijriah and Ramadan 1452 Hijriah" == str(refusal.value)


def test_seasons_are_tables() -> None:
    text = "seasons = [1]\n" + without_seasons()

    with pytest.raises(BadCalendar) as refusal:
        parse_calendar(text, "2030.toml")
    assert "2030.toml, seasons: 1 must be given, as dict" == str(refusal.value)

"""A calendar file: what it becomes, and where and why a wrong one is refused."""

from datetime import date

import pytest

from domain.calendar import CalendarYear, Closure, ClosureKind, Season
from domain.calendar_file import BadCalendar, parse_calendar
from tests.domain.office import NORMAL, RAMADAN, WITA, wita

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


def test_a_season_may_be_one_short_day() -> None:
    text = GOOD.replace("2030-01-05", "2030-01-07").replace("2030-02-03", "2030-01-07")
    year = parse_calendar(text, "2030.toml")

    assert [RAMADAN, ()] == [year.spans(date(2030, 1, 7)), year.spans(date(2030, 1, 14))]  # Mondays


TUESDAY = '["07.30-12.00", "13.00-16.00"]'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("year = 2030\n", "", "2030.toml: year must be given, as int"),
        ("year = 2030", "year = true", "2030.toml: year must be given, as int"),
        ("year = 2030", 'year = "2030"', "2030.toml: year must be given, as int"),
        ("year = 2030", "year = 1969", "2030.toml, year: A calendar is for a year from 1970 to 9998."),
        ("year = 2030", "year = 9999", "2030.toml, year: A calendar is for a year from 1970 to 9998."),
        ("version = 3", "version = 0", "2030.toml: version is 0, but must be from 1 to 9999"),
        ("zone = ", "zona = ", "2030.toml: zona is not known here"),
        ("Asia/Makassar", "Asia/Banjarbaru", '2030.toml: zone "Asia/Banjarbaru" is no zone of the IANA database'),
        ("Asia/Makassar", "../etc/passwd", '2030.toml: zone "../etc/passwd" is no zone of the IANA database'),
        ("Asia/Makassar", "Asia", '2030.toml: zone "Asia" is no zone of the IANA database'),
        ('"SE Uji Coba"', '" "', "2030.toml, decree: This must not be empty."),
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
        (TUESDAY, "[7]", "2030.toml, hours, tuesday: 1 must be given, as str"),
        (TUESDAY, '["07:30-16:00"]', '2030.toml, hours, tuesday, 1: Hours are written like "07.30-12.00"'),
        (TUESDAY, '["07.30-24.00"]', '2030.toml, hours, tuesday, 1: Hours are written like "07.30-12.00"'),
        (TUESDAY, '["16.00-07.30"]', "2030.toml, hours, tuesday: The hours of a day must run forward"),
        (TUESDAY, '["07.30-07.30"]', "2030.toml, hours, tuesday: The hours of a day must run forward"),
        (TUESDAY, '["07.30-12.00", "12.00-16.00"]', "2030.toml, hours, tuesday: The hours of a day must run forward"),
        (TUESDAY, '["13.00-16.00", "07.30-12.00"]', "2030.toml, hours, tuesday: The hours of a day must run forward"),
        ("[joint_leave]\n2030-12-24", "#", "2030.toml: joint_leave must be given, as dict"),
        ("2030-08-17 =", "2029-08-17 =", "2030.toml, national_holidays, 1, day: 2029-08-17 is not in 2030."),
        ("2030-08-17 =", "2030-02-29 =", "2030.toml, national_holidays: 2030-02-29 is not a date"),
        ("2030-08-17 =", "17-08-2030 =", "2030.toml, national_holidays: 17-08-2030 is not a date"),
        ('"Hari Jadi Kota"', '""', "2030.toml, local_closures, 1, name: This must not be empty."),
        ('"Hari Jadi Kota"', "1", "2030.toml, local_closures: 2030-04-20 must be given, as str"),
        (
            "2030-12-24 =",
            "2030-08-17 =",
            "2030.toml, joint_leave, 1, day: 2030-08-17 is closed already, as Proklamasi Kemerdekaan.",
        ),
        ("first = 2030-01-05", "first = 2029-12-31", "2030.toml, seasons, 1, first: 2029-12-31 is not in 2030."),
        ("last = 2030-02-03", "last = 2031-01-01", "2030.toml, seasons, 1, last: 2031-01-01 is not in 2030."),
        (
            "last = 2030-02-03",
            "last = 2030-01-04",
            "2030.toml, seasons, 1, last: The last day is before the first.",
        ),
        ("first = 2030-01-05", "first = 2030-01-05T00:00:00", "2030.toml, seasons, 1: first must be given, as date"),
        ("first = 2030-01-05", "begin = 2030-01-05", "2030.toml, seasons, 1: begin is not known here"),
        ('name = "Ramadan 1451 Hijriah"', "", "2030.toml, seasons, 1: name must be given, as str"),
        ("seasons.hours", "seasons.jam", "2030.toml, seasons, 1: jam is not known here"),
        ('"08.00-12.00"', '"08.00"', '2030.toml, seasons, 1, hours, monday, 1: Hours are written like "07.30-12.00"'),
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
    assert "2030.toml, seasons, 1, first: This season overlaps with Ramadan 1451 Hijriah." == str(refusal.value)


def test_seasons_are_tables() -> None:
    text = "seasons = [1]\n" + without_seasons()

    with pytest.raises(BadCalendar) as refusal:
        parse_calendar(text, "2030.toml")
    assert "2030.toml, seasons: 1 must be given, as dict" == str(refusal.value)

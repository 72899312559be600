"""What a calendar changes: the days themselves, and the shortcut against the whole recomputation."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar, CalendarYear, Closure, ClosureKind, Season
from domain.calendar_change import CalendarChange, ChangedDay, DayChange, Flip, Moved
from domain.sla import due_if_published
from domain.working_time import Standard
from tests.domain.office import NORMAL, RAMADAN, WITA, calendar, published, wita

TEN_MINUTES, FOUR_DAYS = Standard.parse("10 Menit"), Standard.parse("4 Hari")
TUESDAY, AUGUST_17 = date(2026, 12, 1), date(2026, 8, 17)
NOW = calendar(2026)


def closing(*days: date, year: int = 2026) -> CalendarYear:
    more = (Closure(day=day, kind=ClosureKind.LOCAL_CLOSURE, name="Haul") for day in days)
    return replace(published(year), version=2, closures=(*published(year).closures, *more))


def change(*after: CalendarYear, before: Calendar = NOW) -> CalendarChange:
    return CalendarChange(before, Calendar(after))


def test_a_changed_day_is_opened_closed_or_has_other_hours() -> None:
    opened = tuple(closure for closure in published(2026).closures if closure.day != AUGUST_17)
    short = Season(name="Haul", first=date(2026, 12, 2), last=date(2026, 12, 2), week=(RAMADAN,) * 7)
    year = replace(closing(TUESDAY), seasons=(*published(2026).seasons, short))

    days = change(replace(year, closures=(*opened, *year.closures[-1:]))).days

    assert (
        ChangedDay(day=AUGUST_17, before=(), after=NORMAL),
        ChangedDay(day=TUESDAY, before=NORMAL, after=()),
        ChangedDay(day=date(2026, 12, 2), before=NORMAL, after=RAMADAN),
    ) == days
    assert [DayChange.OPENED, DayChange.CLOSED, DayChange.HOURS] == [each.change for each in days]


def test_another_decree_for_the_same_days_changes_nothing() -> None:
    same = change(replace(published(2026), version=2, decree="SE", provisional=True))

    assert () == same.days
    assert None is same.window([TEN_MINUTES])
    assert not same.touches(wita("2026-01-01 00:00"), wita("2026-12-31 23:59"))


def test_of_a_new_year_every_working_day_is_opened() -> None:
    days = change(published(2026), published(2027)).days

    assert {2027} == {each.day.year for each in days}
    assert {DayChange.OPENED} == {each.change for each in days}


def test_a_visit_across_a_closed_day_is_due_later() -> None:
    closed = change(closing(TUESDAY))
    due, later = wita("2026-12-03 16:00"), wita("2026-12-04 16:30")

    assert Moved(due, later) == closed.moved(wita("2026-11-27 09:00"), FOUR_DAYS)
    assert None is closed.moved(wita("2026-11-23 09:00"), FOUR_DAYS), "it was due the day before"
    assert None is closed.moved(wita("2026-12-02 00:00"), FOUR_DAYS), "it came the day after"


@pytest.mark.parametrize(
    ("left", "flip"),
    [
        ("2026-12-03 16:00", None),
        ("2026-12-03 16:00:00.999999", None),  # seconds count whole
        ("2026-12-03 16:00:01", Flip.GAINED),
        ("2026-12-04 16:30", Flip.GAINED),
        ("2026-12-04 16:30:01", None),
    ],
)
def test_a_verdict_is_gained_when_the_due_date_moves_past_the_end(left: str, flip: Flip | None) -> None:
    assert flip is change(closing(TUESDAY)).flip(wita("2026-11-27 09:00"), wita(left), FOUR_DAYS)


def test_a_verdict_is_lost_when_a_day_opens() -> None:
    closed, opened = Calendar([closing(TUESDAY)]), Calendar([replace(published(2026), version=3)])

    assert Flip.LOST is CalendarChange(closed, opened).flip(
        wita("2026-11-27 09:00"), wita("2026-12-04 09:00"), FOUR_DAYS
    )


def test_a_year_more_dates_and_judges_what_could_not_be() -> None:
    longer = change(published(2026), published(2027))
    entered = wita("2026-12-30 09:00")

    assert Moved(None, wita("2027-01-07 16:00")) == longer.moved(entered, FOUR_DAYS)
    assert Flip.JUDGED is longer.flip(entered, wita("2026-12-31 09:00"), FOUR_DAYS)
    assert Flip.JUDGED is longer.flip(entered, wita("2027-02-01 09:00"), FOUR_DAYS)
    assert None is longer.flip(wita("2028-01-03 09:00"), wita("2028-01-03 10:00"), FOUR_DAYS), "still beyond"
    # Who comes late on the 23rd is received on the 28th, and due on the fourth working day after that.
    assert (wita("2026-12-23 00:00"), wita("2028-01-01 00:00")) == longer.window([TEN_MINUTES, FOUR_DAYS])


def test_a_day_less_at_the_end_takes_a_due_date_and_a_verdict_away() -> None:
    shorter = change(closing(date(2026, 12, 31)))
    entered = wita("2026-12-23 09:00")

    assert Moved(wita("2026-12-31 16:00"), None) == shorter.moved(entered, FOUR_DAYS)
    assert Flip.UNJUDGED is shorter.flip(entered, wita("2026-12-28 09:00"), FOUR_DAYS)
    window = shorter.window([FOUR_DAYS])
    assert window is not None
    assert window[0] <= entered


def test_a_calendar_too_short_for_a_standard_is_all_window() -> None:
    window = change(closing(TUESDAY)).window([Standard.parse("400 Hari")])

    assert (wita("2025-12-31 00:00"), wita("2026-12-02 00:00")) == window


def verdict(left: datetime, due: datetime | None) -> bool | None:
    return None if due is None else left.replace(microsecond=0) <= due


NEAR_THE_END = st.dates(date(2026, 11, 20), date(2027, 12, 31))
SOME_DAYS = st.sets(NEAR_THE_END, min_size=1, max_size=6)
STANDARDS = st.builds(Standard, days=st.integers(0, 5), minutes=st.sampled_from([0, 5, 10, 43, 480]))
MOMENTS = st.datetimes(datetime(2026, 11, 1), datetime(2028, 2, 1), timezones=st.just(WITA))  # noqa: DTZ001  with WITA


def with_closed(days: Iterable[date], years: Iterable[int]) -> Calendar:
    return Calendar(closing(*(day for day in days if day.year == year), year=year) for year in years)


@dataclass(frozen=True)
class Visit:
    entered: datetime
    left: datetime
    standard: Standard


VISITS = st.builds(
    lambda entered, lasted, standard: Visit(entered, entered + lasted, standard),
    MOMENTS,
    st.timedeltas(timedelta(0), timedelta(days=20)),
    STANDARDS,
)


@given(SOME_DAYS, SOME_DAYS, st.booleans(), VISITS)
def test_the_shortcut_says_what_the_whole_recomputation_says(
    was: set[date], will_be: set[date], another_year: bool, visit: Visit
) -> None:
    before, after = with_closed(was, (2026,) if another_year else (2026, 2027)), with_closed(will_be, (2026, 2027))
    dues = [due_if_published(visit.entered, visit.standard, calendar=each) for each in (before, after)]
    was_on_time, is_on_time = (verdict(visit.left, due) for due in dues)
    changed = CalendarChange(before, after)

    moved = changed.moved(visit.entered, visit.standard)
    flip = changed.flip(visit.entered, visit.left, visit.standard)

    assert (Moved(*dues) if dues[0] != dues[1] else None) == moved
    assert (was_on_time != is_on_time) == (flip is not None)
    if moved or flip:
        window = changed.window([visit.standard])
        assert window is not None
        assert visit.entered < window[1]
        assert dues[0] is None or dues[0] >= window[0]
        assert not flip or visit.left >= window[0], "who looks for finished visits by their own time misses none"

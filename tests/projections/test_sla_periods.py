"""Ranges of time cut into months, days and parts of days: nothing left out, nothing twice."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.sla.periods import Part, Periods, Stretch, periods
from tests.domain.office import WITA, wita

INSTANTS = st.datetimes(datetime(2025, 11, 20), datetime(2027, 2, 10), timezones=st.just(WITA))  # noqa: DTZ001


def cut(start: str, end: str) -> Periods:
    return periods(wita(start), wita(end), WITA)


def test_whole_months_are_one_stretch() -> None:
    found = cut("2026-01-01 00:00", "2026-04-01 00:00")

    assert (Stretch(grain="month", first=date(2026, 1, 1), last=date(2026, 3, 31)),) == found.stretches
    assert () == found.parts
    assert (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)) == found.months


def test_days_stand_before_and_after_the_months() -> None:
    found = cut("2026-01-30 00:00", "2026-03-03 00:00")

    assert (
        Stretch(grain="day", first=date(2026, 1, 30), last=date(2026, 1, 31)),
        Stretch(grain="month", first=date(2026, 2, 1), last=date(2026, 2, 28)),
        Stretch(grain="day", first=date(2026, 3, 1), last=date(2026, 3, 2)),
    ) == found.stretches


def test_what_is_cut_out_of_a_day_is_a_part() -> None:
    found = cut("2026-11-23 09:00", "2026-11-25 10:30")

    assert (Stretch(grain="day", first=date(2026, 11, 24), last=date(2026, 11, 24)),) == found.stretches
    assert (
        Part(month=date(2026, 11, 1), start=wita("2026-11-23 09:00"), end=wita("2026-11-24 00:00")),
        Part(month=date(2026, 11, 1), start=wita("2026-11-25 00:00"), end=wita("2026-11-25 10:30")),
    ) == found.parts


@pytest.mark.parametrize("start", ["00:00", "09:00"])
def test_a_range_within_one_day_is_one_part(start: str) -> None:
    found = cut(f"2026-11-23 {start}", "2026-11-23 11:00")

    assert () == found.stretches
    assert (Part(month=date(2026, 11, 1), start=wita(f"2026-11-23 {start}"), end=wita("2026-11-23 11:00")),) == (
        found.parts
    )


@given(start=INSTANTS, length=st.timedeltas(timedelta(microseconds=1), timedelta(days=420)), whole=st.booleans())
def test_every_instant_of_a_range_lies_in_exactly_one_period(start: datetime, length: timedelta, whole: bool) -> None:
    if whole:
        start = start.replace(hour=0, minute=0, second=0, microsecond=0)
    end = start + length
    found = periods(start, end, WITA)
    bounds = sorted(
        [(_midnight(each.first), _after(each)) for each in found.stretches]
        + [(each.start, each.end) for each in found.parts]
    )

    assert (start, end) == (bounds[0][0], bounds[-1][1])
    assert all(before[1] == after[0] for before, after in pairwise(bounds))
    assert all(begin < stop for begin, stop in bounds)
    assert found.months == tuple(sorted({day.replace(day=1) for day in _days(start, end)}))
    assert len(found.stretches) <= 3
    assert all(each.first.day == 1 for each in found.stretches if each.grain == "month")


def _after(stretch: Stretch) -> datetime:
    return _midnight(stretch.last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return wita(f"{day} 00:00")


def _days(start: datetime, end: datetime) -> list[date]:
    first, last = start.date(), (end - timedelta(microseconds=1)).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]

"""Working time: its laws, and a slow second engine that it must equal."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from domain.calendar import BeyondCalendar, Calendar
from domain.working_time import Standard, State, add, between, due, received, spans_spent, spent, state
from tests.domain.office import WITA, calendar, published, wita
from tests.domain.span_walker import SpanWalker

BOTH = calendar(2026, 2027)
HOUR = 3600

FIRST, LAST = wita("2026-01-01 00:00"), wita("2027-12-31 23:59:59.999999")
EDGES = sorted(
    wita(f"{day} {clock}")
    for day in (
        "2026-01-02", "2026-02-18", "2026-02-19", "2026-02-20", "2026-03-17", "2026-03-20", "2026-03-25",
        "2026-11-26", "2026-11-27", "2026-12-23", "2026-12-31", "2027-01-01", "2027-01-04", "2027-02-08", "2027-12-31",
    )
    for clock in ("00:00", "07:30", "08:00", "11:30", "12:00", "12:30", "13:00", "15:00", "15:30", "16:00", "16:30")
)  # fmt: skip
OFFSETS = [0, 1, 999_999, 1_000_000, -1, -1_000_000, 60_000_000, -60_000_000]


def near_an_edge(edge: datetime, offset: int) -> datetime:
    return min(max(FIRST, edge + timedelta(microseconds=offset)), LAST)


ANYTIME = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(WITA))
INSTANTS = ANYTIME | st.builds(near_an_edge, st.sampled_from(EDGES), st.sampled_from(OFFSETS))
OUTSIDE = INSTANTS | st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside them
SECONDS = st.integers(0, 3 * HOUR) | st.integers(0, 3700 * HOUR)
STANDARDS = st.builds(
    Standard,
    days=st.integers(0, 6) | st.integers(0, 500),
    minutes=st.integers(0, 90) | st.integers(0, 9999),
)
YEARS = st.sampled_from([(2026,), (2027,), (2026, 2027)])

law = settings(deadline=None)  # as many examples as the profile asks for


def or_year(count: Callable[[], object]) -> object:
    """Return what is counted, or the year for which it is refused."""
    try:
        return count()
    except BeyondCalendar as refusal:
        return refusal.year


def end_of(count: Callable[[], datetime]) -> datetime | None:
    try:
        return count()
    except BeyondCalendar:
        return None


def all_ends(start: datetime, seconds: int, standard: Standard) -> tuple[datetime | None, ...]:
    return (
        end_of(lambda: received(start, BOTH)),
        end_of(lambda: add(start, seconds, calendar=BOTH)),
        end_of(lambda: due(start, standard, calendar=BOTH)),
    )


@law
@given(INSTANTS, SECONDS)
def test_adding_and_measuring_are_inverse(start: datetime, seconds: int) -> None:
    end = end_of(lambda: add(start, seconds, calendar=BOTH)) or reject()

    assert seconds == between(start, end, calendar=BOTH)
    assert end == add(start, between(start, end, calendar=BOTH), calendar=BOTH)


@law
@given(INSTANTS, INSTANTS, INSTANTS)
def test_measuring_is_additive(one: datetime, two: datetime, three: datetime) -> None:
    assert between(one, three, calendar=BOTH) == between(one, two, calendar=BOTH) + between(two, three, calendar=BOTH)
    assert between(one, two, calendar=BOTH) == -between(two, one, calendar=BOTH)


@law
@given(INSTANTS, SECONDS, SECONDS)
def test_adding_twice_is_adding_the_sum(start: datetime, first: int, then: int) -> None:
    assert or_year(lambda: add(start, first + then, calendar=BOTH)) == or_year(
        lambda: add(add(start, first, calendar=BOTH), then, calendar=BOTH)
    )


@law
@given(INSTANTS, INSTANTS, SECONDS, STANDARDS)
def test_who_comes_later_is_never_due_earlier(one: datetime, two: datetime, seconds: int, standard: Standard) -> None:
    sooner, later = sorted((one, two))

    assert between(sooner, later, calendar=BOTH) >= 0
    for before, after in zip(all_ends(sooner, seconds, standard), all_ends(later, seconds, standard), strict=True):
        assert after is None or (before is not None and before <= after)


@law
@given(INSTANTS, STANDARDS, STANDARDS)
def test_a_longer_standard_is_never_due_earlier(start: datetime, standard: Standard, more: Standard) -> None:
    more_days = Standard(days=standard.days + more.days, minutes=standard.minutes)
    longest = end_of(lambda: due(start, more_days, calendar=BOTH)) or reject()

    assert received(start, BOTH) <= due(start, standard, calendar=BOTH) <= longest


@law
@given(INSTANTS, STANDARDS, st.lists(INSTANTS, min_size=2, max_size=6))
def test_a_visit_goes_from_on_time_over_due_soon_to_overdue(
    start: datetime, standard: Standard, later: list[datetime]
) -> None:
    end = end_of(lambda: due(start, standard, calendar=BOTH)) or reject()
    states = [state(now, start=start, due=end, calendar=BOTH) for now in sorted(later)]

    assert states == sorted(states, key=list(State).index)
    for now, stands in zip(sorted(later), states, strict=True):
        total = between(start, end, calendar=BOTH)
        assert (stands is State.OVERDUE) == (now.replace(microsecond=0) > end)
        if stands is not State.OVERDUE and now >= start:
            assert (stands is State.DUE_SOON) == (4 * between(start, now, calendar=BOTH) >= 3 * total)


@law
@given(INSTANTS, STANDARDS, SECONDS)
def test_parts_of_a_second_and_the_zone_of_writing_change_nothing(
    at: datetime, standard: Standard, seconds: int
) -> None:
    whole = at.replace(microsecond=0)
    utc = whole.astimezone(UTC)

    assert all_ends(whole, seconds, standard) == all_ends(at, seconds, standard) == all_ends(utc, seconds, standard)
    assert between(FIRST, whole, calendar=BOTH) == between(FIRST, at, calendar=BOTH)


# The second engine


def engines(years: tuple[int, ...]) -> tuple[Calendar, SpanWalker]:
    return calendar(*years), SpanWalker(*map(published, years))


@law
@given(YEARS, INSTANTS)
def test_receipt_equals_the_walk(years: tuple[int, ...], at: datetime) -> None:
    fast, slow = engines(years)

    assert or_year(lambda: slow.received(at)) == or_year(lambda: received(at, fast))


@law
@given(YEARS, INSTANTS, SECONDS)
def test_adding_equals_the_walk(years: tuple[int, ...], start: datetime, seconds: int) -> None:
    fast, slow = engines(years)

    assert or_year(lambda: slow.add(start, seconds)) == or_year(lambda: add(start, seconds, calendar=fast))


@law
@given(YEARS, INSTANTS, INSTANTS)
def test_measuring_equals_the_walk(years: tuple[int, ...], start: datetime, end: datetime) -> None:
    fast, slow = engines(years)

    assert or_year(lambda: slow.between(start, end)) == or_year(lambda: between(start, end, calendar=fast))


@law
@given(YEARS, OUTSIDE, OUTSIDE)
def test_what_was_spent_equals_the_walk_also_outside_the_published_years(
    years: tuple[int, ...], one: datetime, other: datetime
) -> None:
    fast, slow = engines(years)
    start, end = sorted((one, other))
    spans = slow.spans(start, end)

    assert spans == [*spans_spent(start, end, calendar=fast)]
    assert spent(start, end, calendar=fast) == sum((closes - opens).total_seconds() for opens, closes in spans)


@law
@given(INSTANTS, INSTANTS)
def test_what_was_spent_is_what_lies_between(one: datetime, other: datetime) -> None:
    assert between(one, other, calendar=BOTH) == spent(one, other, calendar=BOTH)


def test_in_no_time_there_is_no_span() -> None:
    assert [] == [*spans_spent(wita("2026-11-23 09:00"), wita("2026-11-23 09:00:00.9"), calendar=BOTH)]


@law
@given(YEARS, INSTANTS, STANDARDS)
def test_due_dates_equal_the_walk(years: tuple[int, ...], start: datetime, standard: Standard) -> None:
    fast, slow = engines(years)

    assert or_year(lambda: slow.due(start, standard)) == or_year(lambda: due(start, standard, calendar=fast))


@pytest.mark.parametrize("day", ["2026-02-20", "2026-11-26"])
def test_each_second_of_a_day_is_worked_or_not(day: str) -> None:
    year = published(2026)
    midnight = wita(f"{day} 00:00")
    spans = year.spans(midnight.date())
    counted = 0
    for second in range(24 * HOUR):
        at = midnight + timedelta(seconds=second)
        is_open = any(opens <= at.time() < closes for opens, closes in spans)
        assert counted == between(midnight, at, calendar=BOTH)
        assert is_open == (received(at, BOTH) == at)
        counted += is_open

"""Forecasts: exact where experience leaves no choice, the same for the same state, and right as often as they say."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import BeyondCalendar
from domain.forecast import (
    DRAWS,
    ENOUGH,
    Experience,
    Limit,
    Outlook,
    limits_of,
    outlook,
    percentile,
    remaining,
    straight_road,
)
from domain.sla import LineName
from domain.working_time import add, between
from tests.book import office_rulebook
from tests.domain.office import calendar, wita

BOTH = calendar(2026, 2027)
MONDAY = wita("2026-11-23 09:00")
SOP = office_rulebook().current("izin-kbm", MONDAY.date())
ALWAYS = {5: [600] * ENOUGH, 6: [300] * ENOUGH, 7: [300] * ENOUGH, 8: [300] * ENOUGH, 9: [180] * ENOUGH}
ROAD = (5, 6, 7, 8, 9)


def asked(
    experience: Experience = ALWAYS,
    *limits: Limit,
    road: Sequence[int] = ROAD,
    entered_at: datetime = MONDAY,
    now: datetime = MONDAY,
    seed: str = "a file, version 7",
) -> Outlook:
    return outlook(experience, road, limits, entered_at=entered_at, now=now, calendar=BOTH, uniform=Random(seed).random)


def declared(due_at: datetime | None, judged_at: int = 9) -> Limit:
    return Limit(name=LineName.DECLARED, due_at=due_at, judged_at=judged_at)


@pytest.mark.parametrize(
    ("step", "expected"), [(1, (1, 2, 3, 4, 5, 6, 7, 8, 9)), (2, (2, 3, 4, 5, 6, 7, 8, 9)), (8, (8, 9)), (9, (9,))]
)
def test_the_straight_road_leads_to_the_end_without_a_return(step: int, expected: tuple[int, ...]) -> None:
    assert expected == straight_road(SOP, step)


def test_the_law_asks_for_the_decision_and_the_sop_for_the_end() -> None:
    due = {LineName.DECLARED: MONDAY, LineName.SUMMED: None, LineName.LEGAL: MONDAY}

    assert (
        Limit(name=LineName.DECLARED, due_at=MONDAY, judged_at=9),
        Limit(name=LineName.SUMMED, due_at=None, judged_at=9),
        Limit(name=LineName.LEGAL, due_at=MONDAY, judged_at=8),
    ) == limits_of(SOP, due)


def test_what_always_took_the_same_time_is_forecast_to_the_second() -> None:
    due_at = add(MONDAY, 1680, calendar=BOTH)

    assert Outlook(
        p50=due_at, p90=due_at, chances={LineName.DECLARED: 0.0, LineName.SUMMED: 1.0, LineName.LEGAL: 0.0}
    ) == asked(
        ALWAYS,
        declared(due_at),
        Limit(name=LineName.SUMMED, due_at=due_at - timedelta(seconds=1), judged_at=9),
        Limit(name=LineName.LEGAL, due_at=due_at - timedelta(seconds=180), judged_at=8),
    )


def test_the_present_visit_counts_with_what_is_left_of_it() -> None:
    in_six_minutes = asked(now=MONDAY + timedelta(minutes=6))
    on_the_last_second = asked(now=MONDAY + timedelta(minutes=10))

    assert add(MONDAY, 1680, calendar=BOTH) == in_six_minutes.p50 == on_the_last_second.p90
    assert not on_the_last_second.outlasted


def test_a_visit_longer_than_anything_seen_is_said_to_be_so_and_counts_as_if_it_ended_now() -> None:
    now = MONDAY + timedelta(minutes=10, seconds=1)

    found = asked(now=now)

    assert found.outlasted
    assert add(now, 1080, calendar=BOTH) == found.p50


def test_work_goes_on_when_the_office_opens_again() -> None:
    friday = wita("2026-11-27 16:25")

    found = asked(entered_at=friday, now=friday)

    assert wita("2026-11-30 07:53") == found.p50


def test_a_file_that_came_in_a_moment_ahead_of_our_clock_has_spent_nothing() -> None:
    assert asked().p50 == asked(entered_at=MONDAY + timedelta(seconds=3)).p50


def test_with_too_few_visits_of_a_step_ahead_nothing_is_said() -> None:
    experience = {**ALWAYS, 7: [300] * (ENOUGH - 1), 1: [5]}
    del experience[9]

    assert Outlook(short_of=(7, 9), chances={}) == asked(experience, declared(MONDAY))


def test_a_line_that_is_judged_behind_us_is_not_forecast() -> None:
    found = asked(ALWAYS, Limit(name=LineName.LEGAL, due_at=MONDAY, judged_at=8), road=(9,))

    assert {} == found.chances


def test_a_line_without_a_date_has_no_chance_and_one_that_is_over_has_none_left() -> None:
    assert {LineName.DECLARED: None} == asked(ALWAYS, declared(None)).chances
    assert {LineName.DECLARED: 1.0} == asked(ALWAYS, declared(MONDAY - timedelta(seconds=1))).chances


def test_in_the_second_in_which_it_is_due_a_file_can_still_be_on_time() -> None:
    at_once = {9: [0] * ENOUGH}

    assert {LineName.DECLARED: 0.0} == asked(at_once, declared(MONDAY), road=(9,)).chances
    assert {LineName.DECLARED: 0.0} == asked(
        at_once, declared(MONDAY), road=(9,), now=MONDAY + timedelta(microseconds=999_999)
    ).chances


def test_an_end_past_the_published_years_has_no_instant() -> None:
    eve = wita("2027-12-31 15:00")
    long = {9: [60] * 15 + [8 * 3600] * 15}

    found = asked(long, declared(None), road=(9,), entered_at=eve, now=eve)

    assert (eve + timedelta(seconds=60), None) == (found.p50, found.p90)
    with pytest.raises(BeyondCalendar):
        asked(long, road=(9,), now=wita("2028-01-03 09:00"))


PAST = Random(7)
HISTORY = {step: sorted(int(PAST.lognormvariate(6, 1)) for _ in range(120)) for step in ROAD}


def test_the_same_state_is_answered_the_same_and_another_one_nearly() -> None:
    due_at = add(MONDAY, 3_000, calendar=BOTH)

    assert asked(HISTORY, declared(due_at)) == asked(HISTORY, declared(due_at))
    one, other = (asked(HISTORY, declared(due_at), seed=seed).chances[LineName.DECLARED] for seed in ("one", "other"))
    assert one is not None
    assert other is not None
    assert one != other
    assert abs(one - other) < 0.1


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 20_000), min_size=3, max_size=8).map(sorted), st.integers())
def test_whoever_has_waited_longer_ends_later_and_is_more_likely_late(waits: list[int], seed: int) -> None:
    """Counted from its arrival, draw by draw; and so for the chance of breaking a line that does not move."""
    due_at = add(MONDAY, 9_000, calendar=BOTH)
    wholes: list[list[int]] = []
    chances: list[float] = []
    for spent in waits:
        draws = remaining(HISTORY, ROAD, spent, Random(seed).random, draws=200)
        wholes.append([spent + left for left in draws[9]])
        now = add(MONDAY, spent, calendar=BOTH)
        found = asked(HISTORY, declared(due_at), now=now, seed=str(seed)).chances[LineName.DECLARED]
        assert found is not None
        chances.append(found)

    for sooner, later in pairwise(wholes):
        assert all(one <= other for one, other in zip(sooner, later, strict=True))
    assert sorted(chances) == chances


def test_a_forecast_is_right_as_often_as_it_says() -> None:
    """Four hundred files whose steps take what those of the past took, each asked about while it is at some step."""
    random = Random(42)
    past = {step: sorted(_took(random) for _ in range(200)) for step in ROAD}
    below = {50: 0, 90: 0}
    broken, expected = 0, 0.0
    for n in range(400):
        at, spent = random.randrange(len(ROAD)), random.choice([0, 60, 200, 600])
        here = next(took for took in iter(lambda: _took(random), None) if took >= spent)  # it is still there
        left = here - spent + sum(_took(random) for _ in ROAD[at + 1 :])
        now = add(MONDAY, spent, calendar=BOTH)
        due_at = add(now, 4_000, calendar=BOTH)
        found = asked(past, declared(due_at), road=ROAD[at:], now=now, seed=str(n))
        for percent, end in ((50, found.p50), (90, found.p90)):
            assert end is not None
            below[percent] += left <= between(now, end, calendar=BOTH)
        chance = found.chances[LineName.DECLARED]
        assert chance is not None
        broken, expected = broken + (left > 4_000), expected + chance

    assert abs(below[50] - 200) < 30
    assert abs(below[90] - 360) < 20
    assert abs(broken - expected) < 25


def _took(random: Random) -> int:
    """Most within minutes, a tenth within hours: what desk steps are like (design 10)."""
    return int(random.lognormvariate(5, 0.7) if random.random() < 0.9 else random.lognormvariate(8, 0.8))


@given(st.lists(st.integers(0, 50), min_size=1).map(sorted), st.integers(1, 100))
def test_a_percentile_is_the_nearest_rank(ordered: list[int], percent: int) -> None:
    found = percentile(ordered, percent)

    assert sum(each <= found for each in ordered) * 100 >= percent * len(ordered)
    assert bisect_left(ordered, found) * 100 < percent * len(ordered)


def test_there_are_as_many_draws_as_the_method_says() -> None:
    assert dict.fromkeys(ROAD, DRAWS) == {
        step: len(sums) for step, sums in remaining(HISTORY, ROAD, 0, Random(1).random).items()
    }

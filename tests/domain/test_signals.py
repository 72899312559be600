"""Signals of playing with the clock: what is one, and what is none."""

from datetime import timedelta

import pytest

from domain.signals import (
    Handed,
    Hold,
    handed_in,
    held_seconds,
    is_claim_and_release,
    last_stretch,
    late_deficiencies,
    left_just_before_due,
)
from domain.working_time import Standard, due
from tests.domain.office import calendar, wita

BOTH = calendar(2026, 2027)
MONDAY = wita("2026-11-23 09:00")
TEN_MINUTES = Standard(minutes=10)
HOUR = 3600


@pytest.mark.parametrize(
    ("total", "expected"),
    [(0, 0), (300, 60), (600, 120), (900, 120), (1200, 120), (1500, 150), (30 * HOUR, 3 * HOUR)],
)
def test_the_last_stretch_is_a_tenth_and_of_short_standards_a_fifth(total: int, expected: int) -> None:
    assert expected == last_stretch(total)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, None), (5, None), (7.99, None), (8, 120), (9.5, 30), (10, 0), (10.016, 0), (10.02, None), (60, None)],
)
def test_a_file_sent_back_in_the_last_stretch_of_its_time_is_a_signal(minutes: float, expected: int | None) -> None:
    """The second of the due time is still on time; afterwards there is nothing left to save."""
    due_at = due(MONDAY, TEN_MINUTES, calendar=BOTH)
    at = MONDAY + timedelta(minutes=minutes)

    assert expected == left_just_before_due(at, entered_at=MONDAY, due_at=due_at, calendar=BOTH)


def test_the_last_stretch_is_working_time_and_lasts_over_a_night() -> None:
    entered_at = wita("2026-11-23 15:50:30")
    due_at = due(entered_at, TEN_MINUTES, calendar=BOTH)

    assert wita("2026-11-24 07:30:30") == due_at
    assert 30 == left_just_before_due(
        wita("2026-11-23 22:00"), entered_at=entered_at, due_at=due_at, calendar=BOTH
    )  # in the evening, with 30 s of work left for the next morning
    assert None is left_just_before_due(wita("2026-11-23 15:55"), entered_at=entered_at, due_at=due_at, calendar=BOTH)


def test_what_lies_in_a_file_is_as_old_as_its_last_change() -> None:
    first = handed_in({}, {"R01": ("a",), "R02": ("b", "c")}, 1)
    second = handed_in(first, {"R01": ("a",), "R02": ("b",), "R03": ("d",)}, 2)

    assert {"R01": Handed(hashes=("a",), since=1), "R02": Handed(hashes=("b", "c"), since=1)} == first
    assert {
        "R01": Handed(hashes=("a",), since=1),
        "R02": Handed(hashes=("b",), since=2),
        "R03": Handed(hashes=("d",), since=2),
    } == second
    assert 3 == handed_in(second, {"R02": ("b", "c")}, 3)["R02"].since


LYING = {"R01": Handed(hashes=("a",), since=1), "R02": Handed(hashes=("b",), since=2)}


@pytest.mark.parametrize(
    ("requirements", "raised", "round_", "expected"),
    [
        (["R01"], [], 2, ("R01",)),
        (["R01", "R01"], [], 2, ("R01",)),
        (["R01"], ["R01"], 2, ()),  # said before, and nothing was done
        (["R02"], [], 2, ()),  # new in this round
        (["R02"], [], 3, ("R02",)),
        (["R09"], [], 2, ()),  # nothing was ever handed in for it
        (["R01"], [], 1, ()),
        ([], [], 2, ()),
    ],
)
def test_a_deficiency_that_could_have_been_named_rounds_before_is_late(
    requirements: list[str], raised: list[str], round_: int, expected: tuple[str, ...]
) -> None:
    assert expected == late_deficiencies(requirements, LYING, raised, round_)


def hold(begins: float, ends: float) -> Hold:
    return Hold(claimed_at=MONDAY + timedelta(minutes=begins), released_at=MONDAY + timedelta(minutes=ends))


@pytest.mark.parametrize(
    ("holds", "expected"),
    [
        ([], False),
        ([hold(0, 1)], False),
        ([hold(0, 10)], False),
        ([hold(0, 10.02)], True),
        ([hold(0, 1), hold(2, 3)], True),
    ],
)
def test_taking_and_putting_back_is_a_signal_when_repeated_or_longer_than_the_step_may_take(
    holds: list[Hold], expected: bool
) -> None:
    assert expected == is_claim_and_release(holds, TEN_MINUTES, calendar=BOTH)


def test_time_in_somebodys_hands_is_working_time() -> None:
    over_night = Hold(claimed_at=wita("2026-11-23 15:59"), released_at=wita("2026-11-24 07:31"))

    assert 120 + 60 == held_seconds([over_night, hold(0, 1)], calendar=BOTH)
    assert not is_claim_and_release([over_night], TEN_MINUTES, calendar=BOTH)

"""The n-th smallest of many values, found without looking at the values."""

from itertools import accumulate
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.sla.histogram import FANOUT, LEVELS, below, path, tenths


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, 0), (2, 0), (3, 1), (8, 1), (9, 2), (600, 100), (10**9, 64**4 - 1)],
)
def test_seconds_are_rounded_half_up_to_tenths_of_minutes(seconds: int, expected: int) -> None:
    assert expected == tenths(seconds)


@given(st.integers(0, 64**4 - 1))
def test_the_path_of_a_value_spells_it(value: int) -> None:
    spelled = 0
    for level, (at, prefix, child) in enumerate(path(value)):
        assert (level, spelled) == (at, prefix)
        assert 0 <= child < FANOUT
        spelled = spelled * FANOUT + child

    assert (LEVELS, value) == (len(path(value)), spelled)


@given(st.lists(st.integers(0, 9), min_size=1), st.randoms(use_true_random=False))
def test_a_rank_lies_below_the_child_that_holds_it(counts: list[int], random: Random) -> None:
    values = [child for child, n in enumerate(counts) for _ in range(n)]
    if not values:
        return
    rank = random.randint(1, len(values))

    child, rest = below(list(accumulate(counts)), rank)

    assert values[rank - 1] == child
    assert rank - values.index(child) == rest


def test_there_is_no_value_beyond_the_last() -> None:
    with pytest.raises(IndexError):
        below([1, 3], 4)

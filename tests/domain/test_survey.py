"""The survey's result by the table of PermenPANRB 14/2017."""

import pytest

from domain.survey import ELEMENTS, result_of


def counts(*grades: int) -> list[tuple[int, ...]]:
    """Return the counts of one answer with these grades."""
    return [tuple(int(grade == n) for n in (1, 2, 3, 4)) for grade in grades]


def test_nobody_has_answered() -> None:
    result = result_of([(0, 0, 0, 0)] * len(ELEMENTS))

    assert (0, {}, None, None, None) == (result.answers, result.means, result.index, result.grade, result.said)


@pytest.mark.parametrize(
    ("grades", "index", "letter"),
    [
        ((4,) * 9, 100, "A"),
        ((4, 4, 4, 4, 3, 3, 3, 3, 3), 86.11, "B"),
        ((3,) * 9, 75, "C"),
        ((1,) * 9, 25, "D"),
    ],
)
def test_the_index_is_the_mean_of_the_means_times_25(grades: tuple[int, ...], index: float, letter: str) -> None:
    result = result_of(counts(*grades))

    assert (1, index, letter) == (result.answers, result.index, result.grade)
    assert dict(zip((each.name for each in ELEMENTS), grades, strict=True)) == result.means


def test_each_grade_of_each_question_has_words_of_its_own() -> None:
    assert 9 == len(ELEMENTS) == len({each.name for each in ELEMENTS})
    assert all(4 == len(set(each.grades)) for each in ELEMENTS)

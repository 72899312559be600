"""One byte form for one value."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from domain.canonical import canonical_json, sha256_of


@dataclass(frozen=True)
class Pair:
    second: str
    first: date


def test_keys_are_sorted_spaces_left_out_and_text_is_utf_8() -> None:
    assert '{"first":"2026-11-27","second":"é"}'.encode() == canonical_json(Pair("é", date(2026, 11, 27)))


def test_moments_keep_their_zone() -> None:
    assert b'["2026-11-27T01:02:03+00:00"]' == canonical_json([datetime(2026, 11, 27, 1, 2, 3, tzinfo=UTC)])


def test_the_order_of_writing_does_not_matter() -> None:
    assert sha256_of({"a": 1, "b": 2}) == sha256_of({"b": 2, "a": 1})


@pytest.mark.parametrize("value", [{1, 2}, Pair, b"x"])
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical_json(value)


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(float("nan"))

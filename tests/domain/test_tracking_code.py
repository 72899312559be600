"""The tracking code: eight characters that can be read off paper, as random as what they are made from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.tracking_code import LENGTH, tracking_code


@given(noise=st.binary(min_size=LENGTH, max_size=LENGTH))
def test_a_code_has_eight_characters_that_nobody_mistakes_for_another(noise: bytes) -> None:
    code = tracking_code(noise)

    assert len(code) == 8
    assert not set(code) - set("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    assert not set(code) & set("IO01")


def test_every_character_comes_as_often_as_every_other() -> None:
    codes = "".join(tracking_code(bytes(range(n, n + 8))) for n in range(0, 256, 8))

    assert {8} == {codes.count(character) for character in set(codes)}
    assert 32 == len(set(codes))


@pytest.mark.parametrize("length", [0, 7, 9])
def test_other_noise_is_a_mistake_of_the_program(length: int) -> None:
    with pytest.raises(AssertionError, match="a byte makes a character"):
        tracking_code(bytes(length))

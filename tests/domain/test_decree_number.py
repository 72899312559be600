"""Numbers of decrees as people write them and as they are found in files."""

import re

import pytest

from domain.decree_number import Count, number_regex, read_number, same_number

PATTERN = "500.16.7.2/{seq:04}/IPKBM/DPMPTSP/{year}"
NUMBER = PATTERN.format(seq=12, year=2026)


def test_blanks_and_capitals_make_no_other_number() -> None:
    assert same_number(NUMBER) == same_number(f"  {NUMBER.lower()}\n")
    assert same_number("500 1") != same_number("5001")


@pytest.mark.parametrize("written", [NUMBER, NUMBER.lower(), f" {NUMBER} ", NUMBER.replace("0012", "12")])
def test_a_number_of_ours_tells_its_place(written: str) -> None:
    assert Count(seq=12, year=2026) == read_number(PATTERN, written)


@pytest.mark.parametrize("written", ["", NUMBER[:-1], f"{NUMBER}1", NUMBER.replace(".", "-"), f"x{NUMBER}"])
def test_any_other_text_is_no_number_of_ours(written: str) -> None:
    assert read_number(PATTERN, written) is None


def test_a_number_is_found_in_a_text() -> None:
    assert [NUMBER] == [found[0] for found in re.finditer(number_regex(PATTERN), f"KEPUTUSAN NOMOR {NUMBER}, 2026")]

"""Numbers of decrees as people write them and as they are found in files."""

import re
from datetime import date

import pytest

from domain.decree_number import BadPattern, Count, check_pattern, number_regex, read_number, same_number, written

PATTERN = "500.16.7.2/{seq:04}/IPKBM/DPMPTSP/{year}"
NUMBER = PATTERN.format(seq=12, year=2026)


def test_blanks_and_capitals_make_no_other_number() -> None:
    assert same_number(NUMBER) == same_number(f"  {NUMBER.lower()}\n")
    assert same_number("500 1") != same_number("5001")


@pytest.mark.parametrize("text", [NUMBER, NUMBER.lower(), f" {NUMBER} ", NUMBER.replace("0012", "12")])
def test_a_number_of_ours_tells_its_place(text: str) -> None:
    assert Count(seq=12, year=2026) == read_number(PATTERN, text)


@pytest.mark.parametrize("text", ["", NUMBER[:-1], f"{NUMBER}1", NUMBER.replace(".", "-"), f"x{NUMBER}"])
def test_any_other_text_is_no_number_of_ours(text: str) -> None:
    assert read_number(PATTERN, text) is None


def test_a_number_is_found_in_a_text() -> None:
    assert [NUMBER] == [found[0] for found in re.finditer(number_regex(PATTERN), f"KEPUTUSAN NOMOR {NUMBER}, 2026")]


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("503/{seq}/RKL/{bulan_romawi}/{year}", "503/7/RKL/VIII/2026"),
        ("503/{seq}-DPMPTSP/{bulan:02}/{year}", "503/7-DPMPTSP/08/2026"),
        ("{year}/{bulan}/{seq:05}", "2026/8/00007"),
        ("503/{seq}/{year}/DPMPTSP", "503/7/2026/DPMPTSP"),
        ("500.16.7.2/{seq}/IPKBM/{seq:05}/DPMPTSP/{year}", "500.16.7.2/7/IPKBM/00007/DPMPTSP/2026"),
    ],
)
def test_a_pattern_may_name_the_month_and_say_things_twice(pattern: str, number: str) -> None:
    check_pattern(pattern)

    assert number == written(pattern, 7, date(2026, 8, 17))
    assert Count(seq=7, year=2026) == read_number(pattern, number.lower())


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("503/{seq}/2026", "must contain {seq} and {year}"),
        ("503/{bulan}/{year}", "must contain {seq} and {year}"),
        ("503/{seq}/{tahun}", "{tahun} is none of bulan, bulan_romawi, seq, year"),
        ("503/{seq}/{}/{year}", "{} is none of"),
        ("503/{seq/{year}", "is not a number pattern"),
        ("503/{seq:zz}/{year}", "is not a number pattern"),
        ("503/{seq:{lebar}}/{year}", "is not a number pattern"),
        ("{seq}{bulan}/{year}", "cannot be told from the rest"),
        ("503/{seq:x}/{year}", "cannot be told from the rest"),
        ("503/{seq:>6}/{year}", "cannot be told from the rest"),
    ],
)
def test_a_pattern_whose_numbers_could_be_mistaken_is_refused(pattern: str, said: str) -> None:
    with pytest.raises(BadPattern, match=re.escape(said)):
        check_pattern(pattern)

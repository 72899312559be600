"""Dates, numbers and list marks as the office's papers write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indonesian import (
    counted,
    date_in_words,
    date_text,
    day_name,
    in_words,
    last_text,
    letter,
    moment_text,
    ordinal,
    position_text,
    short_text,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (1, "satu"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (99, "sembilan puluh sembilan"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (200, "dua ratus"),
        (1000, "seribu"),
        (1001, "seribu satu"),
        (2026, "dua ribu dua puluh enam"),
        (100_000, "seratus ribu"),
        (1_000_000, "satu juta"),
        (1_500_000_000, "satu miliar lima ratus juta"),
        (10**12, "satu triliun"),
        (10**15, "1000000000000000"),
        (-1, "-1"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert words == in_words(number)


@given(st.integers(0, 10**15 - 1), st.integers(0, 10**15 - 1))
def test_two_numbers_never_have_the_same_words(one: int, other: int) -> None:
    assert (one == other) == (in_words(one) == in_words(other))


def test_a_number_that_matters_stands_twice() -> None:
    assert "21 (dua puluh satu)" == counted(21)


def test_dates() -> None:
    day = date(2026, 11, 25)

    assert ("Rabu", "25 November 2026") == (day_name(day), date_text(day))
    assert "Rabu tanggal dua puluh lima bulan November tahun dua ribu dua puluh enam" == date_in_words(day)


def test_a_moment_is_told_in_the_offices_zone() -> None:
    assert "1 Jan 2027 00.30" == short_text(datetime(2026, 12, 31, 16, 30, tzinfo=UTC))
    assert "1 Januari 2027 pukul 00.30 WITA" == moment_text(datetime(2026, 12, 31, 16, 30, tzinfo=UTC))


def test_an_end_at_midnight_is_told_by_its_last_day() -> None:
    assert "31 Desember 2026" == last_text(datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert "1 Januari 2027 pukul 00.01 WITA" == last_text(datetime(2026, 12, 31, 16, 1, tzinfo=UTC))


def test_clauses_and_items_are_counted() -> None:
    assert ["KESATU", "KEDUA", "KESEBELAS"] == [ordinal(n) for n in (1, 2, 11)]
    assert ["a", "z", "aa", "zz", "aaa"] == [letter(n) for n in (1, 26, 27, 702, 703)]


@pytest.mark.parametrize(
    ("latitude", "longitude", "text"),
    [
        (-3.442333, 114.8339, "3,442333° LS, 114,833900° BT"),
        (5.5, -0.25, "5,500000° LU, 0,250000° BB"),
        (0.0, 0.0, "0,000000° LU, 0,000000° BT"),
    ],
)
def test_a_position_is_told_as_maps_of_the_country_do(latitude: float, longitude: float, text: str) -> None:
    assert text == position_text(latitude, longitude)

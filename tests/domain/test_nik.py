"""A NIK has 16 digits and carries a birth date that can be."""

import pytest

from domain.nik import is_plausible_nik


@pytest.mark.parametrize(
    "nik", ["6372994101900001", "6372993112991234", "6372997112990001", "6372992902960001", "6372990101000001"]
)
def test_a_nik_with_a_possible_birth_date_is_plausible(nik: str) -> None:
    assert is_plausible_nik(nik)


@pytest.mark.parametrize(
    ("nik", "why"),
    [
        ("637299410190000", "15 digits"),
        ("63729941019000011", "17 digits"),
        ("637299410190000a", "a letter"),
        ("６372994101900001", "a full-width digit"),
        ("6372990001900001", "day 0"),
        ("6372993201900001", "day 32"),
        ("6372994001900001", "a woman's day 0"),
        ("6372997201900001", "a woman's day 32"),
        ("6372990113900001", "month 13"),
        ("6372993002900001", "30 February"),
        ("6372992902970001", "29 February in no leap year of either century"),
    ],
)
def test_a_nik_without_one_is_not(nik: str, why: str) -> None:
    assert not is_plausible_nik(nik), why

"""Instants, amounts and standards in words."""

import pytest

from domain.refusals import Sentence
from domain.time_words import instant_words, seconds_words, standard_words
from domain.working_time import Standard
from tests.domain.office import WITA, wita


@pytest.mark.parametrize(
    ("at", "indonesian", "english"),
    [
        ("2026-11-23 09:14", "Senin, 23 November 2026 pukul 09.14 WITA", "Monday 23 November 2026 at 09.14 WITA"),
        ("2026-03-01 07:30:03", "Minggu, 1 Maret 2026 pukul 07.30.03 WITA", "Sunday 1 March 2026 at 07.30.03 WITA"),
        ("2026-08-17 00:00:00.9", "Senin, 17 Agustus 2026 pukul 00.00 WITA", "Monday 17 August 2026 at 00.00 WITA"),
    ],
)
def test_an_instant_is_told_in_the_zone_of_the_office(at: str, indonesian: str, english: str) -> None:
    assert Sentence(indonesian, english) == instant_words(wita(at), WITA)


@pytest.mark.parametrize(
    ("seconds", "indonesian", "english"),
    [
        (0, "0 detik", "0 s"),
        (59, "59 detik", "59 s"),
        (3600, "1 jam", "1 h"),
        (11_524, "3 jam 12 menit 4 detik", "3 h 12 min 4 s"),
        (360_001, "100 jam 1 detik", "100 h 1 s"),
    ],
)
def test_working_time_is_told_in_hours_minutes_and_seconds(seconds: int, indonesian: str, english: str) -> None:
    assert Sentence(indonesian, english) == seconds_words(seconds)


@pytest.mark.parametrize(
    ("standard", "indonesian", "english"),
    [
        (Standard(minutes=5), "5 Menit", "5 minutes"),
        (Standard(days=4, minutes=73), "4 Hari 1 Jam 13 Menit", "4 working days 1 hour 13 minutes"),
        (Standard(days=1, minutes=121), "1 Hari 2 Jam 1 Menit", "1 working day 2 hours 1 minute"),
        (Standard(), "0 Menit", "0 minutes"),
    ],
)
def test_a_standard_is_told_as_the_sop_writes_it(standard: Standard, indonesian: str, english: str) -> None:
    assert Sentence(indonesian, english) == standard_words(standard)

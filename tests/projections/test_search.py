"""Words as people type them, and the lexemes they are found by."""

import pytest

from projections.search import is_found, lexemes, question


def test_a_row_is_found_by_words_endings_and_parts_of_its_number() -> None:
    assert ("0007", "20261123", "i", "ki", "mi", "pki", "umi") == lexemes("REG-20261123-0007", "PKI Umi")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Melati", "'melati':*"),
        ("  PKBM  Melati ", "'pkbm':* & 'melati':*"),
        ("REG-KBM-2026", "'reg':* & 'kbm':* & '2026':*"),
        ("Café", "'cafe':*"),
        ("o'; DROP TABLE read.cases --", "'o':* & 'drop':* & 'table':* & 'read':* & 'cases':*"),
        ("a b c d e f g h i j", "'a':* & 'b':* & 'c':* & 'd':* & 'e':* & 'f':* & 'g':* & 'h':*"),
        ("x" * 100, f"'{'x' * 60}':*"),
        ("%_-'\\:*&|!", ""),
        ("", ""),
    ],
)
def test_a_question_asks_for_every_word_and_nothing_else(typed: str, expected: str) -> None:
    assert expected == question(typed)["words"]


def test_a_number_is_looked_for_from_its_beginning_on() -> None:
    asked = question(" reg-kbm-2026 ")

    assert ("REG-KBM-2026", "REG-KBM-2026\U0010ffff") == (asked["number_from"], asked["number_below"])


@pytest.mark.parametrize("typed", ["", "  ", "--", "%"])
def test_what_has_no_word_is_no_beginning_of_a_number(typed: str) -> None:
    assert not question(typed)["number_from"] <= "REG-KBM-20261123-0001"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("melati", True),
        ("elat", True),
        ("PKBM mel", True),
        ("0007", True),
        ("reg-kbm-2026", True),
        ("REG-KBM-20261123-0007", True),
        ("melati kenanga", False),
        ("kbm-2026", True),
        ("kbm-2027", False),
        ("--", False),
        ("", False),
    ],
)
def test_one_row_is_held_against_a_question_as_the_database_would(typed: str, found: bool) -> None:
    assert found == is_found(typed, "REG-KBM-20261123-0007", "PKBM Melati")

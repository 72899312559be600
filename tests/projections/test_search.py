"""Words as people type them, and the lexemes they are found by."""

import pytest

from projections.search import as_tsquery, lexemes


def test_a_row_is_found_by_words_endings_and_parts_of_its_number() -> None:
    assert ("0007", "20261123", "i", "ki", "mi", "pki", "reg", "umi") == lexemes("REG-20261123-0007", "PKI Umi")


@pytest.mark.parametrize(
    ("question", "expected"),
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
def test_a_question_asks_for_every_word_and_nothing_else(question: str, expected: str) -> None:
    assert expected == as_tsquery(question)

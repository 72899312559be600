"""Lines are broken where fpdf2 breaks them, and written where it writes them, for whatever people type."""

from datetime import UTC, datetime
from random import Random

import pytest
from fpdf.enums import Align

from application.documents.imprint import Imprint
from application.documents.line_breaks import UNUSUAL, broken
from application.documents.paper import WIDTH, Paper
from application.documents.typeface import shown
from tests.campaign import times
from tests.pdf_text import pieces

LETTERS = "abcdefghijklmnopqrstuvwxyz ABC.,;:-/0123456789 éÉüÖ–—“”\u2003\u200a"
IMPRINT = Imprint(title="T", author="A", subject="S", made_at=datetime(2026, 11, 23, tzinfo=UTC))


class AsFpdfDoes(Paper):
    """The same paper, on which fpdf2 finds every end of a line itself."""

    def _broken(self, text: str, width: float) -> list[str] | None:  # noqa: ARG002 - of the base
        return None


def some_text(random: Random) -> str:
    words = ("".join(random.choices(LETTERS, k=random.choice((1, 3, 7, 12, 90)))) for _ in range(random.randint(1, 60)))
    return random.choice((" ", "  ", "")).join(words)


def test_lines_end_where_fpdf2_ends_them() -> None:
    random, quick, slow = Random(7), Paper(IMPRINT), AsFpdfDoes(IMPRINT)
    for _ in range(times(100, 10_000)):
        text, width, size = some_text(random), random.uniform(15, WIDTH), random.choice((8, 8.5, 10, 11, 11.5, 13))
        for paper in (quick, slow):
            paper.write_in(size, bold=len(text) % 2 == 0)

        assert slow.lines_of(text, width) == quick.lines_of(text, width), (text, width)
    for paper in (quick, slow):
        paper.output()  # which closes the fonts


@pytest.mark.parametrize("align", [Align.J, Align.L, Align.C])
def test_every_letter_stands_where_fpdf2_puts_it(align: Align) -> None:
    random, papers = Random(8), (Paper(IMPRINT), AsFpdfDoes(IMPRINT))
    texts = [some_text(random) for _ in range(30)]
    for paper in papers:
        for text in ("", " ", "satu\ndua\n", "a\u00adb", *texts):
            paper.flow(text, align=align, width=120)

    quick, slow = (pieces(bytes(paper.output())) for paper in papers)
    assert slow == quick


@pytest.mark.parametrize("text", ["", *(f"a{each}b" for each in sorted(UNUSUAL))])
def test_what_has_rules_of_its_own_is_left_to_fpdf2(text: str) -> None:
    assert broken(text, 10, lambda _: 1) is None


def test_what_is_too_narrow_for_a_letter_is_left_to_fpdf2_too() -> None:
    assert broken("aa", 0.5, lambda _: 1) is None
    assert ["ab", "c"] == broken("abc", 2, lambda _: 1)
    assert ["", "ab"] == broken(" ab", 2, lambda _: 1)
    assert "a" == shown("a")

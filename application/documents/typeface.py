"""The typeface of all papers, bundled with its licence (Liberation Serif, SIL OFL 1.1), and what it can print."""

from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

FACE = "LiberationSerif"
REGULAR = Path(__file__).parent.parent / "fonts" / "LiberationSerif-Regular.ttf"
BOLD = REGULAR.with_name("LiberationSerif-Bold.ttf")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# What people paste, and the sign with the same meaning that the typeface has.
_SAME = str.maketrans(
    {
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{BULLET OPERATOR}": "\N{BULLET}",
        "\N{CHECK MARK}": "v",
        "\N{HEAVY CHECK MARK}": "v",
        "\N{BALLOT BOX WITH CHECK}": "[v]",
        "\N{BALLOT BOX}": "[ ]",
        "\N{BALLOT BOX WITH X}": "[x]",
    }
)


class UnprintableText(ValueError):
    """A text has characters that the typeface cannot print; the message lists them."""


def unprintable(text: str) -> str:
    """Return the characters of `text` that no paper can show, each once, in order."""
    return "".join(dict.fromkeys(each for each in text.translate(_SAME) if ord(each) not in _glyphs()))


def require_printable(text: str) -> None:
    """Raise `UnprintableText` unless every character of `text` can be printed."""
    if missing := unprintable(text):
        listed = ", ".join(f"{each} (U+{ord(each):04X})" for each in missing)
        raise UnprintableText(f"the typeface cannot print {listed}")


def shown(text: str) -> str:
    """Return `text` as it can be printed: what cannot is visibly replaced, never left out."""
    text = text.translate(_SAME)
    return "".join(each if ord(each) in _glyphs() else REPLACEMENT for each in text)


@cache
def _glyphs() -> frozenset[int]:
    """The characters that both faces have. A line feed is layout, not a glyph."""
    sheet = FPDF()
    sheet.add_font(FACE, "", REGULAR)
    sheet.add_font(FACE, "B", BOLD)
    faces = [font for font in sheet.fonts.values() if isinstance(font, TTFFont)]
    for face in faces:
        face.close()  # nothing is put out here, which is when fpdf2 closes them itself
    return frozenset({ord("\n")}.union(set(faces[0].cmap).intersection(*(face.cmap for face in faces))))

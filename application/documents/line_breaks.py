"""Where a text is broken into lines, found quickly: the same places that fpdf2 finds, which measures letter by letter.

fpdf2 2.8.9 measures each line anew for each of its letters. A decree is measured a hundred times before it is written.
"""

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from fpdf.line_break import BREAKING_SPACE_SYMBOLS_STR

# Where these stand, breaking has further rules: ask fpdf2.
UNUSUAL = frozenset("\n\r\f\N{SOFT HYPHEN}\N{NO-BREAK SPACE}")


def broken(text: str, width: float, advance: Callable[[str], float]) -> list[str] | None:
    """Return the lines of `text` in a column that is `width` wide, in the unit of `advance` (of one letter).

    None for a text that only fpdf2 can break.
    """
    if not text or not UNUSUAL.isdisjoint(text):
        return None
    ends, lines, start = list(accumulate(map(advance, text), initial=0.0)), list[str](), 0
    while start < len(text):
        beyond = bisect_right(ends, ends[start] + width) - 1  # the first letter that does not fit
        if beyond <= start or ends[start] == ends[-1]:
            return None
        if beyond >= len(text):
            lines.append(text[start:])
            break
        end = beyond if text[beyond] in BREAKING_SPACE_SYMBOLS_STR else _last_space(text, start, beyond)
        lines.append(text[start : beyond if end is None else end])
        start = beyond if end is None else end + 1
    return lines


def _last_space(text: str, start: int, beyond: int) -> int | None:
    found = max(text.rfind(each, start, beyond) for each in BREAKING_SPACE_SYMBOLS_STR)
    return found if found >= 0 else None

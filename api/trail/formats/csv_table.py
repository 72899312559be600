"""CSV after RFC 4180, UTF-8, with pm4py's column names, and harmless in a spreadsheet.

A cell that begins like a formula is given an apostrophe in front (OWASP, CSV injection). An office here opens files
with the semicolon as separator, and then whatever follows a semicolon, a tab or a line's end within a cell begins a
cell of its own: it is given one as well. The other formats say the same without it.
"""

import csv
import re
from collections.abc import Iterable
from datetime import datetime
from io import StringIO

from api.trail.formats.items import Item, utc
from api.trail.formats.table import COLUMNS, Value, rows

_SEPARATORS = ";\t\r\n"
_SUSPICIOUS = frozenset(" \xa0=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
_FORMULA = re.compile("(^|[;\t\r\n])(?=[ \xa0]*[=+\\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20])")


class Table:
    def begin(self) -> bytes:
        return _lines([list(COLUMNS)])

    def write(self, items: Iterable[Item]) -> bytes:
        return _lines([_cell(value) for value in row] for row in rows(items))

    def end(self) -> Iterable[bytes]:
        return ()

    def close(self) -> None:
        """There is nothing to give back."""


def _cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return utc(value)
        case int():
            return str(value)
        case _:
            return harmless(value)


def harmless(text: str) -> str:
    """Return `text` as a spreadsheet may read it: nothing in it is taken for a formula."""
    if text[:1] not in _SUSPICIOUS and not any(each in text for each in _SEPARATORS):
        return text  # nearly always, and a look takes a tenth of the time
    return _FORMULA.sub(r"\1'", text)


def _lines(table: Iterable[list[str]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue().encode()

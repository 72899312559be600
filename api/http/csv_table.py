"""A list as a table for spreadsheets (RFC 4180), in which nothing that a stranger wrote is a formula."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

# A spreadsheet takes what begins like this for a formula (OWASP ASVS 5.0, 1.2.10).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_lines(columns: Sequence[str], items: Iterable[Mapping[str, object]]) -> str:
    """Return a line for each item; None is an empty cell."""
    return _lines(["" if item[name] is None else _harmless(str(item[name])) for name in columns] for item in items)


def csv_heading(columns: Sequence[str]) -> str:
    """Return the first line."""
    return _lines([columns])


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _lines(rows: Iterable[Sequence[str]]) -> str:
    table = StringIO()
    csv.writer(table).writerows(rows)
    return table.getvalue()

"""Decree numbers: how a pattern of the office writes them, how they are read, and when two are the same."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from string import Formatter
from typing import NamedTuple

from domain.indonesian import roman


class BadPattern(Exception):
    """A pattern whose numbers would not be told apart, or not be read again. The message says why."""


class Count(NamedTuple):
    """A decree's place in its register: the nth number of a year."""

    seq: int
    year: int


def same_number(number: str) -> str:
    """Return the form in which numbers are compared: the same with other blanks or capitals is the same number."""
    return " ".join(number.split()).casefold()


def written(pattern: str, seq: int, day: date) -> str:
    """Return the number of a decree that was numbered on `day`; `bulan_romawi` is its month in Roman."""
    return pattern.format(seq=seq, year=day.year, bulan=day.month, bulan_romawi=roman(day.month))


def number_regex(pattern: str) -> str:
    """Return a regular expression for what a pattern makes; it has the groups `seq` and `year`, once each."""
    return "".join(_parts(pattern))


def read_number(pattern: str, text: str) -> Count | None:
    """Return the count and year in a number that was made from `pattern`, None if it was not."""
    found = re.fullmatch(number_regex(pattern), " ".join(text.split()), re.IGNORECASE)
    return Count(int(found["seq"]), int(found["year"])) if found else None


def check_pattern(pattern: str) -> None:
    """Raise `BadPattern` unless every number that `pattern` makes can be read again: then no two are the same."""
    try:
        names = {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}
        _check_names(names)
        samples = [(Count(seq, day.year), written(pattern, seq, day)) for seq in _COUNTS for day in _DAYS]
    except (KeyError, ValueError) as error:
        raise BadPattern(f"is not a number pattern: {error}") from error
    if not names >= set(Count._fields):
        raise BadPattern("must contain {seq} and {year}, or two decrees get one number")
    for count, number in samples:
        if read_number(pattern, number) != count:
            raise BadPattern(f"makes {number}, in which count and year cannot be told from the rest")


def _check_names(names: set[str]) -> None:
    for name in sorted(names - _FIELDS.keys()):
        raise ValueError(f"{{{name}}} is none of {', '.join(sorted(_FIELDS))}")


def _parts(pattern: str) -> Iterator[str]:
    """What stands there twice is one group and a look-alike."""
    named = set[str]()
    for text, name, _, _ in Formatter().parse(pattern):
        yield re.escape(text)
        if name in Count._fields and name not in named:
            named.add(name)
            yield f"(?P<{name}>{_FIELDS[name]})"
        elif name is not None:
            yield _FIELDS[name]


_FIELDS: Mapping[str, str] = {"seq": r"\d{1,9}", "year": r"\d{4}", "bulan": r"\d{1,2}", "bulan_romawi": "[IVX]{1,4}"}
_COUNTS = (1, 7, 42, 1234, 98765)
_DAYS = (date(2026, 1, 31), date(2026, 8, 1), date(2027, 12, 1))

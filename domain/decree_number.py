"""Decree numbers as they are found in the world: when two of them are the same, and what one of ours looks like."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import NamedTuple


def same_number(number: str) -> str:
    """Return the form in which numbers are compared: the same with other blanks or capitals is the same number."""
    return " ".join(number.split()).casefold()


def number_regex(pattern: str) -> str:
    """Return a regular expression for what an SOP's number pattern makes; it has the groups `seq` and `year`."""
    return "".join(re.escape(text) + _FIELDS.get(name, "") for text, name, _, _ in Formatter().parse(pattern))


class Count(NamedTuple):
    """A decree's place in its register: the nth number of a year."""

    seq: int
    year: int


def read_number(pattern: str, text: str) -> Count | None:
    """Return the count and year in a number that was made from `pattern`, None if it was not."""
    found = re.fullmatch(number_regex(pattern), " ".join(text.split()), re.IGNORECASE)
    return Count(int(found["seq"]), int(found["year"])) if found else None


_FIELDS: Mapping[str | None, str] = {"seq": r"(?P<seq>\d{1,9})", "year": r"(?P<year>\d{4})"}

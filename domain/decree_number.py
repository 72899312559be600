"""Decree numbers as they are found in the world: when two of them are the same, and what one of ours looks like."""

import re
from collections.abc import Mapping
from string import Formatter


def same_number(number: str) -> str:
    """Return the form in which numbers are compared: the same with other blanks or capitals is the same number."""
    return " ".join(number.split()).casefold()


def number_regex(pattern: str) -> str:
    """Return a regular expression for what an SOP's number pattern makes; it has the groups `seq` and `year`."""
    return "".join(re.escape(text) + _FIELDS.get(name, "") for text, name, _, _ in Formatter().parse(pattern))


_FIELDS: Mapping[str | None, str] = {"seq": r"(?P<seq>\d{1,9})", "year": r"(?P<year>\d{4})"}

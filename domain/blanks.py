"""What an office has not filled in yet: every text of its forms that is printed with a mark instead of the truth."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from domain.decree import DecreeTemplate

MARK = "[isi oleh kantor"


def blanks(template: DecreeTemplate) -> tuple[str, ...]:
    """Return where in the forms something is left to fill in, such as "office.letterhead.address", in their order."""
    return tuple(dict.fromkeys(_blanks("", template)))


def _blanks(where: str, value: object) -> Iterator[str]:
    if isinstance(value, str):
        if MARK in value:
            yield where
    elif is_dataclass(value):
        for each in fields(value):
            yield from _blanks(f"{where}.{each.name}".lstrip("."), getattr(value, each.name))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _blanks(f"{where}.{name}", each)
    elif isinstance(value, tuple):
        for n, each in enumerate(value, 1):
            yield from _blanks(f"{where}[{n}]", each)

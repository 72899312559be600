"""One page of a list, and where the next one begins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Key = tuple[str | int | None, ...]
"""Where a row stands in the order of its list, in JSON values: whoever serves it makes an opaque cursor of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    items: tuple[Item, ...]
    next: Key | None


def page_of(found: Sequence[Item], *, limit: int, key: Callable[[Item], Key]) -> Page[Item]:
    """Return the page from `limit` + 1 rows, the last of which only tells that there is more."""
    items = tuple(found[:limit])
    return Page(items=items, next=key(items[-1]) if len(found) > limit else None)

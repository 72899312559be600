"""The data of an event as tables: its values with the way to each, and each list of records as a table of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Named = tuple[str, Any]  # stored JSON, under the way to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A list whose items have the same few fields; what none of them has is no column."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    pairs: Sequence[Named]
    lists: Sequence[Records]


def data_in(said: Mapping[str, Any]) -> Data:
    """Return everything that is said, in the order in which it is stored: `report.number`, `documents.1.name`."""
    parts = list(_parts(said, ""))
    return Data(
        pairs=[each for each in parts if not isinstance(each, Records)],
        lists=[each for each in parts if isinstance(each, Records)],
    )


def _parts(value: Any, way: str) -> Iterator[Named | Records]:
    if _is_records(value):
        columns = dict.fromkeys(name for row in value for name, each in row.items() if each is not None)
        yield Records(name=way, columns=list(columns), rows=value)
        return
    inside = list(_inside(value))
    if not inside and way:
        yield way, value
    for name, each in inside:
        yield from _parts(each, f"{way}.{name}" if way else name)


def _inside(value: Any) -> Iterator[Named]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list):
        yield from ((str(n), each) for n, each in enumerate(value, 1))


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_flat(each) for each in value)


def _is_flat(value: Any) -> bool:
    return isinstance(value, Mapping) and not any(isinstance(each, Mapping | list) for each in value.values())

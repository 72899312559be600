"""The columns of the tables, CSV and Parquet alike: pm4py's names first, then ours."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import orjson

from api.trail.formats.items import Item, instant_of, text_of


class Kind(Enum):
    """What a column holds."""

    TEXT = 1
    NUMBER = 2
    INSTANT = 3


COLUMNS: Mapping[str, Kind] = {
    "case:concept:name": Kind.TEXT,
    "concept:name": Kind.TEXT,
    "time:timestamp": Kind.INSTANT,
    "org:resource": Kind.TEXT,
    "org:role": Kind.TEXT,
    "lifecycle:transition": Kind.TEXT,
    "case:number": Kind.TEXT,
    "position": Kind.NUMBER,
    "version": Kind.NUMBER,
    "step": Kind.NUMBER,
    "name": Kind.TEXT,
    "acting_for": Kind.TEXT,
    "sop_code": Kind.TEXT,
    "sop_version": Kind.TEXT,
    "recorded_at": Kind.INSTANT,
    "correlation": Kind.TEXT,
    "data": Kind.TEXT,
    "leaf": Kind.TEXT,
}
REQUIRED = frozenset(
    (
        *("case:concept:name", "concept:name", "time:timestamp", "org:resource", "org:role", "lifecycle:transition"),
        *("position", "version", "name", "recorded_at", "data", "leaf"),
    )
)
"""Those that are never empty."""
Value = str | int | datetime | None
Row = tuple[Value, ...]


def rows(items: Iterable[Item]) -> Iterable[Row]:
    """Yield a row for each item, its values in the order of `COLUMNS` and of the kinds there."""
    for told, number in items:
        by, sop = _object(told["by"]), _object(told["sop"])
        yield (
            told["application"],
            told["fact"],
            instant_of(told),
            text_of(by.get("sub")),
            text_of(by.get("role")),
            "complete",
            number,
            told["position"],
            told["version"],
            _number(told["step"]),
            text_of(by.get("name")),
            _text(by.get("acting_for")),
            _text(sop.get("code")),
            _text(sop.get("version")),
            told["recorded_at"].astimezone(UTC),
            _text(told["correlation"]),
            orjson.dumps(told["data"]).decode(),
            told["leaf"],
        )


def _object(value: Any) -> Mapping[str, Any]:  # any JSON value
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:  # the same
    return None if value is None else text_of(value)


def _number(value: Any) -> int | None:  # the same
    return value if type(value) is int and abs(value) < 2**63 else None

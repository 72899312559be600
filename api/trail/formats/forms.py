"""The forms in which the trail can be taken away, and how each is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from api.trail.formats.csv_table import Table
from api.trail.formats.items import Item
from api.trail.formats.ndjson import Lines
from api.trail.formats.ocel import Objects
from api.trail.formats.parquet import Columns
from api.trail.formats.xes import Traces
from projections.evidence.chosen import Order


class Form(StrEnum):
    NDJSON = "ndjson"
    CSV = "csv"
    XES = "xes"
    OCEL = "ocel"
    PARQUET = "parquet"


class Writing(Protocol):
    """One file being written: `begin`, then `write` as often as there is something, then `end`; at last `close`."""

    def begin(self) -> bytes: ...

    def write(self, items: Iterable[Item], /) -> bytes: ...

    def end(self) -> Iterable[bytes]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How a form is written; all but NDJSON are for process mining, and hold what happened to permits only."""

    media_type: str
    suffix: str
    order: Order
    writing: Callable[[], Writing]
    permits_only: bool = True


FORMS = {
    Form.NDJSON: Written(
        media_type="application/x-ndjson", suffix="ndjson", order=Order.POSITION, writing=Lines, permits_only=False
    ),
    Form.CSV: Written(media_type="text/csv", suffix="csv", order=Order.POSITION, writing=Table),
    Form.XES: Written(media_type="application/xml", suffix="xes", order=Order.FILE, writing=Traces),
    Form.OCEL: Written(media_type="application/json", suffix="jsonocel", order=Order.POSITION, writing=Objects),
    Form.PARQUET: Written(
        media_type="application/vnd.apache.parquet", suffix="parquet", order=Order.POSITION, writing=Columns
    ),
}

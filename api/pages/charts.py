"""Charts as geometry: here is said where each bar stands; a template draws it, and a table beside it says the same."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from domain.working_time import Standard

# A working day of Perpres 21/2023: 37.5 hours a week of five days. Only to draw by; judged is by due dates.
A_DAY_MIN = 450
WIDTH, HEIGHT = 720, 240
_LEFT, _TOP, _BOTTOM = 44, 22, 30


class Column(NamedTuple):
    """One month: its bar of what ended in time, and on top of it that of what was late."""

    month: str
    x: float
    width: float
    good_y: float
    good: float
    late_y: float
    late: float
    label_y: float
    is_labelled: bool
    on_time: int
    late_count: int
    on_time_pct: float | None


class Columns(NamedTuple):
    bars: tuple[Column, ...]
    grid: tuple[tuple[float, int], ...]
    left: int
    base: int


def columns_of(months: Sequence[Mapping[str, Any]]) -> Columns:
    """Return the columns of what ended in each month; of many months only some are written under."""
    top = _round_above(max((each["on_time"] + each["late"] for each in months), default=0))
    room, base = (WIDTH - _LEFT) / max(len(months), 1), HEIGHT - _BOTTOM
    every = -(-len(months) // 13)

    def height(count: int) -> float:
        return round(count * (base - _TOP) / top, 1)

    bars = tuple(
        Column(
            month=each["month"],
            x=round(_LEFT + n * room + room * 0.14, 1),
            width=round(room * 0.72, 1),
            good_y=base - height(each["on_time"]),
            good=height(each["on_time"]),
            late_y=base - height(each["on_time"]) - height(each["late"]),
            late=height(each["late"]),
            label_y=base - height(each["on_time"]) - height(each["late"]) - 6,
            is_labelled=(len(months) - 1 - n) % every == 0,
            on_time=each["on_time"],
            late_count=each["late"],
            on_time_pct=each["on_time_pct"],
        )
        for n, each in enumerate(months)
    )
    return Columns(bars, tuple((base - height(top * part // 2), top * part // 2) for part in (0, 1, 2)), _LEFT, base)


class Against(NamedTuple):
    """How long a step took, as parts of its standard: 100 is the standard, and the drawing ends at 200."""

    median: float
    most: float


def against(standard: Standard, p50: float | None, p90: float | None) -> Against | None:
    """Return the bars beside the standard's mark, if anything was measured."""
    if p50 is None or p90 is None:
        return None
    whole = standard.days * A_DAY_MIN + standard.minutes
    median, most = (round(min(100 * each / whole, 200), 1) for each in (p50, p90))
    return Against(median, most)


def _round_above(most: int) -> int:
    """Return an even number of few digits that is not less: 2, 4, 10, 20, 40, 100 and so on."""
    step = 1
    while True:
        for each in (2, 4, 10):
            if each * step >= most:
                return each * step
        step *= 10

"""The time of an application counted a second way: cut the history into stays, walk the calendar's spans through each.

Written for the tests, from design 6 and the calendar's published spans alone: it shares no code with what it judges.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.calendar import BeyondCalendar
from domain.working_time import Standard
from tests.domain.span_walker import SpanWalker

Happening = tuple[datetime, str, Mapping[str, Any]]
"""When, which fact, and as much of its data as moves a file."""

THE_END = ("Delivered", "Withdrawn", "Lapsed", "Revoked")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainSop:
    """`rows`: role, days and minutes of each row; `declared` and `legal`: days and minutes of the whole."""

    rows: Mapping[int, tuple[str, int, int]]
    declared: tuple[int, int]
    legal: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    step: int
    role: str
    round: int
    begin: datetime
    end: datetime | None


def walked(
    happened: Sequence[Happening], sop: PlainSop, walker_at: Callable[[datetime | None], SpanWalker], as_of: datetime
) -> dict[str, Any]:
    """Return what the figures must be; `walker_at` knows the calendar for what ended then, or still lasts."""
    seen = [each for each in happened if each[0] <= as_of]
    stays = _stays(seen)
    visits = [_visit(stay, sop, walker_at(stay.end), as_of) for stay in stays]
    parties = {role: 0 for role, _, _ in sop.rows.values()}
    for visit in visits:
        parties[visit["role"]] += visit["working_seconds"]
    return {
        "visits": visits,
        "parties": parties,
        "total_seconds": sum(parties.values()),
        "lines": {
            "declared": _line(seen, _less(sop.declared, sop.rows[1][1:]), THE_END, walker_at, as_of),
            "summed": _line(seen, _less(_summed(sop), sop.rows[1][1:]), THE_END, walker_at, as_of),
            "legal": _line(seen, sop.legal, (*THE_END, "Signed"), walker_at, as_of),
        },
    }


def _stays(seen: Sequence[Happening]) -> list[Stay]:
    """Everywhere the file came to, until the next place or the end."""
    arrivals: list[tuple[datetime, int, str, int]] = []
    rounds = 0
    end = None
    for at, fact, data in seen:
        if fact == "Submitted":
            rounds = data["round"]
            if not arrivals and data["started_at"] is not None:
                arrivals.append((min(at, data["started_at"]), 1, "pemohon", rounds))
        elif fact == "Routed":
            arrivals.append((at, data["to_step"], data["to_role"], rounds + 1 if data["to_step"] == 1 else rounds))
        elif fact in THE_END and end is None:
            end = at
    departures = [at for at, *_ in arrivals[1:]] + [end]
    return [
        Stay(step=step, role=role, round=round_, begin=at, end=left)
        for (at, step, role, round_), left in zip(arrivals, departures, strict=False)
    ]


def _visit(stay: Stay, sop: PlainSop, walker: SpanWalker, as_of: datetime) -> dict[str, Any]:
    until = as_of if stay.end is None else stay.end
    _, days, minutes = sop.rows[stay.step]
    due = _due(walker, stay.begin, (days, minutes))
    late = due is not None and _whole(until) > due
    return {
        "step": stay.step,
        "role": stay.role,
        "round": stay.round,
        "entered_at": stay.begin,
        "left_at": stay.end,
        "due_at": due,
        "working_seconds": seconds_in(walker, stay.begin, until),
        "lost_seconds": seconds_in(walker, due, until) if due is not None and late else 0,
        "verdict": _verdict(due, late=late, over=stay.end is not None),
    }


def _line(
    seen: Sequence[Happening],
    length: tuple[int, int],
    stops: Sequence[str],
    walker_at: Callable[[datetime | None], SpanWalker],
    as_of: datetime,
) -> dict[str, Any]:
    latest = max(n for n, (_, fact, _) in enumerate(seen) if fact == "Submitted")
    over = next((at for at, fact, _ in seen[latest:] if fact in stops), None)
    compared = as_of if over is None else over
    back = [at for at, fact, data in seen[latest:] if fact == "Routed" and data["to_step"] == 1]
    if back:  # whatever comes after it in this round, the office's clock has stopped
        compared = back[-1]
    due = _due(walker_at(over), seen[latest][0], length)
    late = due is not None and _whole(compared) > due
    return {"due_at": due, "verdict": _verdict(due, late=late, over=over is not None)}


def seconds_in(walker: SpanWalker, start: datetime, end: datetime) -> int:
    return sum(int((closes - opens).total_seconds()) for opens, closes in walker.spans(start, end))


def _due(walker: SpanWalker, start: datetime, length: tuple[int, int]) -> datetime | None:
    try:
        return walker.due(start, Standard(days=length[0], minutes=length[1]))
    except BeyondCalendar:
        return None


def _verdict(due: datetime | None, *, late: bool, over: bool) -> str | None:
    if due is None:
        return None
    return {(False, True): "on_time", (True, True): "late", (False, False): "running"}.get((late, over), "running_late")


def _summed(sop: PlainSop) -> tuple[int, int]:
    return sum(days for _, days, _ in sop.rows.values()), sum(minutes for _, _, minutes in sop.rows.values())


def _less(whole: tuple[int, int], part: tuple[int, ...]) -> tuple[int, int]:
    return max(whole[0] - part[0], 0), max(whole[1] - part[1], 0)


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)

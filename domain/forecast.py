"""The probable end of an open file, from what the office's own recent visits took: no model, only experience.

The method. For each step ahead on the straight road (no return for correction, no repair) the working seconds of the
latest finished visits to it are the sample. A draw takes one of them for each step, every one as likely as another,
and adds them up; the present visit is drawn among those that took at least as long as it has already lasted, less that
time. A thousand draws, given the same randomness the same ones, are sorted: half of them are over by p50, nine tenths
by p90, and the share that goes past a limit is the chance of breaking it. Sums are of working time, so that nights and
holidays come in once, at the end, when the calendar says on which day so much work is done.

Steps are drawn independently of each other, and a visit that ended because the applicant withdrew counts as it was.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.calendar import BeyondCalendar, Calendar
from domain.sla import LineName
from domain.sop import Sop
from domain.working_time import add, between, spent

DRAWS = 1_000
RECENT = 200  # visits of a step that are remembered
ENOUGH = 20  # of them, at least, or nothing is said

Uniform = Callable[[], float]
"""Randomness comes in: numbers from 0 to below 1, such as `random.Random(seed).random` gives."""

Experience = Mapping[int, Sequence[int]]
"""The working seconds of recent visits by step, the shortest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A line that a file may break: it is on time up to and including `due_at`, when it has left step `judged_at`."""

    name: LineName
    due_at: datetime | None
    judged_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What experience says. `short_of` are the steps with too few visits: then nothing is forecast.

    `outlasted`: no visit was ever as long as the present one, so that every figure is the least that can be expected.
    An instant past the published years is None, and so is the chance of breaking a line that has no date. Chances are
    of lines that are judged on the road ahead.
    """

    short_of: tuple[int, ...] = ()
    outlasted: bool = False
    p50: datetime | None = None
    p90: datetime | None = None
    chances: Mapping[LineName, float | None]


def straight_road(sop: Sop, step: int) -> tuple[int, ...]:
    """Return the steps from `step` to the end, that one included, when nothing goes back."""
    onward = next((move.to for move in sop.row(step).moves if move.to and move.to > step), None)
    return (step, *straight_road(sop, onward)) if onward else (step,)


def limits_of(sop: Sop, due: Mapping[LineName, datetime | None]) -> tuple[Limit, ...]:
    """Return the lines as limits: what the law allows is judged when the decision is signed, the others at the end."""
    *_, end = straight_road(sop, sop.rows[0].no)
    decision = next((row.no for row in sop.rows if row.move("sign")), end)
    return tuple(
        Limit(name=name, due_at=due_at, judged_at=decision if name is LineName.LEGAL else end)
        for name, due_at in due.items()
    )


def outlook(
    experience: Experience,
    road: Sequence[int],
    limits: Iterable[Limit],
    *,
    entered_at: datetime,
    now: datetime,
    calendar: Calendar,
    uniform: Uniform,
) -> Outlook:
    """Return what is probable for a file that has been at the first step of `road` since `entered_at`.

    Raise `BeyondCalendar` where the calendar of today is not published.
    """
    calendar.second(now)
    if short_of := tuple(step for step in road if len(experience.get(step, ())) < ENOUGH):
        return Outlook(short_of=short_of, chances={})
    so_far = max(0, spent(entered_at, now, calendar=calendar))
    draws = remaining(experience, road, so_far, uniform)
    end = sorted(draws[road[-1]])
    return Outlook(
        outlasted=experience[road[0]][-1] < so_far,
        p50=_instant(now, percentile(end, 50), calendar),
        p90=_instant(now, percentile(end, 90), calendar),
        chances={
            limit.name: _chance(draws[limit.judged_at], limit.due_at, now, calendar)
            for limit in limits
            if limit.judged_at in draws
        },
    )


def remaining(
    experience: Experience, road: Sequence[int], so_far: int, uniform: Uniform, *, draws: int = DRAWS
) -> Mapping[int, list[int]]:
    """Return by step of `road` the working seconds until it is left, one a draw; `so_far` were spent at the first.

    More of them never make a draw's whole visit shorter: each number picks the same rank among fewer, longer ones.
    """
    here, *ahead = road
    sample = experience[here]
    as_long = sample[bisect_left(sample, so_far) :] or [so_far]
    sums = [as_long[int(uniform() * len(as_long))] - so_far for _ in range(draws)]
    found = {here: sums}
    for step in ahead:
        sample = experience[step]
        sums = [until_here + sample[int(uniform() * len(sample))] for until_here in sums]
        found[step] = sums
    return found


def percentile(ordered: Sequence[int], percent: int) -> int:
    """Return the nearest rank: the smallest value that `percent` of all do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _chance(draws: Iterable[int], due_at: datetime | None, now: datetime, calendar: Calendar) -> float | None:
    """So many working seconds end by the due date exactly if no more than so many are left until then."""
    if due_at is None:
        return None
    if calendar.second(now) > calendar.second(due_at):
        return 1.0
    ordered = sorted(draws)
    broken = len(ordered) - bisect_right(ordered, between(now, due_at, calendar=calendar))
    return broken / len(ordered)


def _instant(now: datetime, seconds: int, calendar: Calendar) -> datetime | None:
    try:
        return add(now, seconds, calendar=calendar)
    except BeyondCalendar:
        return None

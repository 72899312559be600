"""The step bar of a case: what each step was given and what it took, and when the clock stood still, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.sla import CaseSla


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The working minutes of all visits to a step, and whether any of them was late."""

    minutes: float
    late: bool
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stay with the applicant, during which the office's clock stood still; it has no `until` while it lasts."""

    since: datetime
    until: datetime | None


def taken(case: CaseSla) -> Mapping[int, Taken]:
    steps: dict[int, Taken] = {}
    for each in case.visits:
        before = steps.get(each.visit.step, Taken(minutes=0, late=False, visits=0))
        steps[each.visit.step] = Taken(
            minutes=before.minutes + each.working_seconds / 60,
            late=before.late or each.lost_seconds > 0,
            visits=before.visits + 1,
        )
    return steps


def pauses(case: CaseSla) -> Sequence[Pause]:
    """Return when the file was back with its applicant, oldest first."""
    return [
        Pause(since=each.visit.entered_at, until=each.visit.left_at) for each in case.visits if each.visit.is_repair
    ]

"""The SLA and a plain second implementation, on random lives of files: not one figure may differ."""

from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings

from domain.explanation import explain_line, explain_visit
from domain.sla import CaseSla, assess_marks, calendar_known
from domain.visits import marks
from tests.campaign import times
from tests.domain.random_cases import RandomCase, random_cases
from tests.domain.sla_walker import seconds_in, walked

law = settings(max_examples=times(300, 20_000), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def assessed(case: RandomCase) -> CaseSla:
    return assess_marks(marks(case.events), case.sop, calendar_known(case.knowledge, case.publications), case.as_of)


def figures(found: CaseSla) -> dict[str, Any]:
    return {
        "visits": [
            {
                "step": each.visit.step,
                "role": each.visit.role,
                "round": each.visit.round,
                "entered_at": each.visit.entered_at,
                "left_at": each.visit.left_at,
                "due_at": each.due_at,
                "working_seconds": each.working_seconds,
                "lost_seconds": each.lost_seconds,
                "verdict": each.verdict,
            }
            for each in found.visits
        ],
        "parties": found.parties,
        "total_seconds": found.total_seconds,
        "lines": {name: {"due_at": line.due_at, "verdict": line.verdict} for name, line in found.lines.items()},
    }


@law
@given(random_cases())
def test_every_figure_is_that_of_the_walk(case: RandomCase) -> None:
    assert walked(case.happened, case.plain_sop, case.walker_at, case.as_of) == figures(assessed(case))


@law
@given(random_cases())
def test_the_parts_are_the_whole_and_each_explanation_adds_up(case: RandomCase) -> None:
    found = assessed(case)
    visits = found.visits

    assert all(one.visit.left_at == other.visit.entered_at for one, other in pairwise(visits))
    assert found.total_seconds == sum(each.working_seconds for each in visits) == sum(found.parties.values())
    if len({each.calendar.id for each in visits}) == 1:
        whole = case.walker_at(visits[-1].visit.left_at)
        assert found.total_seconds == seconds_in(whole, visits[0].visit.entered_at, visits[-1].until)
    for each in visits:
        spans = explain_visit(each).spans
        assert each.working_seconds == sum((closes - opens).total_seconds() for opens, closes in spans)
    for name, line in found.lines.items():
        assert (line.due_at is None) == (explain_line(name, line, case.sop).due.received_at is None)

"""How the office stood: now by its totals, then by what lasted then; always as the domain's function has it."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator
from datetime import datetime, timedelta

import pytest

from domain.sla import CaseSla, Clock, LineName, Verdict, assess
from domain.working_time import due_soon_at
from projections.sla.past import Past, past
from projections.sla.still_open import NOTHING_OPEN, OpenCases, Standing, open_cases
from tests.projections.sla_office import is_over
from tests.projections.sla_told import Told, told
from tests.scenario import MONDAY

CODE = "izin-kbm"
DAYS = -400, -329, -246.8, -29.7, -25.9, 0, 1.2, 8.1, 8.3, 9, 15, 60, 403.1
MOMENTS = [MONDAY + timedelta(days=days, seconds=0.5) for days in DAYS]


@pytest.fixture(scope="module")
async def office(postgres_url_of_module: str) -> AsyncGenerator[Told]:
    async with told(postgres_url_of_module) as office:
        yield office


@pytest.mark.parametrize("at", MOMENTS, ids=lambda at: f"{at:%F %H}")
async def test_the_past_is_what_the_events_by_then_make_of_it(office: Told, at: datetime) -> None:
    expected = stood(office, at)
    found = await past(office.connection, at=at)

    assert expected.cases == found.cases
    assert expected.steps == found.steps
    assert found == await past(office.connection, at=at, sop_code=CODE)


async def test_another_permit_type_had_nothing_open(office: Told) -> None:
    assert Past(steps={}, cases=NOTHING_OPEN) == await past(office.connection, at=MONDAY, sop_code="izin-lain")
    assert NOTHING_OPEN == await open_cases(office.connection, now=MONDAY, sop_code="izin-lain")


@pytest.mark.parametrize("days", [403.1, 405, 407.4, 500, 2000])
async def test_totals_say_how_the_open_applications_stand(office: Told, days: float) -> None:
    now = max(life[-1].at for life in office.lives) + timedelta(days=days - 403, seconds=0.5)

    assert stood(office, now).cases == await open_cases(office.connection, now=now)


def test_there_was_enough_to_stand(office: Told) -> None:
    everything = [stood(office, at).cases.lines[name] for at in MOMENTS for name in LineName]

    assert sum(each.open for each in everything) > 100
    assert sum(each.due_soon for each in everything) > 10
    assert sum(each.overdue for each in everything) > 10


def stood(office: Told, at: datetime) -> Past:
    steps: dict[tuple[str, int], Standing] = defaultdict(Standing)
    lines = dict.fromkeys(LineName, Standing())
    count = 0
    for sla in assessed(office, at):
        present = sla.visits[-1]
        count += 1
        steps[CODE, present.visit.step] += standing(office, at, present.visit.entered_at, present.due_at)
        for name, line in sla.lines.items():
            if not is_over(sla, line):
                running = line.clock is Clock.RUNS
                late = line.verdict is Verdict.RUNNING_LATE
                lines[name] += (
                    standing(office, at, line.submitted.at, line.due_at)
                    if running
                    else Standing(open=1, overdue=int(late))
                )
    return Past(steps=steps, cases=OpenCases(open=count, lines=lines))


def assessed(office: Told, at: datetime) -> Iterator[CaseSla]:
    """Yield the applications that were there and had not ended, by their events up to then."""
    for life in office.lives:
        if life[0].at <= at:
            sla = assess(life, office.book.sop(life[0].sop), office.book.calendar, at)
            if sla.visits and sla.visits[-1].visit.left_at is None:
                yield sla


def standing(office: Told, at: datetime, start: datetime, due_at: datetime | None) -> Standing:
    if due_at is None:
        return Standing(open=1)
    if at.replace(microsecond=0) > due_at:
        return Standing(open=1, overdue=1)
    return Standing(open=1, due_soon=int(at >= due_soon_at(start, due_at, calendar=office.book.calendar)))

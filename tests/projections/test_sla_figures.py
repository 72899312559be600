"""What is counted and found in the histograms is what one would count and sort by hand."""

from collections.abc import AsyncGenerator, Callable, Iterable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.publications import Knowledge
from projections.sla.figures import Figures, Place, figures
from projections.sla.histogram import tenths
from projections.sla.percentiles import Group, percentiles
from projections.sla.periods import periods
from projections.sla.scope import Scope
from tests.domain.office import WITA, wita
from tests.projections.sla_told import Row, Told, told

CODE = "izin-kbm"
STEPS = range(1, 10)
LINES = "declared", "summed", "legal"


@pytest.fixture(scope="module")
async def office(postgres_url_of_module: str) -> AsyncGenerator[Told]:
    async with told(postgres_url_of_module) as office:
        yield office


INSTANTS = st.one_of(
    st.datetimes(datetime(2026, 1, 20), datetime(2028, 2, 10), timezones=st.just(WITA)),  # noqa: DTZ001
    st.dates(date(2026, 1, 20), date(2028, 2, 10)).map(lambda day: wita(f"{day} 00:00")),
)
RANGES = st.tuples(INSTANTS, INSTANTS).filter(lambda both: both[0] != both[1]).map(lambda both: tuple(sorted(both)))
EXAMPLES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


async def test_the_cases_are_worth_counting(office: Told) -> None:
    flipped = [visit for visit in office.visits if visit["late"] != visit["late_then"]]
    undated = [visit for visit in office.visits if visit["late"] is None]

    assert len(office.visits) > 500
    assert {False, True} <= {visit["late"] for visit in office.visits}
    assert flipped
    assert undated
    assert [visit for visit in office.visits if visit["worked"] != visit["worked_then"]]


@EXAMPLES
@given(range_=RANGES, knowledge=st.sampled_from(Knowledge))
async def test_figures_are_what_one_would_count(
    office: Told, range_: tuple[datetime, datetime], knowledge: Knowledge
) -> None:
    scope = Scope(periods=periods(*range_, WITA), knowledge=knowledge)

    found = await figures(office.connection, scope)

    assert expected_figures(office, range_, scope) == {
        place: each for place, each in found.items() if each != Figures()
    }


@EXAMPLES
@given(range_=RANGES, knowledge=st.sampled_from(Knowledge))
async def test_percentiles_are_those_of_the_sorted_values(
    office: Told, range_: tuple[datetime, datetime], knowledge: Knowledge
) -> None:
    scope = Scope(periods=periods(*range_, WITA), knowledge=knowledge)
    groups = [
        Group(members=((CODE, 0),)),
        *(Group(members=((CODE, step),)) for step in STEPS),
        Group(members=((CODE, 3), (CODE, 5))),
        *(Group(members=tuple((CODE, step) for step in STEPS), month=month) for month in scope.periods.months),
    ]

    found = await percentiles(office.connection, scope, dict.fromkeys(groups, (50, 90, 100)))

    assert {
        (group, percent): value
        for group in groups
        for percent, value in expected_percentiles(values_of(office, range_, scope, group))
    } == found


async def test_one_permit_type_can_be_asked_for(office: Told) -> None:
    cut = periods(wita("2026-01-01 00:00"), wita("2027-12-31 12:00"), WITA)

    of_all = await figures(office.connection, Scope(periods=cut))

    assert of_all
    assert of_all == await figures(office.connection, Scope(periods=cut, sop_code=CODE))
    assert {} == await figures(office.connection, Scope(periods=cut, sop_code="izin-lain"))


def expected_figures(office: Told, range_: tuple[datetime, datetime], scope: Scope) -> dict[Place, Figures]:
    expected: dict[Place, Figures] = {}

    def add(row: Row, step: int, line: str, at: datetime, figure: Figures) -> None:
        place = Place(sop_code=row["sop_code"], step=step, line=line, month=_month(at))
        expected[place] = expected.get(place, Figures()) + figure

    for visit in within(office.visits, range_, lambda row: row["left_at"]):
        add(visit, visit["step"], "", visit["left_at"], figure(visit, "late", scope, measured=True))
    for line in LINES:
        for case in within(office.cases, range_, lambda row, line=line: _ended(row, line)):  # type: ignore[misc]
            measured = line == "declared"
            add(case, 0, line, _ended(case, line), figure(case, f"{line}_late", scope, measured=measured))
    return expected


def figure(row: Row, late: str, scope: Scope, *, measured: bool) -> Figures:
    verdict = row[scope.column(late)]
    return Figures(
        on_time=verdict is False,
        late=verdict is True,
        undated=verdict is None,
        lost=row[scope.column("lost")] if measured else 0,
        worked=row[scope.column("worked")] if measured else 0,
    )


def values_of(office: Told, range_: tuple[datetime, datetime], scope: Scope, group: Group) -> list[int]:
    rows = [
        (visit["step"], visit["left_at"], visit) for visit in within(office.visits, range_, lambda row: row["left_at"])
    ]
    rows += [(0, case["ended_at"], case) for case in within(office.cases, range_, lambda row: row["ended_at"])]
    return sorted(
        tenths(row[scope.column("worked")])
        for step, at, row in rows
        if (row["sop_code"], step) in group.members and group.month in {None, _month(at)}
    )


def expected_percentiles(values: list[int]) -> Iterable[tuple[int, int]]:
    """By nearest rank: the smallest value that so many percent do not exceed."""
    if values:
        yield from ((percent, values[-(-percent * len(values) // 100) - 1]) for percent in (50, 90, 100))


def within(rows: list[Row], range_: tuple[datetime, datetime], at: Callable[[Row], datetime | None]) -> Iterable[Row]:
    start, end = range_
    return (row for row in rows if (instant := at(row)) is not None and start <= instant < end)


def _ended(case: Row, line: str) -> Any:
    return (case["decided_at"] if line == "legal" else None) or case["ended_at"]


def _month(at: datetime) -> date:
    return at.astimezone(WITA).date().replace(day=1)

"""The visits behind a figure: all of them, once, the worst or the latest first."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import replace

import pytest

from domain.actor import Role
from domain.publications import Knowledge
from projections.engine.page import Key
from projections.sla.visit import SlaVisit
from projections.sla.visit_list import Order, Sought, visit_page
from tests.domain.office import wita
from tests.projections.sla_told import Row, Told, told

FIRST, LAST = wita("2026-11-01 00:00"), wita("2026-12-01 00:00")


@pytest.fixture(scope="module")
async def office(postgres_url_of_module: str) -> AsyncGenerator[Told]:
    async with told(postgres_url_of_module) as office:
        yield office


async def whole(office: Told, sought: Sought, order: Order) -> list[SlaVisit]:
    """Return a list read in pages of seven."""
    found: list[SlaVisit] = []
    after: Key | None = None
    while True:
        page = await visit_page(office.connection, sought, order, after=after, limit=7)
        found += page.items
        if page.next is None:
            return found
        assert len(page.items) == 7
        after = page.next


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize(
    ("sought", "is_meant"),
    [
        (Sought(), lambda _: True),
        (Sought(start=FIRST, end=LAST), lambda row: FIRST <= row["left_at"] < LAST),
        (Sought(step=4), lambda row: row["step"] == 4),
        (Sought(role=Role.BACK_OFFICE), lambda row: row["role"] == "back_office"),
        (Sought(late=True), lambda row: row["late"] is True),
        (Sought(late=False, step=2), lambda row: row["late"] is False and row["step"] == 2),
        (Sought(late=True, knowledge=Knowledge.THEN), lambda row: row["late_then"] is True),
        (Sought(flipped=True), lambda row: row["late"] is not row["late_then"]),
        (Sought(sop_code="izin-lain"), lambda _: False),
    ],
    ids=["all", "range", "step", "role", "late", "on time at a step", "late then", "flipped", "another type"],
)
async def test_a_list_is_complete_and_in_order(
    office: Told, sought: Sought, is_meant: Callable[[Row], bool], order: Order
) -> None:
    column = "left_at" if order is Order.NEWEST else "lost" if sought.knowledge is Knowledge.NOW else "lost_then"
    rows = sorted(
        filter(is_meant, office.visits), key=lambda row: (row[column], row["permit"].bytes, row["n"]), reverse=True
    )

    found = await whole(office, sought, order)

    assert [{name: row[name] for name in SlaVisit.__annotations__} for row in rows] == found
    assert bool(rows) is (sought != replace(sought, sop_code="izin-lain"))

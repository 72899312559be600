"""Open files that can still keep what is declared, and what recent visits took."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from projections.engine.apply import apply
from projections.engine.checkpoint import install
from projections.engine.connection import Connection
from projections.open_cases import open_cases, recent_visits
from tests.projections.histories import interleaved
from tests.projections.office import Log, app, live, projector
from tests.projections.sla_office import sla, slow_lives
from tests.scenario import MONDAY

SOP = ["izin-kbm"]


@pytest.fixture(scope="module")
async def office(postgres_url_of_module: str) -> AsyncGenerator[Connection]:
    events = Log().record(interleaved(Random(6), slow_lives(Random(6), 150)))
    async with await projector(postgres_url_of_module)() as connection:
        await install(connection, sla())
        await apply(connection, sla(), await live(connection, sla()), events)
    async with await app(postgres_url_of_module)() as connection:
        yield connection


async def rows(office: Connection, query: str, *parameters: object) -> list[Any]:
    cursor = await office.execute(query.encode(), parameters)
    return list(await cursor.fetchall())


async def test_the_next_line_comes_first_and_what_is_broken_ended_or_with_its_applicant_is_left_out(
    office: Connection,
) -> None:
    expected = await rows(
        office,
        """
        SELECT permit, declared_due_at
          FROM read.sla_cases
         WHERE ended_at IS NULL AND repair_at IS NULL AND declared_due_at >= %s
         ORDER BY declared_due_at, permit
        """,
        MONDAY,
    )

    found = await open_cases(office, SOP, now=MONDAY, most=500)

    assert len(expected) > 10
    assert expected == [(case.permit, case.declared_due_at) for case in found]
    assert all(case.step > 1 for case in found)
    assert found[:4] == await open_cases(office, SOP, now=MONDAY, most=4)
    assert [] == await open_cases(office, ["izin-lain"], now=MONDAY, most=4)


async def test_in_the_second_in_which_it_is_due_a_line_can_still_be_kept(office: Connection) -> None:
    first, *_ = await open_cases(office, SOP, now=MONDAY, most=1)
    due_at = first.declared_due_at

    for seconds, is_there in ((0, True), (0.999, True), (1, False)):
        at = due_at + timedelta(seconds=seconds)
        assert is_there == (first.permit in {case.permit for case in await open_cases(office, SOP, now=at, most=500)})


async def test_of_each_step_the_latest_visits_are_remembered(office: Connection) -> None:
    found = await recent_visits(office, "izin-kbm", {2, 4, 77}, most=5)

    for step in (2, 4):
        latest = await rows(
            office, "SELECT worked FROM read.sla_visits WHERE step = %s ORDER BY left_at DESC LIMIT 5", step
        )
        assert sorted(worked for (worked,) in latest) == found[step]
    assert {2, 4} == found.keys()
    assert {} == await recent_visits(office, "izin-lain", {2}, most=5)

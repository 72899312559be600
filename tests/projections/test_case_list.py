"""Lists of applications: newest first, only what one may know of, filtered and searched."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest

from domain.actor import OFFICERS, Role
from domain.permit import Status
from projections.case_list import Sight, case_page
from projections.cases import Case
from projections.engine.apply import apply
from projections.engine.checkpoint import install
from projections.engine.connection import Connection
from projections.engine.page import Key, Page
from tests.people import ANDI, BUDI, SITI
from tests.projections.histories import PLOTS, interleaved, life, many_lives
from tests.projections.office import Log, app, cases, live, projector
from tests.scenario import MONDAY

ALL = Sight(everything=True)
SIGHTS = {
    "everything": ALL,
    "nothing": Sight(),
    "front office": Sight(offices=frozenset({Role.FRONT_OFFICE})),
    "head": Sight(offices=frozenset({Role.KEPALA_DINAS})),
    "two offices": Sight(offices=frozenset({Role.SEKRETARIS, Role.DINAS_TEKNIS})),
    "applicant": Sight(applicant=SITI.sub),
    "another applicant": Sight(applicant=BUDI.sub),
    "attorney": Sight(applicant=ANDI.sub, at=MONDAY),
    "attorney of old": Sight(applicant=ANDI.sub, at=MONDAY + timedelta(days=400)),
    "officer who applied too": Sight(offices=frozenset({Role.KABID}), applicant=SITI.sub),
}


@pytest.fixture(scope="module")
async def register(postgres_url_of_module: str) -> AsyncGenerator[Connection]:
    random = Random(9)
    events = Log().record(interleaved(random, many_lives(random, 60)))
    async with await projector(postgres_url_of_module)() as connection:
        await install(connection, cases())
        await apply(connection, cases(), await live(connection, cases()), events)
        await connection.execute("UPDATE read.cases SET applicant_sub = 'someone' WHERE opened % 3 = 0")
    async with await app(postgres_url_of_module)() as connection:
        yield connection


async def whole(register: Connection, sight: Sight, **filters: Any) -> list[Case]:
    """Return a list read in pages of four."""
    found: list[Case] = []
    after: Key | None = None
    while True:
        page: Page[Case] = await case_page(register, sight, after=after, limit=4, **filters)
        found += page.items
        if page.next is None:
            return found
        assert len(page.items) == 4
        after = page.next


def within(sight: Sight, case: Case) -> bool:
    reached = sight.offices & set(OFFICERS) & {Role(role) for role in case["seen_by"]}
    own = sight.applicant is not None and case["applicant_sub"] == sight.applicant
    until = case["attorney_until"]
    acts = case["attorney_sub"] == sight.applicant and sight.at and until and sight.at < until
    return sight.everything or bool(reached) or own or bool(acts)


async def test_a_list_has_every_application_once_newest_first(register: Connection) -> None:
    listed = await whole(register, ALL)

    assert 60 == len({case["permit"] for case in listed})
    assert sorted(listed, key=lambda case: -case["opened"]) == listed


@pytest.mark.parametrize("sight", SIGHTS.values(), ids=SIGHTS)
async def test_a_list_holds_what_one_may_know_of(register: Connection, sight: Sight) -> None:
    assert [case for case in await whole(register, ALL) if within(sight, case)] == await whole(register, sight)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("sight", SIGHTS.values(), ids=SIGHTS)
async def test_a_list_can_be_asked_for_one_status(register: Connection, sight: Sight, status: Status) -> None:
    everything = await whole(register, sight)

    assert [case for case in everything if case["status"] == status] == await whole(register, sight, status=status)


@pytest.mark.parametrize("sight", SIGHTS.values(), ids=SIGHTS)
async def test_an_application_is_found_by_its_number_within_sight(register: Connection, sight: Sight) -> None:
    for case in await whole(register, ALL):
        expected = [case] if within(sight, case) else []

        assert expected == await whole(register, sight, number=case["number"])


@pytest.mark.parametrize(
    "q",
    [
        "cahaya",
        "AHAYA ilm",
        "pkbm",
        "1",
        "REG-KBM-20261123-0042",
        "reg-kbm-20261123-004",
        "20261123 12",
        "hikmah al",
        "zzz",
    ],
)
async def test_a_list_can_be_searched_by_parts_of_words_and_numbers(register: Connection, q: str) -> None:
    for sight in (ALL, SIGHTS["officer who applied too"]):
        expected = [case for case in await whole(register, sight) if _fits(case, q)]

        assert expected == await whole(register, sight, q=q)


async def test_every_filter_must_fit(register: Connection) -> None:
    sight = Sight(offices=frozenset({Role.KABID}))
    expected = [case for case in await whole(register, sight, q="pkbm") if case["status"] == Status.SIGNED]

    assert expected
    assert expected == await whole(register, sight, q="pkbm", status=Status.SIGNED)


async def test_the_application_reads_and_cannot_write(postgres_url: str) -> None:
    async with await projector(postgres_url)() as connection:
        await install(connection, cases())
        events = Log().record(life(PLOTS["claimed"], UUID(int=7)))
        await apply(connection, cases(), await live(connection, cases()), events)

    async with await app(postgres_url)() as connection:
        assert 1 == len((await case_page(connection, ALL)).items)
        for statement in (
            "DELETE FROM read.cases",
            "DELETE FROM read.cases_1",
            "UPDATE read.checkpoints SET position = 0",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await connection.execute(statement.encode())


def _fits(case: Case, q: str) -> bool:
    counts = case["number"].split("-")[2:]
    words = q.lower().replace("-", " ").split()
    return case["number"].startswith(q.upper()) or all(
        word in case["institution"].lower() or any(count.startswith(word) for count in counts) for word in words
    )

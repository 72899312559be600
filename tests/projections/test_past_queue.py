"""Desks of the past: whoever folds every file up to that instant finds the same, at a far higher price."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from random import Random
from uuid import UUID

import pytest

from application.read_side import open_state
from domain.actor import SOP_ROLES, Role
from domain.events import Event
from domain.working_time import State
from projections.engine.apply import apply
from projections.engine.checkpoint import install
from projections.engine.connection import Connection
from projections.engine.page import Key
from projections.engine.projection import AnyProjection
from projections.engine.recorded import Recorded
from projections.past_queue import Desk, past_queue_page
from projections.queues import queue_key, state_of
from projections.sla.open_visit import OpenVisit
from tests.papers import INSTITUTION, REJECT, RESUBMIT, SUBMIT
from tests.people import FAJAR, SITI
from tests.projections.histories import PLOTS, interleaved, life
from tests.projections.office import Log, app, append, cases, inbox, live, projector
from tests.projections.sla_office import sla, slow_lives
from tests.scenario import MONDAY, Scenario

PAST = inbox()
FOLD = PAST.fold
DAYS = (-330.2, -329, -250, -30, -29.5, 0.001, 0.02, 0.3, 1.1, 1.5, 2.2, 5, 9, 12, 20, 403.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    connection: Connection
    lives: list[list[Recorded]]


@pytest.fixture(scope="module")
async def office(postgres_url_of_module: str) -> AsyncGenerator[Office]:
    """A hundred and twenty files, in over a year; some took minutes and some weeks, some lie past the calendar."""
    random = Random(12)
    lives = [*slow_lives(random, 100), *(renamed(n) for n in range(20))]
    events = Log().record(interleaved(random, lives))
    append(postgres_url_of_module, events, ring=False)
    async with await projector(postgres_url_of_module)() as connection:
        await fill(connection, events)
    streams: dict[UUID, list[Recorded]] = {}
    for event in events:
        streams.setdefault(event.permit, []).append(event)
    async with await app(postgres_url_of_module)() as connection:
        yield Office(connection=connection, lives=list(streams.values()))


def built() -> tuple[AnyProjection, ...]:
    return cases(), sla()


async def fill(connection: Connection, events: Sequence[Recorded]) -> None:
    for projection in built():
        await install(connection, projection)
        await apply(connection, projection, await live(connection, projection), events)


def renamed(n: int) -> tuple[Event, ...]:
    """A file that had another name until it was repaired two days later."""
    before, after = (
        replace(command, institution=replace(INSTITUTION, name=f"{name} {n}"))
        for command, name in ((SUBMIT, "PKBM Teratai"), (RESUBMIT, "LKP Kenanga"))
    )
    scenario = Scenario(at=MONDAY + timedelta(minutes=n)).given((SITI, before), (FAJAR, REJECT))
    scenario.at += timedelta(days=2)
    history = scenario.given((SITI, after)).history
    return tuple(replace(event, originator_id=UUID(int=10_000 + n)) for event in history)


def as_then(lives: Iterable[list[Recorded]], at: datetime) -> list[OpenVisit]:
    """Fold everything: what lay on any desk."""
    visits: list[OpenVisit] = []
    for events in lives:
        visit: OpenVisit | None = None
        for event in takewhile(lambda event: datetime.fromisoformat(event.open()["at"]) <= at, events):
            visit = FOLD(visit, event)
        if visit:
            visits.append(PAST.settle(visit))
    return sorted(visits, key=lambda visit: (visit["due_at"] is None, visit["due_at"] or at, visit["permit"]))


async def whole(office: Office, desk: Desk, limit: int = 3) -> list[OpenVisit]:
    """Return a desk read in pages."""
    found: list[OpenVisit] = []
    after: Key | None = None
    while True:
        page = await past_queue_page(office.connection, open_state, FOLD, desk, after=after, limit=limit)
        found += page.items
        if page.next is None:
            return found
        assert len(page.items) == limit
        after = page.next


@pytest.mark.parametrize("days", DAYS)
async def test_a_desk_is_as_it_was_then(office: Office, days: float) -> None:
    at = MONDAY + timedelta(days=days)
    everything = as_then(office.lives, at)

    for role in SOP_ROLES:
        expected = [visit for visit in everything if visit["role"] == role]

        assert expected == await whole(office, Desk(role=role, at=at), limit=7)


async def test_there_was_something_on_every_desk(office: Office) -> None:
    found = {visit["role"] for days in DAYS for visit in as_then(office.lives, MONDAY + timedelta(days=days))}

    assert set(SOP_ROLES) == found


@pytest.mark.parametrize("state", State)
async def test_it_can_be_asked_for_what_pressed(office: Office, state: State) -> None:
    for days in DAYS:
        at = MONDAY + timedelta(days=days)
        for role in (Role.PEMOHON, Role.BACK_OFFICE, Role.DINAS_TEKNIS):
            expected = [
                visit for visit in as_then(office.lives, at) if visit["role"] == role and state_of(visit, at) is state
            ]

            assert expected == await whole(office, Desk(role=role, at=at, state=state))


@pytest.mark.parametrize(
    ("q", "days", "role", "expected"),
    [
        ("teratai", 1.0, Role.PEMOHON, 20),
        ("kenanga", 1.0, Role.PEMOHON, 0),
        ("pkbm erata 1", 1.0, Role.PEMOHON, 11),
        ("teratai", 3.0, Role.FRONT_OFFICE, 0),
        ("kenanga", 3.0, Role.FRONT_OFFICE, 20),
        ("--", 1.0, Role.PEMOHON, 0),
    ],
)
async def test_files_are_found_by_the_name_they_had_then(
    office: Office, q: str, days: float, role: Role, expected: int
) -> None:
    found = await whole(office, Desk(role=role, at=MONDAY + timedelta(days=days), q=q))

    assert expected == len(found)
    assert all("Teratai" in visit["institution"] or days > 2 for visit in found)


async def test_a_number_is_found_whatever_became_of_the_name(office: Office) -> None:
    at = MONDAY + timedelta(days=1)
    for visit in await whole(office, Desk(role=Role.PEMOHON, at=at, q="teratai")):
        (found,) = await whole(office, Desk(role=Role.PEMOHON, at=at, q=visit["number"].lower()))

        assert visit == found


async def test_at_the_instant_of_a_move_the_file_lies_on_the_next_desk(postgres_url: str) -> None:
    events = Log().record(life(PLOTS["claimed"], UUID(int=7)))
    append(postgres_url, events, ring=False)
    async with await projector(postgres_url)() as connection:
        await fill(connection, events)
        office = Office(connection=connection, lives=[])
        verified, claimed = MONDAY + timedelta(minutes=1), MONDAY + timedelta(minutes=2)
        just_before = verified - timedelta(microseconds=1)

        assert [2] == [visit["step"] for visit in await whole(office, Desk(role=Role.FRONT_OFFICE, at=just_before))]
        assert [] == await whole(office, Desk(role=Role.FRONT_OFFICE, at=verified))
        (visit,) = await whole(office, Desk(role=Role.BACK_OFFICE, at=verified))
        assert (3, None) == (visit["step"], visit["claimed_by_sub"])
        (visit,) = await whole(office, Desk(role=Role.BACK_OFFICE, at=claimed))
        assert "bayu" == visit["claimed_by_sub"]
        for role in SOP_ROLES:
            assert [] == await whole(office, Desk(role=role, at=MONDAY - timedelta(microseconds=1)))


def test_a_place_in_the_queue_is_its_due_date_and_its_file() -> None:
    due_at = datetime.fromisoformat("2026-11-23T09:00:00+08:00")

    assert ("2026-11-23T01:00:00+00:00", str(UUID(int=7))) == queue_key(due_at, UUID(int=7))
    assert (None, str(UUID(int=7))) == queue_key(None, UUID(int=7))

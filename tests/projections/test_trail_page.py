"""Pages of the trail: whatever is asked, the same events as whoever reads the whole log with open eyes would find."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import orjson
import psycopg
import pytest

from application.postgres.database import APP, as_role
from application.postgres.embedded import EmbeddedPostgres
from application.vault import Vault
from projections.engine.connection import Connection, connector
from projections.trail_event import event_at, stream_with_number
from projections.trail_page import trail_page
from projections.trail_sought import Sought
from tests.application.ledgers import database
from tests.bench.filling import Filler, append
from tests.bench.office_life import fill_office
from tests.campaign import times

VAULT = Vault([bytes(32)])
ALL = "SELECT notification_id, originator_id, topic, actor, role, state, recorded_at FROM ledger.events ORDER BY 1"
QUESTIONS = times(120, 4_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event as its own bytes tell it."""

    position: int
    stream: Any
    topic: str
    actor: str
    role: str
    recorded_at: datetime
    at: datetime
    step: int | None
    sop: str
    acting_for: str | None
    correlation: str | None


@pytest.fixture(scope="module")
def url(cluster: EmbeddedPostgres) -> Iterator[str]:
    """Two full blocks and a part of one; what was written last has happened in the middle."""
    with database(cluster) as url:
        fill_office(url, VAULT, applications=120)
        late = [replace(each, command=None) for each in next(Filler(VAULT).lives())[:150]]
        with psycopg.connect(as_role(url, APP), autocommit=True) as connection:
            append(connection, late)
        yield url


@pytest.fixture(scope="module")
def log(url: str) -> Sequence[Told]:
    with psycopg.connect(url) as connection:
        return [_told(row) for row in connection.execute(ALL)]


def _told(row: tuple[Any, ...]) -> Told:
    position, stream, topic, actor, role, state, recorded_at = row
    said = orjson.loads(state)
    return Told(
        position=position,
        stream=stream,
        topic=topic,
        actor=actor,
        role=role,
        recorded_at=recorded_at,
        at=datetime.fromisoformat(said["at"]),
        step=said["step"],
        sop=said["sop"]["code"],
        acting_for=said["by"].get("acting_for"),
        correlation=said["correlation"],
    )


@pytest.fixture
async def connection(url: str) -> AsyncIterator[Connection]:
    connection = await connector(as_role(url, APP))()
    yield connection
    await connection.close()


def fits(event: Told, sought: Sought) -> bool:
    """The question, read word by word."""
    return (
        (sought.stream is None or event.stream == sought.stream)
        and (sought.correlation is None or event.correlation == sought.correlation)
        and (sought.facts is None or event.topic in sought.facts)
        and (sought.role is None or event.role == sought.role)
        and (sought.actor is None or event.actor == sought.actor)
        and (sought.acting_for is None or event.acting_for == sought.acting_for)
        and (sought.sop is None or event.sop == sought.sop)
        and (sought.step is None or event.step == sought.step)
        and (sought.since is None or event.at >= sought.since)
        and (sought.until is None or event.at < sought.until)
        and (sought.recorded_since is None or event.recorded_at >= sought.recorded_since)
        and (sought.recorded_until is None or event.recorded_at < sought.recorded_until)
        and event.position > sought.after
        and (sought.before is None or event.position < sought.before)
    )


def questions(log: Sequence[Told]) -> Iterator[tuple[Sought, bool, int]]:
    """Yield what somebody may ask who has seen some of it: each asks for some of what one event, or another, says."""
    random = Random(2026)
    while True:
        one, other = random.choice(log), random.choice(log)
        first, last = sorted((random.choice(log), random.choice(log)), key=lambda event: event.at)
        early, late = sorted((random.choice(log), random.choice(log)), key=lambda event: event.position)
        asked: dict[str, Any] = {
            "stream": one.stream,
            "correlation": one.correlation,
            "facts": tuple({one.topic, other.topic}),
            "role": one.role,
            "actor": one.actor,
            "acting_for": random.choice(["Plt. Kabid", one.acting_for]),
            "sop": one.sop,
            "step": one.step,
            "since": first.at,
            "until": random.choice([last.at, first.at + timedelta(seconds=1)]),
            "recorded_since": early.recorded_at,
            "recorded_until": late.recorded_at + timedelta(microseconds=random.choice([0, 1])),
            "after": early.position,
            "before": late.position,
        }
        names = random.sample(sorted(asked), random.choice([0, 1, 1, 2, 2, 3, 4]))
        yield Sought(**{name: asked[name] for name in names}), random.random() < 0.5, random.choice([1, 7, 50, 200])


async def test_every_page_of_every_question_is_what_the_whole_log_says(
    connection: Connection, log: Sequence[Told]
) -> None:
    asked = questions(log)
    for _ in range(QUESTIONS):
        sought, newest_first, limit = next(asked)
        expected = [event.position for event in log if fits(event, sought)]
        expected = expected[::-1] if newest_first else expected

        found = await _paged(connection, sought, newest_first=newest_first, limit=limit, most=3 * limit)

        assert expected[: 3 * limit] == found, sought


async def _paged(connection: Connection, sought: Sought, *, newest_first: bool, limit: int, most: int) -> Sequence[int]:
    """Turn page after page, until enough was seen."""
    found: list[int] = []
    while len(found) < most:
        page = await trail_page(connection, sought, head=10**6, newest_first=newest_first, limit=limit)
        found += [entry.position for entry in page.items]
        if page.next is None:
            break
        place = int(page.next[0] or 0)
        sought = replace(sought, before=place) if newest_first else replace(sought, after=place)
    return found


async def test_what_is_appended_meanwhile_waits_for_the_next_page(connection: Connection, log: Sequence[Told]) -> None:
    head = len(log) - 10

    page = await trail_page(connection, Sought(), head=head, newest_first=True, limit=1)

    assert [head] == [entry.position for entry in page.items]


@pytest.mark.parametrize(
    "sought",
    [
        Sought(after=10**9),
        Sought(before=1),
        Sought(after=5, before=6),
        Sought(facts=()),
        Sought(actor="nobody"),
        Sought(since=datetime.fromisoformat("2200-01-01T00:00:00Z")),
        Sought(recorded_since=datetime.fromisoformat("2200-01-01T00:00:00Z")),
        Sought(recorded_until=datetime.fromisoformat("2000-01-01T00:00:00Z")),
    ],
)
async def test_where_nothing_can_be_there_is_an_empty_page(
    connection: Connection, log: Sequence[Told], sought: Sought
) -> None:
    for newest_first in (False, True):
        page = await trail_page(connection, sought, head=len(log), newest_first=newest_first)
        assert ((), None) == (page.items, page.next)


async def test_an_event_stands_between_its_neighbours_and_beside_those_of_its_command(
    connection: Connection, log: Sequence[Told]
) -> None:
    for event in (log[0], log[700], log[-1]):
        found = await event_at(connection, event.position)
        assert found is not None
        entry, around = found
        own = [each.position for each in log if each.stream == event.stream]
        place = own.index(event.position)

        assert (event.topic, event.stream) == (entry.topic, entry.stream)
        assert (event.position - 1 or None, event.position + 1 if event is not log[-1] else None) == (
            around.previous,
            around.next,
        )
        assert (own[place - 1] if place else None) == around.previous_in_stream
        assert (own[place + 1] if place + 1 < len(own) else None) == around.next_in_stream
        assert event.position in {each.position for each in around.command}
        assert {event.correlation} == {log[each.position - 1].correlation for each in around.command}


async def test_past_the_end_there_is_no_event(connection: Connection, log: Sequence[Told]) -> None:
    assert await event_at(connection, len(log) + 1) is None


async def test_a_file_is_found_by_its_number(connection: Connection, url: str, log: Sequence[Told]) -> None:
    with psycopg.connect(url) as reading:
        row = reading.execute("SELECT number FROM ledger.registrations WHERE permit = %s", (log[0].stream,)).fetchone()
    assert row is not None

    assert log[0].stream == await stream_with_number(connection, row[0], "")
    assert await stream_with_number(connection, "REG-0", "500/0") is None

"""The outbox's feeder: what there is to tell is enqueued once, whatever happens to the feeder."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from itertools import pairwise
from random import Random
from uuid import UUID

import anyio
import psycopg
import pytest

from application.postgres.database import APP, as_role
from application.read_side import open_state
from projections.engine.recorded import OpenState, Recorded
from projections.outbox_feed import FeedMoved, NewerFact, OutboxFeed, fed_to, feed
from tests.conftest import Databases
from tests.projections.histories import PLOTS, interleaved, life, many_lives
from tests.projections.office import POISON, Log, append, choking, projector, until
from tests.projections.test_runner import kill_projectors, pieces

PERMIT = UUID(int=7)
HOOK = UUID(int=9)
Enqueued = tuple[int, str, str, str]


@asynccontextmanager
async def feeding(url: str, *, opener: OpenState = open_state, batch: int = 100) -> AsyncGenerator[None]:
    """A feeder at work until the end of the block."""
    feeder = OutboxFeed(connect=projector(url), open_state=opener, batch=batch, idle=0.05, standby=0.05)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(feeder.run)
        with suppress(GeneratorExit):
            yield
        tasks.cancel_scope.cancel()


def history(permits: int = 20, seed: int = 1) -> list[Recorded]:
    random = Random(seed)
    return Log().record(interleaved(random, many_lives(random, permits)))


def enqueued(url: str) -> list[Enqueued]:
    with psycopg.connect(as_role(url, APP)) as connection:
        return connection.execute(
            "SELECT position, channel, kind, recipient FROM mail.outbox ORDER BY position, channel, kind, recipient"
        ).fetchall()


def rows(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(as_role(url, APP)) as connection:
        return connection.execute(
            "SELECT id, position, permit, version, kind, channel, recipient, state FROM mail.outbox ORDER BY id"
        ).fetchall()


def position(url: str) -> int:
    with psycopg.connect(as_role(url, APP)) as connection:
        row = connection.execute("SELECT position FROM mail.feed").fetchone()
    assert row is not None
    return int(row[0])


def hook(url: str, *facts: str, after: int = 0, active: bool = True) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(
            """
            INSERT INTO mail.webhooks (id, url, facts, from_position, created_by, active, ended_at)
            VALUES (%s, 'https://hooks.example/', %s, %s, 'yusuf', %s, %s::timestamptz)
            """,
            (HOOK, list(facts) or None, after, active, None if active else "now"),
        )


async def fed(url: str, *batches: list[Recorded]) -> None:
    async with await projector(url)() as connection:
        for batch in batches:
            await feed(connection, await fed_to(connection), batch)


def told(url: str) -> list[tuple[str, str]]:
    """Return kind and recipient of every letter."""
    return [(kind, recipient) for _, channel, kind, recipient in enqueued(url) if channel == "mail"]


@pytest.mark.parametrize(
    ("plot", "expected"),
    [
        (
            "waiting_for_repair",
            [("received", "applicant"), ("task", "front_office"), ("completion", "applicant")],
        ),
        (
            "delivered",
            [
                ("received", "applicant"),
                ("task", "front_office"),
                ("task", "back_office"),
                ("task", "dinas_teknis"),
                ("task", "back_office"),
                ("task", "kabid"),
                ("task", "sekretaris"),
                ("task", "kepala_dinas"),
                ("issued", "applicant"),
            ],
        ),
    ],
)
async def test_a_life_brings_about_its_letters(
    postgres_url_of_major: str, plot: str, expected: list[tuple[str, str]]
) -> None:
    await fed(postgres_url_of_major, Log().record(life(PLOTS[plot], PERMIT)))

    assert expected == told(postgres_url_of_major)


async def test_the_outbox_is_the_same_however_the_log_is_cut(fresh_database: Databases, postgres_url: str) -> None:
    random, events = Random(11), history(40)
    at_once = fresh_database()
    await fed(at_once, events)
    cuts = sorted({0, len(events), *(random.randrange(len(events)) for _ in range(9))})

    await fed(postgres_url, *(events[begin:end] for begin, end in pairwise(cuts)))

    assert len(events) == position(postgres_url)
    assert rows(at_once) == rows(postgres_url)


async def test_what_was_enqueued_before_a_checkpoint_was_lost_is_not_enqueued_again(postgres_url: str) -> None:
    events = history(5)
    await fed(postgres_url, events)
    before = rows(postgres_url)
    with psycopg.connect(postgres_url) as connection:
        connection.execute("UPDATE mail.feed SET position = 3")

    await fed(postgres_url, events[3:])

    assert before == rows(postgres_url)


async def test_whoever_comes_second_with_a_batch_changes_nothing(postgres_url: str) -> None:
    events = history(2)
    await fed(postgres_url, events[:3])
    before = rows(postgres_url)

    async with await projector(postgres_url)() as connection:
        with pytest.raises(FeedMoved):
            await feed(connection, 0, events)

    assert (3, before) == (position(postgres_url), rows(postgres_url))


async def test_killed_feeders_lose_and_repeat_nothing(fresh_database: Databases, postgres_url: str) -> None:
    random, events = Random(3), history(60)
    undisturbed = fresh_database()
    await fed(undisturbed, events)

    async with feeding(postgres_url, batch=20), feeding(postgres_url, batch=20):
        for piece in pieces(random, events):
            append(postgres_url, piece)
            await asyncio.sleep(random.uniform(0, 0.05))
            kill_projectors(postgres_url)
        await until(lambda: position(postgres_url) == len(events))

    assert rows(undisturbed) == rows(postgres_url)


async def test_the_past_of_an_older_log_is_not_told(postgres_url: str) -> None:
    events = history(4)
    append(postgres_url, events[:-1])
    with psycopg.connect(postgres_url) as connection:  # as the migration leaves it
        connection.execute("UPDATE mail.feed SET start = %(n)s, position = %(n)s", {"n": len(events) - 1})

    async with feeding(postgres_url):
        append(postgres_url, events[-1:])
        await until(lambda: position(postgres_url) == len(events))

    assert {len(events)} >= {each[0] for each in enqueued(postgres_url)}


async def test_a_webhook_is_told_what_it_wants_and_only_from_when_it_was_made(postgres_url: str) -> None:
    events = Log().record(life(PLOTS["delivered"], PERMIT))
    hook(postgres_url, "Routed", "Signed", after=4)

    await fed(postgres_url, events)

    expected = [(e.position, e.topic) for e in events if e.topic in ("Routed", "Signed") and e.position > 4]
    hooked = [(at, kind) for at, channel, kind, to in enqueued(postgres_url) if (channel, to) == ("webhook", str(HOOK))]
    assert expected == hooked


@pytest.mark.parametrize(("active", "expected"), [(True, 1), (False, 0)])
async def test_a_webhook_for_everything_is_told_every_fact_and_an_ended_one_nothing(
    postgres_url: str, active: bool, expected: int
) -> None:
    events = history(3)
    hook(postgres_url, active=active)

    await fed(postgres_url, events)

    hooked = [each for each in enqueued(postgres_url) if each[1] == "webhook"]
    assert expected * len(events) == len(hooked)


async def test_no_event_falls_between_a_new_webhook_and_the_batch_under_way(postgres_url: str) -> None:
    """Whoever makes a webhook holds this lock, and reads the head of the log under it."""
    events = Log().record(life(PLOTS["claimed"], PERMIT))
    async with await projector(postgres_url)() as connection:
        with psycopg.connect(as_role(postgres_url, APP)) as admin:
            admin.execute("SELECT pg_advisory_xact_lock(hashtextextended('izin.mail.webhooks', 0))")
            under_way = asyncio.create_task(feed(connection, 0, events))
            await asyncio.sleep(0.2)
            assert not under_way.done()
            hook(postgres_url)
        await under_way

    assert len(events) == len([each for each in enqueued(postgres_url) if each[1] == "webhook"])


async def test_an_unreadable_event_is_seen_and_holds_nobody_up(postgres_url: str) -> None:
    poisoned = list(life(PLOTS["delivered"], PERMIT))
    poisoned[1] = replace(poisoned[1], correlation=POISON)  # the Routed to the front office
    events = Log().record(poisoned)
    append(postgres_url, events)

    async with feeding(postgres_url, opener=choking):
        await until(lambda: position(postgres_url) == len(events))

    assert [(1, "received"), (2, "unreadable")] == [(at, kind) for at, _, kind, _ in enqueued(postgres_url)][:2]


async def test_a_fact_that_only_a_newer_program_knows_waits_for_it(postgres_url: str) -> None:
    events = Log().record(life(PLOTS["claimed"], PERMIT))
    newer = [*events[:2], replace(events[2], topic="Suspended")]

    with pytest.raises(NewerFact):
        await fed(postgres_url, newer)

    assert (0, []) == (position(postgres_url), rows(postgres_url))


async def test_what_is_of_no_permit_is_passed_over(postgres_url: str) -> None:
    calendar = replace(Log().record(life(PLOTS["claimed"], PERMIT))[0], topic="CalendarPublished")
    hook(postgres_url)

    await fed(postgres_url, [calendar])

    assert (1, []) == (position(postgres_url), rows(postgres_url))

"""What the trail is asked by: a row for each event, told from the event alone, whoever wrote it and whenever."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from psycopg import errors

from application.mapper import EventMapper
from application.postgres.database import APP, AUDITOR, OWNER, PROJECTOR, as_role
from application.postgres.migrations import DIRECTORY, migrate
from application.sealing import shown_actor
from application.store import Write
from application.vault import Vault
from domain.events import Event
from domain.office_events import OfficeEvent
from tests.application.every_fact import every_fact, every_office_fact
from tests.application.ledgers import store_at, write
from tests.bench.office_life import fill_office

VAULT = Vault([bytes(32)])
INDEX = "0010_trail.sql"
TABLES = ("trail_kinds", "trail_index", "trail_blocks")
# What the rows say, and what they must say: nothing, if all is well.
AMISS = """
SELECT position, at, correlation, topic, role, actor, acting_for, sop, step
  FROM ledger.trail_traits
EXCEPT
SELECT i.position, i.at, i.correlation, k.topic, k.role, k.actor, k.acting_for, k.sop, k.step
  FROM ledger.trail_index i
  JOIN ledger.trail_kinds k USING (kind)
"""
BLOCKS = """
SELECT b.block, (b.at_from, b.at_to, b.recorded_to) = (min(i.at), max(i.at), max(e.recorded_at)), count(*)
  FROM ledger.trail_blocks b
  JOIN ledger.trail_index i ON (i.position - 1) / 1024 = b.block
  JOIN ledger.events e ON e.notification_id = i.position
 GROUP BY b.block
 ORDER BY b.block
"""


def rows(url: str, statement: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(statement.encode()).fetchall()


def of_each_fact() -> list[Write]:
    """Each fact in a write of its own."""
    mapper = EventMapper(vault=VAULT)
    events: list[Event | OfficeEvent] = [*every_fact(), *every_office_fact()]
    keys = {event.originator_id: VAULT.new_key(event.originator_id) for event in events}

    def written(event: Event | OfficeEvent) -> Write:
        return Write(
            permit=event.originator_id,
            base=event.originator_version - 1,
            events=(mapper.store(event, keys[event.originator_id]),),
            actor=shown_actor(event.by.sub, event.by.role),
            role=event.by.role,
            command=event.command_id,
            fingerprint=b"",
        )

    return [written(event) for event in events]


async def test_every_fact_is_found_by_what_its_envelope_says(postgres_url_of_major: str) -> None:
    async with store_at(postgres_url_of_major) as store:
        for each in of_each_fact():
            await store.append([each])

    found = rows(
        postgres_url_of_major,
        "SELECT k.topic, k.role, k.acting_for, k.sop, k.step, i.at, i.correlation"
        " FROM ledger.trail_index i JOIN ledger.trail_kinds k USING (kind) ORDER BY i.position",
    )
    events: list[Event | OfficeEvent] = [*every_fact(), *every_office_fact()]
    assert [
        (
            type(event.fact).__name__,
            event.by.role,
            event.by.acting_for or "",
            event.sop.code if isinstance(event, Event) else "",
            (event.step or 0) if isinstance(event, Event) else 0,
            event.at,
        )
        for event in events
    ] == [tuple(row[:6]) for row in found]
    assert [event.correlation is None for event in events] == [row[6] is None for row in found]
    assert [] == rows(postgres_url_of_major, AMISS)


async def test_who_did_what_where_is_told_once(postgres_url: str) -> None:
    async with store_at(postgres_url) as store:
        for _ in range(2):
            await store.append([write(uuid4(), facts=2), write(uuid4(), facts=2)])

    assert [("Fact1", 4), ("Fact2", 4)] == rows(
        postgres_url,
        "SELECT k.topic, count(*) FROM ledger.trail_index JOIN ledger.trail_kinds k USING (kind) GROUP BY 1 ORDER BY 1",
    )
    assert [(2,)] == rows(postgres_url, "SELECT count(*) FROM ledger.trail_kinds")


@pytest.mark.parametrize(
    "state",
    [b"", b"s", b"{}", b'{"v":1}', b'\xff\xfe,"fact":', b'{"v":1,"at":"2026-11-23T01:00:00Z"}'],
)
async def test_what_others_wrote_is_found_as_far_as_the_ledger_itself_knows_it(postgres_url: str, state: bytes) -> None:
    permit = uuid4()
    async with store_at(postgres_url) as store:
        await store.append([_writing(permit, [state])])

    assert [(True, "X", "fajar", "", 0)] == rows(
        postgres_url,
        "SELECT i.at = e.recorded_at, k.topic, k.actor, k.sop, k.step FROM ledger.trail_index i"
        " JOIN ledger.trail_kinds k USING (kind) JOIN ledger.events e ON e.notification_id = i.position",
    )


async def test_a_name_that_jsonb_cannot_hold_is_no_obstacle(postgres_url: str) -> None:
    head = b'{"v":1,"at":"2026-11-23T01:00:00.000000Z","by":{"sub":"x","name":"a\\u0000b\\\\u0000","role":"kabid"}'
    rest = b',"sop":{"code":"izin-kbm","version":"1"},"step":6,"round":1,"command":"c","correlation":null,"fact":{}}'
    async with store_at(postgres_url) as store:
        await store.append([_writing(uuid4(), [head + rest])])

    assert [("izin-kbm", 6)] == rows(postgres_url, "SELECT sop, step FROM ledger.trail_kinds")


def _writing(permit: UUID, states: Sequence[bytes]) -> Write:
    events = tuple(StoredEvent(permit, n, "X", state) for n, state in enumerate(states, 1))
    return Write(
        permit=permit, base=0, events=events, actor="fajar", role="front_office", command=uuid4(), fingerprint=b""
    )


def test_what_was_there_before_is_indexed_by_the_migration(empty_database: str, tmp_path: Path) -> None:
    for file in DIRECTORY.glob("*.sql"):
        if file.name < INDEX:
            shutil.copy(file, tmp_path)
    migrate(empty_database, tmp_path)
    fill_office(empty_database, VAULT, applications=80)
    shutil.copy(DIRECTORY / INDEX, tmp_path)

    assert (INDEX,) == migrate(empty_database, tmp_path)

    (events,) = rows(empty_database, "SELECT position FROM ledger.head")[0]
    assert events > 1024
    assert [(events,)] == rows(empty_database, "SELECT count(*) FROM ledger.trail_index")
    assert [] == rows(empty_database, AMISS)


async def test_full_blocks_know_their_first_and_last_instants(postgres_url: str) -> None:
    async with store_at(postgres_url) as store:
        for size in (1000, 24, 1, 2100):
            await store.append([write(uuid4(), facts=size)])

    assert [(0, True, 1024), (1, True, 1024), (2, True, 1024)] == rows(postgres_url, BLOCKS)


async def test_whatever_was_missed_is_made_good_with_the_next_append(postgres_url: str) -> None:
    async with store_at(postgres_url) as store:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER index_appended")
            await store.append([write(uuid4(), facts=3)])
            connection.execute("ALTER TABLE ledger.events ENABLE TRIGGER index_appended")
        await store.append([write(uuid4(), facts=1)])

    assert [(n,) for n in range(1, 5)] == rows(postgres_url, "SELECT position FROM ledger.trail_index ORDER BY 1")


def test_nobody_writes_it_but_with_an_append(postgres_url_of_major: str) -> None:
    for table in TABLES:
        for role in (APP, PROJECTOR, AUDITOR):
            refused(postgres_url_of_major, role, f"INSERT INTO ledger.{table} DEFAULT VALUES")
        for role in (APP, PROJECTOR, AUDITOR, OWNER):
            refused(postgres_url_of_major, role, f"DELETE FROM ledger.{table}")
            refused(postgres_url_of_major, role, f"TRUNCATE ledger.{table}")
    for role in (APP, PROJECTOR, AUDITOR):
        refused(postgres_url_of_major, role, "SELECT ledger.index_trail()")


def refused(url: str, role: str, statement: str) -> None:
    with psycopg.connect(as_role(url, role)) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_an_auditor_compares_the_rows_with_the_events(postgres_url: str) -> None:
    assert [] == rows(as_role(postgres_url, AUDITOR), AMISS)

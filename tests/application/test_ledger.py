"""Our recorder and factory in the library's hands: stock applications read, retries find themselves."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, IntegrityError, StoredEvent

from application.ledger import Ledger, LedgerFactory, environment
from application.permits import Permits
from application.permits_on_postgres import open_permits
from application.postgres.database import APP
from application.sealing import MASK
from domain.permit import replay
from tests.application.desk import submit, vault, walk
from tests.application.wire import Loses, wire_beside
from tests.book import office_rulebook
from tests.papers import APPLICANT
from tests.people import SITI
from tests.walk import DELIVERED

A, B = UUID(int=10), UUID(int=11)


def stored(permit: UUID, version: int, state: bytes = b"{}") -> StoredEvent:
    return StoredEvent(permit, version, f"Fact{version}", state)


@pytest.fixture
def factory(postgres_url: str) -> Iterator[LedgerFactory]:
    factory = InfrastructureFactory.construct(environment(postgres_url))
    assert isinstance(factory, LedgerFactory)
    with factory:
        yield factory


@pytest.fixture
def ledger(factory: LedgerFactory) -> Ledger:
    recorder = factory.application_recorder()
    assert isinstance(recorder, Ledger)
    return recorder


def test_it_works_as_the_application_whoever_logs_in(factory: LedgerFactory) -> None:
    with factory.datastore.get_connection() as connection:
        found = connection.execute("SELECT current_user AS who, session_user AS login").fetchone()

    assert {"who": APP, "login": "izin"} == found


def test_positions_follow_the_order_of_events_that_take_turns(ledger: Ledger) -> None:
    taken = ledger.insert_events([stored(A, 1), stored(B, 1), stored(A, 2)])

    found = ledger.select_notifications(1, 10)
    assert [1, 2, 3] == taken
    assert [(A, 1), (B, 1), (A, 2)] == [(each.originator_id, each.originator_version) for each in found]


def test_all_or_nothing_is_written(ledger: Ledger) -> None:
    ledger.insert_events([stored(B, 1)])

    for events in (
        [stored(A, 1), stored(B, 1)],  # a version that is there
        [stored(A, 1), stored(A, 3)],  # a version that is left out
        [stored(A, 1), stored(A, 1)],
    ):
        with pytest.raises(IntegrityError):
            ledger.insert_events(events)

    assert [] == list(ledger.select_events(A))
    assert 1 == ledger.max_notification_id()


@pytest.mark.parametrize("loses", [Loses.REQUEST, Loses.ANSWER])
def test_a_retry_after_a_lost_answer_finds_its_own_events(postgres_url: str, loses: Loses) -> None:
    with wire_beside(postgres_url) as wire, LedgerFactory(environment(wire.url)) as factory:
        ledger = factory.application_recorder()
        ledger.insert_events([stored(B, 1)])
        wire.mark, wire.next = b"COMMIT", loses

        taken = ledger.insert_events([stored(A, 1), stored(A, 2), stored(B, 2)])

        assert wire.lost.is_set()
        assert [2, 3, 4] == taken
        assert 4 == ledger.max_notification_id()


def test_the_columns_name_the_officer_and_never_the_applicant(postgres_url: str, ledger: Ledger) -> None:
    ledger.insert_events(
        [
            stored(A, 1, b'{"by":{"sub":{"$":"x"},"role":"pemohon"}}'),
            stored(B, 1, b'{"by":{"sub":"fajar","role":"front_office"}}'),
            stored(uuid4(), 1, b"no json at all"),
        ]
    )

    with psycopg.connect(postgres_url) as connection:
        found = connection.execute("SELECT actor, role FROM ledger.events ORDER BY notification_id").fetchall()
    assert [(MASK, "pemohon"), ("fajar", "front_office"), ("-", "-")] == found


async def test_a_stock_application_reads_our_events_with_personal_data_masked(postgres_url: str) -> None:
    async with open_permits(postgres_url, vault=vault(), book=office_rulebook) as permits:
        permit = (await submit(permits)).permit.id
        await walk(permits, permit, *DELIVERED[1:])
        ours = await permits.get(permit)
    assert ours is not None

    with Application[UUID](environment(postgres_url) | {"MAPPER_TOPIC": "application.mapper:EventMapper"}) as stock:
        theirs = stock.repository.get(permit, projector_func=replay)
        log = stock.notification_log.select(start=1, limit=10)

    masked = replace(APPLICANT, name=MASK, nik=MASK, email=MASK, phone=MASK, address=MASK)
    expected = replace(
        ours.permit,
        number=None,
        applicant=masked,
        applicant_sub=MASK,
        tracking_code=MASK,
        acted={MASK if sub == SITI.sub else sub: role for sub, role in ours.permit.acted.items()},
    )
    assert expected == theirs
    assert [type(event.fact).__name__ for _, event in ours.history[:10]] == [each.topic for each in log]


async def test_the_librarys_repository_reads_personal_data_where_the_vault_is(postgres_url: str) -> None:
    async with open_permits(postgres_url, vault=vault(), book=office_rulebook) as permits:
        done = await submit(permits)

        again = permits.repository.get(done.permit.id, projector_func=replay)

    assert replace(done.permit, number=None) == again


async def test_in_memory_too_the_library_reads_what_the_writer_wrote() -> None:
    async with Permits(vault=vault(), book=office_rulebook) as permits:
        done = await submit(permits)

        again = permits.repository.get(done.permit.id, projector_func=replay)

    assert replace(done.permit, number=None) == again

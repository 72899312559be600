"""The permits' one way in, whole: with the office's rulebook, in memory and on the oldest and newest PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest

from application.job import KeyReused, NumberTaken
from application.permits import Permits
from application.permits_on_postgres import open_permits
from application.sealing import MASK
from domain.commands import Deliver
from domain.permit import Status, replay
from domain.refusals import Invalid, NotFound, NotThisStep, Stale
from tests.application.desk import asked, submit, vault, walk
from tests.application.every_fact import PERSONAL
from tests.application.ledgers import CLUSTERS, KINDS, database
from tests.book import office_rulebook
from tests.papers import REJECT, RESUBMIT, SUBMIT, VERIFY, inspection
from tests.people import BUDI, DEWI, FAJAR, SITI
from tests.scenario import MONDAY
from tests.walk import DELIVERED, FORWARDED, INSPECTED


@pytest.fixture(params=KINDS)
async def permits(request: pytest.FixtureRequest) -> AsyncIterator[Permits]:
    if request.param == "memory":
        async with Permits(vault=vault(), book=office_rulebook) as permits:
            yield permits
        return
    with database(request.getfixturevalue(CLUSTERS[request.param])) as url:
        async with open_permits(url, vault=vault(), book=office_rulebook) as permits:
            yield permits


async def test_a_permit_walks_from_its_submission_to_its_delivery(permits: Permits) -> None:
    first = await submit(permits)

    steps = await walk(permits, first.permit.id, *DELIVERED[1:])

    filed = await permits.get(first.permit.id)
    assert filed is not None
    assert (Status.DELIVERED, None, "REG-KBM-20261123-0001") == (
        steps[-1].permit.status,
        steps[-1].permit.step,
        steps[-1].permit.number,
    )
    assert steps[-1].permit == filed.permit
    assert (steps[-1].position, 16) == (filed.position, len(filed.history))
    assert [*range(1, 17)] == [position for position, _ in filed.history]
    events = tuple(event for _, event in filed.history)
    assert events == (*first.events, *(event for done in steps for event in done.events))
    assert filed.permit == replace(replay(None, events) or filed.permit, number=filed.permit.number)


async def test_a_repeated_command_is_answered_as_the_first_time(permits: Permits) -> None:
    command = uuid4()
    first = await submit(permits, command=command, fingerprint=b"one")
    await walk(permits, first.permit.id, *FORWARDED[1:])

    again = await submit(permits, command=command, fingerprint=b"one")

    assert replace(first, replayed=True) == again


async def test_a_repeated_command_is_answered_before_it_is_judged(permits: Permits) -> None:
    """The file has moved on, and the version the caller has seen is an old one: neither counts for a retry."""
    permit, command = (await submit(permits)).permit.id, uuid4()
    verify = asked(FAJAR, permit, command=command, if_match=2)
    first = await permits.execute(VERIFY, verify)
    await walk(permits, permit, *FORWARDED[2:])

    assert replace(first, replayed=True) == await permits.execute(VERIFY, verify)


async def test_a_command_id_belongs_to_one_request(permits: Permits) -> None:
    permit, command = (await submit(permits)).permit.id, uuid4()
    await permits.execute(VERIFY, asked(FAJAR, permit, command=command), fingerprint=b"one")

    with pytest.raises(KeyReused):
        await permits.execute(VERIFY, asked(FAJAR, permit, command=command), fingerprint=b"two")
    with pytest.raises(KeyReused):
        await submit(permits, command=command, fingerprint=b"three")


async def test_a_refused_command_leaves_nothing_behind(permits: Permits) -> None:
    permit, command = (await submit(permits)).permit.id, uuid4()

    with pytest.raises(Stale):
        await permits.execute(VERIFY, asked(FAJAR, permit, command=command, if_match=1))
    with pytest.raises(Invalid):
        await permits.execute(replace(SUBMIT, documents=()), asked(SITI, uuid4()))

    done = await permits.execute(VERIFY, asked(FAJAR, permit, command=command, if_match=2), fingerprint=b"other")
    assert (4, 4, False) == (done.permit.version, done.position, done.replayed)
    assert "REG-KBM-20261123-0002" == (await submit(permits)).permit.number


async def test_a_rehearsal_tells_what_would_happen_and_changes_nothing(permits: Permits) -> None:
    permit = (await submit(permits)).permit.id

    events = await permits.rehearse(VERIFY, asked(FAJAR, permit))
    new = await permits.rehearse(SUBMIT, asked(SITI, uuid4()))
    with pytest.raises(NotThisStep):
        await permits.rehearse(Deliver(), asked(SITI, permit))

    assert ["Verified", "Routed"] == [type(event.fact).__name__ for event in events]
    assert ["Submitted", "Routed"] == [type(event.fact).__name__ for event in new]
    filed = await permits.get(permit)
    assert filed is not None
    assert (2, 2) == (filed.permit.version, filed.position)


async def test_there_is_no_permit_that_nobody_submitted(permits: Permits) -> None:
    nowhere = uuid4()

    assert None is await permits.get(nowhere)
    for attempt in (permits.execute, permits.rehearse):
        with pytest.raises(NotFound):
            await attempt(VERIFY, asked(FAJAR, nowhere))


async def test_a_permit_is_told_as_it_stood(permits: Permits) -> None:
    first = await submit(permits)
    await walk(permits, first.permit.id, *FORWARDED[1:])

    filed = await permits.get(first.permit.id, version=2)

    assert filed is not None
    assert (first.permit, first.position) == (filed.permit, filed.position)


async def test_a_repaired_application_keeps_its_number(permits: Permits) -> None:
    first = await submit(permits)
    steps = await walk(permits, first.permit.id, (FAJAR, REJECT), (SITI, RESUBMIT), (FAJAR, VERIFY))

    assert {first.permit.number} == {done.permit.number for done in steps}
    assert 2 == steps[-1].permit.round
    assert "REG-KBM-20261123-0002" == (await submit(permits, BUDI)).permit.number


async def test_a_number_is_given_by_the_day_in_the_office(permits: Permits) -> None:
    """A quarter past midnight in Banjarbaru is still the day before in UTC."""
    late = MONDAY.replace(hour=23, minute=59)
    early = late.replace(day=24, hour=0, minute=15)

    numbers = [
        (await permits.execute(SUBMIT, asked(SITI, uuid4(), at=at))).permit.number for at in (late, early, early)
    ]

    assert ["REG-KBM-20261123-0001", "REG-KBM-20261124-0001", "REG-KBM-20261124-0002"] == numbers


async def test_two_files_cannot_have_the_same_inspection_report(permits: Permits) -> None:
    one, two = [(await submit(permits, by)).permit.id for by in (SITI, BUDI)]
    await walk(permits, one, *INSPECTED[1:])
    await walk(permits, two, *FORWARDED[1:])
    taken = inspection(MONDAY.date())
    shouted = replace(taken, report=replace(taken.report, number=f" {taken.report.number.upper()}  "))

    for command in (taken, shouted):
        with pytest.raises(NumberTaken) as refusal:
            await permits.execute(command, asked(DEWI, two))
        assert "bap" == refusal.value.space
    done = await permits.execute(inspection(MONDAY.date(), number="2"), asked(DEWI, two))

    assert 5 == done.permit.step


async def test_a_rehearsal_tells_a_number_that_is_taken(permits: Permits) -> None:
    one, two = [(await submit(permits, by)).permit.id for by in (SITI, BUDI)]
    await walk(permits, one, *INSPECTED[1:])
    await walk(permits, two, *FORWARDED[1:])

    with pytest.raises(NumberTaken) as refusal:
        await permits.rehearse(inspection(MONDAY.date()), asked(DEWI, two))
    free = await permits.rehearse(inspection(MONDAY.date(), number="2"), asked(DEWI, two))

    assert ("bap", "BAPFiled") == (refusal.value.space, type(free[0].fact).__name__)


async def test_of_two_files_with_one_number_at_once_one_is_refused(permits: Permits) -> None:
    files = [(await submit(permits, by)).permit.id for by in (SITI, BUDI)]
    for permit in files:
        await walk(permits, permit, *FORWARDED[1:])

    results = await asyncio.gather(
        *(permits.execute(inspection(MONDAY.date()), asked(DEWI, permit)) for permit in files), return_exceptions=True
    )

    assert isinstance(results[1], NumberTaken)
    assert not isinstance(results[0], BaseException)


async def test_a_decree_number_is_reserved_once_a_draft(permits: Permits) -> None:
    permit = uuid4()

    first = await permits.reserve("IPKBM", permit, "a" * 64, MONDAY.date())
    again, *others = await asyncio.gather(
        permits.reserve("IPKBM", permit, "a" * 64, MONDAY.date()),
        *(permits.reserve("IPKBM", uuid4(), "a" * 64, MONDAY.date()) for _ in range(10)),
    )

    assert first == again
    assert list(range(2, 12)) == sorted(each.seq for each in others)


async def test_no_personal_data_lies_in_the_database(postgres_url: str) -> None:
    async with open_permits(postgres_url, vault=vault(), book=office_rulebook) as permits:
        await walk(permits, (await submit(permits)).permit.id, *DELIVERED[1:])

    with psycopg.connect(postgres_url) as connection:
        rows = connection.execute(
            "SELECT convert_from(state, 'UTF8') || actor || role FROM ledger.events"
            " UNION ALL SELECT registrations::text FROM ledger.registrations"
            " UNION ALL SELECT uniques::text FROM ledger.uniques"
        ).fetchall()
        actors = connection.execute("SELECT DISTINCT actor FROM ledger.events WHERE role = 'pemohon'").fetchall()
    assert [] == [word for word in PERSONAL for (row,) in rows if word in row]
    assert [(MASK,)] == actors

"""The clockwork: what is due is done in order and once, whoever else winds it, and whichever file makes trouble."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import ceil
from time import monotonic
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from application.alerting import catch_up, next_turn, take
from application.clockwork import Clockwork, Counts
from application.permits import Permits
from application.permits_on_postgres import open_permits
from domain.actor import CLOCK, Role
from domain.commands import Alert
from domain.events import Alerted, Lapsed
from domain.ladder import Rung
from domain.permit import Permit, Status
from domain.publications import Publications
from domain.refusals import Stale
from domain.rulebook import Rulebook
from projections.sla.agenda import Due
from tests.application.desk import submit, vault, walk
from tests.application.wire import Loses, wire_to
from tests.book import office_rulebook
from tests.domain.office import published, wita
from tests.papers import REJECT, VERIFY
from tests.people import FAJAR
from tests.scenario import MONDAY

LATER = MONDAY + timedelta(days=60)
WAITED = [Rung.DUE_SOON, Rung.OVERDUE, Rung.ESCALATED, Rung.LEGAL_NEAR, Rung.LEGAL_PASSED]


@dataclass
class Listed:
    """An agenda that somebody has written by hand; `looks` are the instants at which it was asked."""

    files: list[Due] = field(default_factory=list[Due])
    coming: datetime | None = None
    looks: list[datetime] = field(default_factory=list[datetime])
    looked_twice: asyncio.Event = field(default_factory=asyncio.Event)

    async def due(self, now: datetime) -> AsyncIterator[Sequence[Due]]:
        self.looks.append(now)
        if len(self.looks) == 2:
            self.looked_twice.set()
        for file in self.files:
            yield [file]

    async def next_after(self, now: datetime) -> datetime | None:
        del now
        return self.coming


def due(permit: UUID, version: int = 2) -> Due:
    return Due(permit=permit, version=version, next_at=MONDAY)


def clockwork(permits: Permits, *, now: datetime = LATER, book: Rulebook | None = None) -> Clockwork:
    return Clockwork(permits=permits, book=lambda: book or office_rulebook(), clock=lambda: now)


async def state(permits: Permits, permit: UUID) -> Permit:
    filed = await permits.get(permit)
    assert filed is not None
    return filed.permit


async def told(permits: Permits, permit: UUID) -> list[tuple[Rung, datetime]]:
    filed = await permits.get(permit)
    assert filed is not None
    return [(event.fact.rung, event.at) for _, event in filed.history if isinstance(event.fact, Alerted)]


@pytest.fixture
async def permits() -> AsyncIterator[Permits]:
    async with Permits(vault=vault(), book=office_rulebook) as permits:
        yield permits


async def test_all_that_was_missed_is_done_in_order_and_dated_when_it_was_done(permits: Permits) -> None:
    permit, clock = (await submit(permits)).permit.id, clockwork(permits)

    await clock.go_round(Listed([due(permit)]), LATER)

    assert [(rung, LATER) for rung in WAITED] == await told(permits, permit)
    assert Counts(alerts=5) == clock.counts


async def test_what_is_not_yet_due_is_left_alone(permits: Permits) -> None:
    permit = (await submit(permits)).permit.id
    overdue_at = wita("2026-11-23 09:10:01")

    await clockwork(permits, now=overdue_at - timedelta(seconds=1)).go_round(Listed([due(permit)]), overdue_at)
    assert [Rung.DUE_SOON] == [rung for rung, _ in await told(permits, permit)]

    await clockwork(permits, now=overdue_at).go_round(Listed([due(permit)]), overdue_at)
    assert [Rung.DUE_SOON, Rung.OVERDUE] == [rung for rung, _ in await told(permits, permit)]


async def test_a_file_that_nobody_repairs_is_reminded_of_and_lapses(permits: Permits) -> None:
    permit, clock = (await submit(permits)).permit.id, clockwork(permits)
    await walk(permits, permit, (FAJAR, REJECT))

    await clock.go_round(Listed([due(permit)]), LATER)

    filed = await permits.get(permit)
    assert filed is not None
    last = filed.history[-1][1]
    assert Lapsed(reason="Perbaikan berkas tidak diterima dalam 7 hari kerja.") == last.fact
    assert (CLOCK.acting_as(Role.SYSTEM), Status.LAPSED) == (last.by, filed.permit.status)
    assert Counts(alerts=2, lapses=1) == clock.counts


async def test_a_file_that_is_over_or_was_never_there_has_no_turn(permits: Permits) -> None:
    permit, clock = (await submit(permits)).permit.id, clockwork(permits)
    await walk(permits, permit, (FAJAR, REJECT))
    await clock.go_round(Listed([due(permit)]), LATER)

    again = clockwork(permits)
    await again.go_round(Listed([due(permit), due(uuid4())]), LATER)

    assert Counts() == again.counts
    assert None is next_turn(await state(permits, permit), office_rulebook())


async def test_where_no_calendar_is_published_the_clock_is_silent(permits: Permits) -> None:
    unpublished = replace(office_rulebook(), publications=Publications([published(2027)]))
    waiting, repairing = (await submit(permits)).permit.id, (await submit(permits)).permit.id
    await walk(permits, repairing, (FAJAR, REJECT))

    clock = clockwork(permits, book=unpublished)
    await clock.go_round(Listed([due(waiting), due(repairing)]), LATER)

    assert Counts() == clock.counts


async def test_two_clockworks_at_once_do_everything_once(permits: Permits) -> None:
    files = [(await submit(permits)).permit.id for _ in range(20)]
    first, second = clockwork(permits), clockwork(permits)

    await asyncio.gather(
        first.go_round(Listed([due(permit) for permit in files]), LATER),
        second.go_round(Listed([due(permit) for permit in reversed(files)]), LATER),
    )

    for permit in files:
        assert WAITED == [rung for rung, _ in await told(permits, permit)]
    assert 100 == first.counts.alerts + second.counts.alerts
    assert 0 == first.counts.failures + second.counts.failures


async def test_a_turn_that_was_taken_is_found_again_and_not_repeated(permits: Permits) -> None:
    permit = await submit(permits)
    turn = next_turn(permit.permit, office_rulebook())
    assert turn is not None

    first, again = await take(permits, turn, at=LATER), await take(permits, turn, at=LATER + timedelta(hours=1))

    assert Alert(rung=Rung.DUE_SOON) == turn.command
    assert replace(first, replayed=True) == again


async def test_a_turn_is_for_the_file_as_the_clock_saw_it(permits: Permits) -> None:
    """Were it not, the alert of one visit could be given to the next."""
    permit = (await submit(permits)).permit
    turn = next_turn(permit, office_rulebook())
    assert turn is not None
    await walk(permits, permit.id, (FAJAR, VERIFY))

    with pytest.raises(Stale):
        await take(permits, turn, at=LATER)


async def test_every_visit_and_every_submission_has_turns_of_its_own(permits: Permits) -> None:
    first = (await submit(permits)).permit
    (moved,) = await walk(permits, first.id, (FAJAR, VERIFY))
    turns = [next_turn(each, office_rulebook()) for each in (first, moved.permit)]

    assert [Alert(rung=Rung.DUE_SOON)] * 2 == [turn.command for turn in turns if turn]
    assert 2 == len({turn.command_id for turn in turns if turn})


async def test_whoever_acts_between_two_turns_comes_first(permits: Permits) -> None:
    permit = (await submit(permits)).permit.id
    turns = catch_up(permits, office_rulebook, permit, now=LATER)

    await anext(turns)
    await walk(permits, permit, (FAJAR, VERIFY))

    with pytest.raises(Stale):
        await anext(turns)


@pytest.mark.parametrize("loses", [Loses.REQUEST, Loses.ANSWER])
async def test_a_lost_answer_fires_nothing_twice(postgres_url: str, loses: Loses) -> None:
    async with wire_to(postgres_url) as wire, open_permits(wire.url, vault=vault(), book=office_rulebook) as permits:
        permit, clock = (await submit(permits)).permit.id, clockwork(permits)
        wire.mark, wire.next = b"Alerted", loses

        await clock.go_round(Listed([due(permit)]), LATER)

        assert wire.lost.is_set()
        assert WAITED == [rung for rung, _ in await told(permits, permit)]
        assert Counts(alerts=5) == clock.counts


# Trouble


def poison(permits: Permits, permit: UUID, version: int = 3) -> None:
    """Put a fact that this program does not know into a stream."""
    permits.recorder.insert_events([StoredEvent(permit, version, "Archived", b'{"v":1}')])


async def test_a_file_that_cannot_be_read_stops_no_other(permits: Permits) -> None:
    before, bad, after = [(await submit(permits)).permit.id for _ in range(3)]
    poison(permits, bad)
    clock = clockwork(permits)

    await clock.go_round(Listed([due(before), due(bad), due(after)]), LATER)

    assert Counts(alerts=10, failures=1) == clock.counts
    assert 1 == clock.failing
    for permit in (before, after):
        assert WAITED == [rung for rung, _ in await told(permits, permit)]


async def test_a_file_that_failed_rests_until_there_is_news_of_it(permits: Permits) -> None:
    bad = (await submit(permits)).permit.id
    poison(permits, bad)
    clock, agenda = clockwork(permits), Listed([due(bad)])

    for _ in range(3):
        await clock.go_round(agenda, LATER)
    assert 1 == clock.counts.failures

    agenda.files = [due(bad, version=3)]
    await clock.go_round(agenda, LATER)
    assert 2 == clock.counts.failures


async def test_a_file_that_failed_is_tried_again_ever_more_rarely(permits: Permits) -> None:
    bad = (await submit(permits)).permit.id
    poison(permits, bad)
    clock, agenda = clockwork(permits), Listed([due(bad)])
    spans: list[float] = []

    for _ in range(12):
        await clock.go_round(agenda, LATER)
        spans.append(clock._resting[bad].until - monotonic())
        clock._resting[bad].until = 0.0

    assert 12 == clock.counts.failures
    assert [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300] == [ceil(span) for span in spans]


async def test_a_file_that_is_no_longer_due_is_forgotten(permits: Permits) -> None:
    bad = (await submit(permits)).permit.id
    poison(permits, bad)
    clock = clockwork(permits)
    await clock.go_round(Listed([due(bad)]), LATER)

    await clock.go_round(Listed(), LATER)

    assert 0 == clock.failing


async def test_what_the_write_path_does_not_yet_allow_is_no_failure(permits: Permits) -> None:
    """Another process has published a calendar that this one does not know yet."""
    impatient = replace(
        office_rulebook(),
        sops={
            ref: replace(sop, rows=tuple(replace(row, standard=sop.rows[8].standard) for row in sop.rows))
            for ref, sop in office_rulebook().sops.items()
        },
    )
    permit = (await submit(permits)).permit.id
    clock = clockwork(permits, now=MONDAY + timedelta(minutes=4), book=impatient)

    await clock.go_round(Listed([due(permit)]), LATER)

    assert Counts(overtaken=1) == clock.counts
    assert 0 == clock.failing


async def test_the_clockwork_looks_again_when_the_next_file_is_due(permits: Permits) -> None:
    agenda = Listed(coming=datetime.now(UTC) + timedelta(seconds=0.1))
    clock = Clockwork(permits=permits, book=office_rulebook, clock=lambda: datetime.now(UTC), every=600)

    running = asyncio.create_task(clock.run(agenda))
    async with asyncio.timeout(20):
        await agenda.looked_twice.wait()
    running.cancel()

    assert agenda.looks[1] - agenda.looks[0] < timedelta(seconds=600)


def test_between_two_looks_there_are_at_most_a_few_seconds() -> None:
    clock = Clockwork(permits=Permits(vault=vault(), book=office_rulebook), book=office_rulebook, clock=lambda: MONDAY)

    waits = [clock._pause(at) for at in (None, MONDAY + timedelta(minutes=3), MONDAY + timedelta(seconds=0.5), MONDAY)]

    assert [2.0, 2.0, 0.5, 0.0] == waits

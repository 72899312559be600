"""Signals in the log: found once, with their evidence, whoever is named in them being an officer."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from application.read_side import open_state
from domain.actor import Role
from domain.calendar import Closure, ClosureKind
from domain.commands import Claim, Reject, Release, Submit, Withdraw
from domain.signals import SignalKind
from projections.engine.apply import apply
from projections.engine.checkpoint import install
from projections.engine.connection import Connection
from projections.engine.page import Key
from projections.engine.recorded import Recorded
from projections.signal_list import Signal, signal_page
from projections.signals import Signals
from projections.sla.comparison import compare
from tests.book import office_rulebook
from tests.conftest import Databases
from tests.papers import DEFICIENCY, REJECT, RESUBMIT, VERIFY, document
from tests.people import BAYU, FAJAR, FITRI, KARTIKA, SITI
from tests.projections.histories import interleaved, many_lives
from tests.projections.office import Log, app, append, contents, live, projector
from tests.scenario import MONDAY, Scenario, Step, later
from tests.walk import DRAFTED, RETURN, SUBMITTED

SIGNALS = Signals(book=office_rulebook)
PERMIT = UUID(int=1)
R01, R08 = (Reject(deficiencies=(replace(DEFICIENCY, requirement=code),)) for code in ("R01", "R08"))


def told(*steps: Step | float) -> Scenario:
    """Return the file after the steps; a number is minutes that pass beside the one of each command."""
    scenario = Scenario()
    for step in steps:
        scenario = scenario.given(step) if isinstance(step, tuple) else later(scenario, minutes=step)
    return scenario


async def found(url: str, scenario: Scenario, projection: Signals = SIGNALS, *, at_once: bool = True) -> list[Signal]:
    events = Log().record(scenario.history)
    batches = [events] if at_once else [[event] for event in events]
    await feed(url, projection, *batches)
    async with await app(url)() as connection:
        return list((await signal_page(connection)).items)


async def feed(url: str, projection: Signals, *batches: list[Recorded]) -> None:
    async with await projector(url)() as connection:
        await install(connection, projection)
        for batch in batches:
            await apply(connection, projection, await live(connection, projection), batch)


def kinds(signals: Sequence[Signal]) -> list[str]:
    return [signal.kind for signal in signals]


async def test_a_rejection_just_before_the_step_is_due_is_a_signal(postgres_url: str) -> None:
    scenario = told(*SUBMITTED, 7.5, (FAJAR, REJECT))

    assert [
        Signal(
            permit=PERMIT,
            n=1,
            number="REG-KBM-20261123-0001",
            kind=SignalKind.RETURNED_JUST_BEFORE_DUE,
            step=2,
            role=Role.FRONT_OFFICE,
            round=1,
            by_sub="fajar",
            by_name="Fajar Nugraha",
            by_acting_for=None,
            at=MONDAY + timedelta(minutes=8.5),
            detail={"due_at": "2026-11-23T01:10:00Z", "seconds_left": 90},
            evidence=[
                {"position": 2, "version": 2, "fact": "Routed"},
                {"position": 3, "version": 3, "fact": "Rejected"},
            ],
        )
    ] == await found(postgres_url, scenario)


async def test_so_is_a_return_inside_the_office(postgres_url: str) -> None:
    (signal,) = await found(postgres_url, told(*DRAFTED, 3.5, (KARTIKA, RETURN)))

    assert (SignalKind.RETURNED_JUST_BEFORE_DUE, 6, "kabid") == (signal.kind, signal.step, signal.role)
    assert 30 == signal.detail["seconds_left"]


@pytest.mark.parametrize("minutes", [0.0, 5.0, 10.0])
async def test_a_return_in_good_time_or_too_late_is_none(postgres_url: str, minutes: float) -> None:
    assert [] == await found(postgres_url, told(*SUBMITTED, minutes, (FAJAR, REJECT)))


async def test_a_deficiency_that_was_visible_in_round_one_is_a_signal_in_round_two(postgres_url: str) -> None:
    scenario = told(*SUBMITTED, (FAJAR, R08), (SITI, RESUBMIT), (FITRI, R01))

    (signal,) = await found(postgres_url, scenario)

    assert (SignalKind.LATE_DEFICIENCY, 2, "fitri") == (signal.kind, signal.round, signal.by_sub)
    assert {"requirements": ["R01"], "since_round": 1} == signal.detail
    assert [(1, "Submitted"), (7, "Rejected")] == [(each["position"], each["fact"]) for each in signal.evidence]


async def test_each_round_may_have_a_signal_of_its_own(postgres_url: str) -> None:
    r02 = Reject(deficiencies=(replace(DEFICIENCY, requirement="R02"),))
    scenario = told(*SUBMITTED, (FAJAR, R08), (SITI, RESUBMIT), (FAJAR, R01), (SITI, RESUBMIT), (FAJAR, r02))

    signals = await found(postgres_url, scenario)

    assert [(2, 3, ["R02"]), (1, 2, ["R01"])] == [(each.n, each.round, each.detail["requirements"]) for each in signals]


def renewed_in(code: str) -> Submit:
    """The repaired application with another document for this requirement."""
    others = (each for each in RESUBMIT.documents if each.requirement != code)
    return replace(RESUBMIT, documents=(replace(document(code), sha256="f" * 64), *others))


async def test_an_objection_that_is_repeated_is_none(postgres_url: str) -> None:
    scenario = told(*SUBMITTED, (FAJAR, R08), (SITI, RESUBMIT), (FAJAR, R08), (SITI, RESUBMIT), (FAJAR, R08))

    assert [] == await found(postgres_url, scenario)


async def test_what_was_handed_in_anew_may_be_objected_to_anew(postgres_url: str) -> None:
    scenario = told(*SUBMITTED, (FAJAR, R08), (SITI, renewed_in("R01")), (FAJAR, R01))

    assert [] == await found(postgres_url, scenario)


TAKEN_AND_GIVEN_BACK: tuple[Step, ...] = ((FAJAR, Claim()), (FAJAR, Release()))


@pytest.mark.parametrize("at_once", [True, False])
async def test_taking_and_putting_back_again_is_one_signal_that_grows(postgres_url: str, at_once: bool) -> None:
    scenario = told(*SUBMITTED, *TAKEN_AND_GIVEN_BACK, *TAKEN_AND_GIVEN_BACK, *TAKEN_AND_GIVEN_BACK, (FAJAR, VERIFY))

    (signal,) = await found(postgres_url, scenario, at_once=at_once)

    assert (SignalKind.CLAIM_AND_RELEASE, 2, "fajar") == (signal.kind, signal.step, signal.by_sub)
    assert {"times": 3, "seconds_held": 180} == signal.detail
    assert ["Claimed", "Released"] * 3 == [each["fact"] for each in signal.evidence]


async def test_holding_a_file_longer_than_its_step_may_take_is_a_signal_at_once(postgres_url: str) -> None:
    (signal,) = await found(postgres_url, told(*SUBMITTED, (FAJAR, Claim()), 9.5, (FAJAR, Release())))

    assert {"times": 1, "seconds_held": 630} == signal.detail


async def test_one_try_each_by_several_people_or_at_several_steps_is_none(postgres_url: str) -> None:
    scenario = told(
        *SUBMITTED,
        *TAKEN_AND_GIVEN_BACK,
        (FITRI, Claim()),
        (FITRI, Release()),
        (FAJAR, Claim()),
        (FAJAR, VERIFY),
        (BAYU, Claim()),
        (BAYU, Release()),
    )

    assert [] == await found(postgres_url, scenario)


async def test_a_file_given_back_by_somebody_else_is_none(postgres_url: str) -> None:
    """No command of today does that; a supervisor's might."""
    history = told(*SUBMITTED, *TAKEN_AND_GIVEN_BACK, *TAKEN_AND_GIVEN_BACK).history
    sri = replace(history[3].by, sub="sri", name="Sri Mulyani", role=Role.SUPERVISOR)
    scenario = Scenario(history=(*history[:3], replace(history[3], by=sri), *history[4:]))

    assert [] == await found(postgres_url, scenario)


async def test_past_the_calendar_there_is_no_time_to_play_with(postgres_url: str) -> None:
    ahead = timedelta(days=800)
    scenario = told(*SUBMITTED, *TAKEN_AND_GIVEN_BACK, (FAJAR, Claim()), 20.0, (FAJAR, Release()), (FAJAR, REJECT))
    scenario = Scenario(history=tuple(replace(event, at=event.at + ahead) for event in scenario.history))

    assert [] == await found(postgres_url, scenario)


async def test_a_holiday_that_was_decreed_afterwards_makes_no_signal(postgres_url: str) -> None:
    """On Monday afternoon nobody knew that it would have been a holiday: ten minutes were ten minutes."""
    book = office_rulebook()
    year = book.publications.versions(2026)[-1]
    holiday = Closure(day=MONDAY.date(), kind=ClosureKind.LOCAL_CLOSURE, name="Hari Jadi")
    decreed = replace(
        year, version=year.version + 1, decided_at=MONDAY + timedelta(hours=6), closures=(*year.closures, holiday)
    )
    later_book = replace(book, publications=book.publications.including(decreed))

    assert "2026.1+2026.2+2027.1" == Signals(book=lambda: later_book).basis
    assert 1 == len(await found(postgres_url, told(*SUBMITTED, 7.5, (FAJAR, REJECT)), Signals(book=lambda: later_book)))


async def test_what_was_found_stays_when_the_file_is_closed(postgres_url: str) -> None:
    scenario = told(*SUBMITTED, 7.5, (FAJAR, REJECT), (SITI, Withdraw(reason="Batal.")))

    assert [SignalKind.RETURNED_JUST_BEFORE_DUE] == kinds(await found(postgres_url, scenario))
    (watched,) = contents(postgres_url, SIGNALS)["signals_watched"]
    assert ("", [], "", "", "") == tuple(watched[name] for name in ("handed", "raised", "rounds", "holds", "brought"))


@pytest.fixture(scope="module")
async def office(postgres_url_of_module: str) -> AsyncGenerator[Connection]:
    """Five months of signals, several at the same instant."""
    random = Random(3)
    lives = [
        tuple(replace(event, originator_id=UUID(int=n), at=event.at - timedelta(days=28 * (n % 5))) for event in life)
        for n, life in enumerate(
            [
                told(*SUBMITTED, 7.5, (FAJAR, REJECT)).history,
                told(*DRAFTED, 3.5, (KARTIKA, RETURN)).history,
                told(*SUBMITTED, (FAJAR, R08), (SITI, RESUBMIT), 7.5, (FITRI, R01)).history,
                told(*SUBMITTED, *TAKEN_AND_GIVEN_BACK, *TAKEN_AND_GIVEN_BACK).history,
            ]
            * 5,
            1,
        )
    ]
    await feed(postgres_url_of_module, SIGNALS, Log().record(interleaved(random, lives)))
    async with await app(postgres_url_of_module)() as connection:
        yield connection


async def whole(office: Connection, **filters: Any) -> list[Signal]:
    found: list[Signal] = []
    after: Key | None = None
    while True:
        page = await signal_page(office, after=after, limit=3, **filters)
        found += page.items
        if page.next is None:
            return found
        assert len(page.items) == 3
        after = page.next


async def test_the_list_is_the_newest_first_and_complete_in_pages(office: Connection) -> None:
    everything = await whole(office)

    assert 25 == len(everything)
    assert sorted(everything, key=lambda each: (each.at, each.permit, each.n), reverse=True) == everything
    assert everything == list((await signal_page(office, limit=200)).items)


async def test_the_list_can_be_asked_for_a_kind_a_role_and_a_time(office: Connection) -> None:
    everything = await whole(office)
    begin, end = everything[-3].at, everything[4].at

    for kind in SignalKind:
        assert [each for each in everything if each.kind == kind] == await whole(office, kind=kind)
    for role in (Role.FRONT_OFFICE, Role.KABID, Role.SEKRETARIS):
        assert [each for each in everything if each.role == role] == await whole(office, role=role)
    expected = [each for each in everything if begin <= each.at < end]
    assert expected
    assert expected == await whole(office, since=begin, until=end)


async def test_the_tables_are_the_same_however_the_log_is_cut(fresh_database: Databases) -> None:
    random = Random(5)
    events = Log().record(interleaved(random, many_lives(random, 40)))
    at_once, in_pieces = fresh_database(), fresh_database()
    await feed(at_once, SIGNALS, events)
    await feed(in_pieces, SIGNALS, *(events[n : n + 7] for n in range(0, len(events), 7)))

    assert contents(at_once, SIGNALS) == contents(in_pieces, SIGNALS)


async def test_a_rebuild_equals_the_live_rows(postgres_url: str) -> None:
    random = Random(5)
    lives = [*many_lives(random, 20), told(*SUBMITTED, 7.5, (FAJAR, REJECT)).history]
    events = Log().record(interleaved(random, lives))
    append(postgres_url, events, ring=False)
    await feed(postgres_url, SIGNALS, *(events[n : n + 50] for n in range(0, len(events), 50)))

    comparison = await compare(projector(postgres_url), SIGNALS, open_state)

    assert () == comparison.differences
    assert comparison.rows >= len(lives) + 1

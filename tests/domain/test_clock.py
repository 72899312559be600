"""What the clock may do to a file: remind, escalate and let lapse; each rung once, in order, never before its time."""

from dataclasses import replace

import pytest

from domain.actor import CLOCK, Caller, Role
from domain.commands import Alert, Claim, Command, Lapse, Route, Withdraw
from domain.events import Alerted, Lapsed
from domain.ladder import Rung
from domain.permit import Status
from domain.publications import Publications
from domain.refusals import NeverYourRole, NotFound, NotThisStep, OutOfOrder, Stale
from tests import walk
from tests.book import office_rulebook
from tests.domain.office import published, wita
from tests.papers import REJECT, RESUBMIT, VERIFY
from tests.people import BAYU, FAJAR, FITRI, HENDRA, KARTIKA, SITI
from tests.scenario import Scenario, Step, approve, ladder_of, later, tick

DUE_SOON, OVERDUE, ESCALATED = Alert(rung=Rung.DUE_SOON), Alert(rung=Rung.OVERDUE), Alert(rung=Rung.ESCALATED)
NEAR, PASSED = Alert(rung=Rung.LEGAL_NEAR), Alert(rung=Rung.LEGAL_PASSED)
FIRST, SECOND = (Alert(rung=Rung.REPAIR_REMINDER, nth=nth) for nth in (1, 2))
LAPSE = Lapse(reason="Berkas tidak diperbaiki.")
TICK: Step = (CLOCK, tick)
SUBMITTED = Scenario().given(*walk.SUBMITTED)
REJECTED: tuple[Step, ...] = (*walk.SUBMITTED, (FAJAR, REJECT))


def alerts(file: Scenario) -> list[tuple[int | None, int, Rung, int]]:
    return [
        (event.step, event.round, event.fact.rung, event.fact.nth)
        for event in file.history
        if isinstance(event.fact, Alerted)
    ]


def at(file: Scenario, text: str) -> Scenario:
    return replace(file, at=wita(text))


def test_the_front_office_is_told_that_a_file_is_due_soon() -> None:
    file = Scenario().given(*walk.SUBMITTED).when(CLOCK, DUE_SOON)

    file.then(Alerted(rung=Rung.DUE_SOON, nth=1, to=(Role.FRONT_OFFICE,), due_at=wita("2026-11-23 09:10")))
    event = file.last[0]
    assert (wita("2026-11-23 09:07:30"), "system", Role.SYSTEM, 2, 1) == (
        event.at,
        event.by.sub,
        event.by.role,
        event.step,
        event.round,
    )


def test_a_file_that_nobody_touches_climbs_the_whole_ladder() -> None:
    file = Scenario().given(*walk.SUBMITTED, *[TICK] * 5)

    assert [
        (2, 1, Rung.DUE_SOON, 1),
        (2, 1, Rung.OVERDUE, 1),
        (2, 1, Rung.ESCALATED, 1),
        (2, 1, Rung.LEGAL_NEAR, 1),
        (2, 1, Rung.LEGAL_PASSED, 1),
    ] == alerts(file)
    assert ladder_of(file.state, file.book).next_at is None
    later(file, days=100).refuses(CLOCK, PASSED, OutOfOrder)


def test_an_alert_moves_nothing_and_decides_nothing() -> None:
    file = Scenario().given(*walk.SUBMITTED, (FAJAR, Claim()))
    before = file.state

    after = file.when(CLOCK, DUE_SOON).state

    assert before == after.but(
        version=before.version, changed_at=before.changed_at, fired=frozenset[tuple[Rung, int]]()
    )
    assert (before.version + 1, file.last[0].at, frozenset({(Rung.DUE_SOON, 1)})) == (
        after.version,
        after.changed_at,
        after.fired,
    )
    assert "system" not in after.acted


@pytest.mark.parametrize(
    ("file", "command"),
    [
        (at(SUBMITTED, "2026-11-23 09:07:29"), DUE_SOON),
        (at(Scenario().given(*walk.SUBMITTED, TICK), "2026-11-23 09:10:00"), OVERDUE),
        (at(Scenario().given(*walk.SUBMITTED, TICK, TICK), "2026-11-23 10:09:59"), ESCALATED),
        (at(Scenario().given(*REJECTED), "2026-11-30 07:29:59"), FIRST),
        (at(Scenario().given(*REJECTED, TICK, TICK), "2026-12-02 16:00:00"), LAPSE),
    ],
    ids=["due soon", "overdue", "escalated", "reminder", "lapse"],
)
def test_nothing_happens_before_its_time(file: Scenario, command: Command) -> None:
    refusal = file.refuses(CLOCK, command, OutOfOrder)

    assert "It is not yet time for this." == refusal.sentence.en


@pytest.mark.parametrize("command", [OVERDUE, ESCALATED, NEAR, PASSED, FIRST, replace(DUE_SOON, nth=2)])
def test_a_rung_does_not_come_before_a_lower_one(command: Command) -> None:
    later(SUBMITTED, days=100).refuses(CLOCK, command, OutOfOrder)


def test_a_rung_fires_once_in_a_visit() -> None:
    file = Scenario().given(*walk.SUBMITTED, TICK)

    refusal = later(file, days=1).refuses(CLOCK, DUE_SOON, OutOfOrder)

    assert "already" in refusal.sentence.en


def test_a_file_does_not_lapse_before_both_reminders() -> None:
    file = Scenario().given(*REJECTED)

    later(file, days=100).refuses(CLOCK, LAPSE, OutOfOrder)
    later(file.given(TICK), days=100).refuses(CLOCK, LAPSE, OutOfOrder)


def test_a_file_that_is_not_repaired_is_reminded_of_twice_and_lapses() -> None:
    file = Scenario().given(*REJECTED, TICK, TICK).when(CLOCK, LAPSE)

    file.then(Lapsed(reason="Berkas tidak diperbaiki."))
    assert [(1, 1, Rung.REPAIR_REMINDER, 1), (1, 1, Rung.REPAIR_REMINDER, 2)] == alerts(file)
    assert (wita("2026-12-02 16:00:01"), Status.LAPSED) == (file.last[0].at, file.state.status)


def test_after_a_long_silence_all_that_was_missed_comes_in_order() -> None:
    file = later(Scenario().given(*REJECTED), days=100).given((CLOCK, FIRST), (CLOCK, SECOND)).when(CLOCK, LAPSE)

    assert Status.LAPSED is file.state.status


def test_the_applicant_repairs_in_time_until_the_clock_has_spoken() -> None:
    file = at(Scenario().given(*REJECTED, TICK, TICK), "2026-12-02 16:00:00").when(SITI, RESUBMIT)

    later(file, days=100).refuses(CLOCK, LAPSE, NotThisStep)


@pytest.mark.parametrize("command", [DUE_SOON, LAPSE], ids=["alert", "lapse"])
def test_a_finished_file_hears_nothing_from_the_clock(command: Command) -> None:
    for steps in (walk.DELIVERED, (*walk.SUBMITTED, (SITI, Withdraw(reason="Batal.")))):
        later(Scenario().given(*steps), days=100).refuses(CLOCK, command, NotThisStep)


@pytest.mark.parametrize("by", [SITI, FAJAR, HENDRA])
@pytest.mark.parametrize("command", [DUE_SOON, LAPSE], ids=["alert", "lapse"])
def test_nobody_but_the_clock_speaks_for_it(by: Caller, command: Command) -> None:
    later(SUBMITTED, days=100).refuses(by, command, NeverYourRole)


def test_the_clock_begins_no_file() -> None:
    Scenario().refuses(CLOCK, DUE_SOON, NotFound)


def test_every_visit_has_a_ladder_of_its_own() -> None:
    file = Scenario().given(*walk.SUBMITTED, TICK, (FAJAR, VERIFY), TICK, TICK, (BAYU, Route()))

    assert [(2, 1, Rung.DUE_SOON, 1), (3, 1, Rung.DUE_SOON, 1), (3, 1, Rung.OVERDUE, 1)] == alerts(file)
    assert frozenset() == file.state.fired
    later(file, days=1).refuses(CLOCK, ESCALATED, OutOfOrder)  # of a visit that is over


def test_a_return_inside_the_office_begins_the_visits_anew_and_the_law_not() -> None:
    drafted = Scenario().given(*walk.DRAFTED, *[TICK] * 4, (KARTIKA, walk.RETURN))
    again = drafted.given(TICK, (BAYU, walk.PERMIT_DRAFT)).given(*[TICK] * 3)

    assert [
        (6, 1, Rung.DUE_SOON, 1),
        (6, 1, Rung.OVERDUE, 1),
        (6, 1, Rung.ESCALATED, 1),
        (6, 1, Rung.LEGAL_NEAR, 1),
        (5, 1, Rung.DUE_SOON, 1),
        (6, 1, Rung.DUE_SOON, 1),
        (6, 1, Rung.OVERDUE, 1),
        (6, 1, Rung.ESCALATED, 1),
    ] == alerts(again)
    assert again.when(CLOCK, PASSED).state.fired >= {(Rung.LEGAL_NEAR, 1), (Rung.LEGAL_PASSED, 1)}


def test_taking_a_file_and_giving_it_back_stops_no_clock() -> None:
    file = Scenario().given(*walk.SUBMITTED, TICK, (FAJAR, Claim()), TICK)

    assert [Rung.DUE_SOON, Rung.OVERDUE] == [rung for _, _, rung, _ in alerts(file)]
    assert file.state.claimed_by == FAJAR.acting_as(Role.FRONT_OFFICE)


def test_the_law_is_silent_during_a_repair_and_begins_anew_after_it() -> None:
    file = Scenario().given(*walk.SUBMITTED, *[TICK] * 4, (FAJAR, REJECT))
    later(file, days=4).refuses(CLOCK, PASSED, OutOfOrder)

    repaired = file.given(TICK, (SITI, RESUBMIT))
    resubmitted_at = repaired.history[-1].at

    assert frozenset() == repaired.state.fired
    law = [alarm for alarm in ladder_of(repaired.state, repaired.book).alarms if alarm.rung is Rung.LEGAL_NEAR]
    assert [wita("2026-12-11 16:30")] == [alarm.at for alarm in law]
    assert resubmitted_at == wita("2026-12-07 07:31")
    assert (2, 2, Rung.LEGAL_NEAR, 1) in alerts(repaired.given(*[TICK] * 4))


def test_a_signed_decree_ends_the_law_s_clock() -> None:
    file = Scenario().given(*walk.SIGNED)

    later(file, days=100).refuses(CLOCK, NEAR, OutOfOrder)


def test_nothing_fires_where_no_calendar_is_published() -> None:
    unpublished = replace(office_rulebook(), publications=Publications([published(2027)]))
    waiting = later(replace(Scenario().given(*walk.SUBMITTED), book=unpublished), days=100)
    repairing = later(replace(Scenario().given(*REJECTED), book=unpublished), days=100)

    waiting.refuses(CLOCK, DUE_SOON, OutOfOrder)
    repairing.refuses(CLOCK, LAPSE, OutOfOrder)


# What an officer has seen stays good.


def test_an_alert_does_not_make_what_was_seen_stale() -> None:
    file = Scenario().given(*walk.SUBMITTED)
    seen = file.state.version
    file.given(TICK, TICK)

    for version in (seen, seen + 1, seen + 2):
        assert file._decide(FAJAR, VERIFY, version)
    assert seen + 2 == file.refuses(FAJAR, VERIFY, Stale, if_match=seen - 1).version
    file.refuses(FAJAR, VERIFY, Stale, if_match=seen + 3)


def test_an_act_between_two_alerts_makes_it_stale_all_the_same() -> None:
    file = Scenario().given(*walk.SUBMITTED)
    seen = file.state.version

    file.given(TICK, (FITRI, Claim()), TICK)

    file.refuses(FITRI, VERIFY, Stale, if_match=seen)
    file.refuses(FITRI, VERIFY, Stale, if_match=seen + 1)
    assert file._decide(FITRI, VERIFY, seen + 2)


def test_an_alert_leaves_approvals_and_the_draft_as_they_were() -> None:
    file = Scenario().given(*walk.DRAFTED, TICK).when(KARTIKA, approve)

    assert file.state.draft
    assert [Role.KABID] == [each.role for each in file.state.draft.approvals]

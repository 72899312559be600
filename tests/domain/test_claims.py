"""A claim is for a while, and a superior may say who goes on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain.actor import OFFICERS, Caller, Role
from domain.claims import as_of, has_run_out
from domain.commands import Claim, Reassign, Release
from domain.events import Claimed, Reassigned, Released
from domain.office_events import MandateGiven, MandateKind
from domain.posts import Mandate, Roster, Term
from domain.refusals import ClaimedByColleague, Invalid, NeverYourRole, NotThisPerson, NotThisStep, OutOfOrder
from domain.superiors import LEADERSHIP, SUPERIORS
from tests import walk
from tests.book import office_rulebook
from tests.papers import VERIFY
from tests.people import BAYU, DEWI, FAJAR, FITRI, HENDRA, KARTIKA, RATNA, SRI, SURYA, person
from tests.scenario import MONDAY, Scenario, later

TO_FITRI = Reassign(to_sub="fitri", to_name="Fitri Handayani", reason="Fajar sakit.")
PAST_THE_CALENDAR = datetime(2028, 1, 3, 2, 0, tzinfo=UTC)


def taken() -> Scenario:
    """Claimed on a Monday at 09.01: four working hours end at 14.01, for the break does not count."""
    return Scenario().given(*walk.SUBMITTED, (FAJAR, Claim()))


def test_a_claim_keeps_a_file_for_four_working_hours() -> None:
    since = taken().state.claimed_at
    assert since
    ends_at = since + timedelta(hours=5)

    refusal = replace(taken(), at=ends_at - timedelta(microseconds=1)).refuses(FITRI, VERIFY, ClaimedByColleague)

    assert ("fajar", since) == (refusal.colleague.sub, refusal.since)
    assert "sejak 23 November 2026" in refusal.sentence.id
    assert 3 == replace(taken(), at=ends_at).when(FITRI, VERIFY).state.step


def test_nights_and_holidays_run_no_claim_out() -> None:
    evening = Scenario(at=MONDAY.replace(hour=15, minute=30)).given(*walk.SUBMITTED, (FAJAR, Claim()))

    later(evening, hours=17).refuses(FITRI, VERIFY, ClaimedByColleague)


def test_what_has_run_out_can_be_taken_again_and_not_given_back() -> None:
    stale = later(taken(), hours=6)

    stale.refuses(FAJAR, Release(), NotThisStep)
    stale.when(FITRI, Claim()).then(Claimed())

    assert FITRI.acting_as(Role.FRONT_OFFICE) == stale.state.claimed_by


def test_whoever_had_it_may_go_on_or_take_it_anew() -> None:
    taken().refuses(FAJAR, Claim(), OutOfOrder)
    later(taken(), hours=6).when(FAJAR, Claim()).then(Claimed())

    assert 3 == later(taken(), hours=6).when(FAJAR, VERIFY).state.step


def test_a_claim_is_read_as_it_is_decided() -> None:
    file, book = taken().state, office_rulebook()

    assert as_of(file, MONDAY, book) is file
    assert as_of(file, MONDAY + timedelta(hours=6), book).claimed_by is None
    assert [False, True] == [has_run_out(file, MONDAY + timedelta(hours=n), book) for n in (1, 6)]


def test_past_the_calendar_no_claim_runs_out() -> None:
    """Nobody knows yet when the office works: the office publishes its calendar, or a superior speaks."""
    file = replace(taken().state, claimed_at=PAST_THE_CALENDAR)

    assert not has_run_out(file, PAST_THE_CALENDAR + timedelta(days=30), office_rulebook())


def test_a_superior_gives_the_file_to_another() -> None:
    file = taken()

    file.when(KARTIKA, TO_FITRI).then(
        Reassigned(
            to_sub="fitri",
            to_name="Fitri Handayani",
            from_sub="fajar",
            from_name="Fajar Nugraha",
            reason="Fajar sakit.",
        )
    )

    assert FITRI.acting_as(Role.FRONT_OFFICE) == file.state.claimed_by
    assert file.history[-1].at == file.state.claimed_at
    file.refuses(FAJAR, VERIFY, ClaimedByColleague)
    assert 3 == file.when(FITRI, VERIFY).state.step


def test_who_says_who_shall_work_has_not_worked_on_it() -> None:
    file = taken().given((KARTIKA, TO_FITRI))

    assert "kartika" not in file.state.acted


def test_what_nobody_has_taken_can_be_given_too_and_be_given_back() -> None:
    file = Scenario().given(*walk.SUBMITTED).when(KARTIKA, TO_FITRI)

    fact = file.last[0].fact
    assert isinstance(fact, Reassigned)
    assert (None, None) == (fact.from_sub, fact.from_name)
    file.when(FITRI, Release()).then(Released())


@pytest.mark.parametrize("desk", OFFICERS)
def test_the_line_of_command_is_the_offices(desk: Role) -> None:
    above = SUPERIORS.get(desk, ())

    assert desk not in above
    assert set(above) <= set(LEADERSHIP[LEADERSHIP.index(desk) + 1 :] if desk in LEADERSHIP else LEADERSHIP)
    assert bool(above) == (desk is not Role.KEPALA_DINAS)


def test_only_superiors_of_this_desk_may() -> None:
    technical = Scenario().given(*walk.FORWARDED)
    to_dewi = Reassign(to_sub="dewi", to_name="Dewi Lestari", reason="Cuti.")

    for by in (KARTIKA, SURYA):
        technical.refuses(by, to_dewi, NotThisStep)
    technical.when(HENDRA, to_dewi)
    for by in (FITRI, BAYU, DEWI, SRI, RATNA):
        taken().refuses(by, TO_FITRI, NeverYourRole)
    Scenario().given(*walk.APPROVED_TWICE).refuses(HENDRA, TO_FITRI, NotThisStep)
    Scenario().given(*walk.DELIVERED).refuses(HENDRA, TO_FITRI, NotThisStep)


@pytest.mark.parametrize(
    ("by", "to", "code"),
    [(KARTIKA, "fajar", "has_it_already"), (KARTIKA, "siti", "acted_before")],
)
def test_a_file_goes_to_nobody_who_could_not_work_on_it(by: Caller, to: str, code: str) -> None:
    refusal = taken().refuses(by, replace(TO_FITRI, to_sub=to), Invalid)

    assert [("/to/sub", code)] == [(each.pointer, each.code) for each in refusal.faults]


def test_the_reason_names_no_applicant() -> None:
    refusal = taken().refuses(KARTIKA, replace(TO_FITRI, reason="Kerabat Siti Rahmah."), Invalid)

    assert ["/reason"] == [each.pointer for each in refusal.faults]


def test_a_post_that_the_office_keeps_is_held_by_whom_it_says() -> None:
    since = MONDAY - timedelta(days=1)
    mandate = MandateGiven(
        mandate=UUID(int=7),
        kind=MandateKind.PLH,
        post=Role.FRONT_OFFICE,
        sub="dewi",
        name="Dewi Lestari",
        nip=None,
        order_number="1",
        order_date=since.date(),
        since=since,
        until=MONDAY + timedelta(days=1),
    )
    roster = Roster(
        terms=(Term(post=Role.FRONT_OFFICE, sub="fajar", name="Fajar", nip=None, order_number="1", since=since),),
        mandates={mandate.mandate: Mandate(given=mandate)},
    )
    kept = replace(office_rulebook(), roster=roster)
    file = replace(taken(), book=kept)

    refusal = file.refuses(KARTIKA, TO_FITRI, Invalid)
    assert ["not_of_this_desk"] == [each.code for each in refusal.faults]
    assert "dewi" == _claimer(file.when(KARTIKA, replace(TO_FITRI, to_sub="dewi")))


def test_a_superior_with_a_part_in_the_file_stays_out_of_it() -> None:
    Scenario().given(*walk.DRAFTED).refuses(person("bayu", "Bayu", Role.SEKRETARIS), TO_FITRI, NotThisPerson)


def _claimer(file: Scenario) -> str:
    assert file.state.claimed_by
    return file.state.claimed_by.sub

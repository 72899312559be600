"""A second person acts for the applicant by a letter: in what it says, as long as it says, and visibly."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain.actions import open_actions
from domain.actor import CLOCK, Actor, Caller, Role
from domain.attorneys import as_of, has_run_out, is_party
from domain.commands import (
    NAMES,
    Authorise,
    Command,
    Correct,
    Deliver,
    EndAuthority,
    Erase,
    Reject,
    Submit,
    Withdraw,
)
from domain.events import AuthorityEnded, AuthorityGiven, Delivered, Submitted
from domain.office_events import MandateGiven, MandateKind
from domain.papers import Channel, Deficiency
from domain.personal import MASK
from domain.posts import Mandate, Roster, Term
from domain.powers import Attorney, Authority, Power
from domain.refusals import (
    Invalid,
    NeverYourRole,
    NotEmpowered,
    NotFound,
    NotThisPerson,
    NotThisStep,
    OutOfOrder,
    PowerOver,
)
from domain.retention import LEGAL_GROUNDS, Ground
from tests import walk
from tests.book import office_rulebook
from tests.papers import AUTHORISE, SUBMIT, VERIFY
from tests.people import ANDI, BUDI, FAJAR, RATNA, SITI, person
from tests.scenario import MONDAY, Scenario, later, tick

TO_ANDI, LETTER = AUTHORISE, AUTHORISE.letter
SENT_BACK = Reject(deficiencies=(Deficiency(number=1, requirement="R08", finding="Kurang.", remedy="Lengkapi."),))
BY_LETTER = f"Kuasa pemohon (surat kuasa {LETTER.sha256[:12]})"
WITHDRAW, END = Withdraw(reason="Batal."), EndAuthority(reason="Selesai.")


def empowered(command: Authorise = TO_ANDI) -> Scenario:
    return Scenario().given(*walk.SUBMITTED, (SITI, command))


def repair() -> Submit:
    return replace(SUBMIT, sop=None)


def test_an_applicant_empowers_a_second_person_for_what_the_letter_says() -> None:
    file = Scenario().given(*walk.SUBMITTED).when(SITI, TO_ANDI)

    file.then(
        AuthorityGiven(
            attorney=TO_ANDI.attorney,
            letter=LETTER,
            document_keys=TO_ANDI.document_keys,
            powers=(Power.REPAIR, Power.RECEIVE),
            until=TO_ANDI.until,
        )
    )
    assert (2, "siti") == (file.state.step, file.state.applicant_sub)
    assert is_party(file.state, ANDI)
    assert not is_party(file.state, BUDI)


def test_what_they_do_is_recorded_as_theirs_and_for_whom_and_by_which_letter() -> None:
    file = empowered().given((FAJAR, SENT_BACK)).when(ANDI, repair())

    assert {Actor(sub="andi", name="Andi Pratama", role=Role.PEMOHON, acting_for=BY_LETTER)} == {
        event.by for event in file.last
    }
    assert ("siti", 2) == (file.state.applicant_sub, file.state.round)
    assert is_party(file.state, ANDI)
    file.given((FAJAR, VERIFY))
    assert file.history[0].by.acting_for is None


def test_a_repair_calls_no_file_by_the_attorneys_name() -> None:
    file = empowered().given((FAJAR, SENT_BACK))
    first, *rest = SUBMIT.documents

    file.when(ANDI, replace(repair(), documents=(replace(first, name="KTP Andi Pratama.pdf"), *rest)))

    fact = file.last[0].fact
    assert isinstance(fact, Submitted)
    assert f"{first.requirement}.pdf" == fact.documents[0].name


def test_they_receive_the_decree_in_their_own_name() -> None:
    signed = Scenario().given(*walk.SUBMITTED, (SITI, TO_ANDI), *walk.SIGNED[1:])

    signed.when(ANDI, Deliver()).then(Delivered(channel=Channel.ONLINE, received_by="Andi Pratama"))

    assert is_party(signed.state, ANDI)


def test_who_received_a_refusal_may_go_on_reading_it() -> None:
    refused = Scenario().given(*walk.SUBMITTED, (SITI, TO_ANDI), *walk.REFUSAL_SIGNED[1:], (ANDI, Deliver()))

    assert is_party(refused.state, ANDI)


@pytest.mark.parametrize(
    ("powers", "command"),
    [
        ((Power.REPAIR, Power.RECEIVE), WITHDRAW),
        ((Power.RECEIVE,), Correct(changes={"name": "Siti R."}, reason="Salah ketik.")),
        ((Power.RECEIVE,), repair()),
        ((Power.REPAIR,), Deliver()),
        (tuple(Power), TO_ANDI),
    ],
    ids=["withdraw", "correct", "repair", "receive", "pass it on"],
)
def test_what_the_letter_does_not_say_is_the_applicants_alone(powers: tuple[Power, ...], command: Command) -> None:
    file = empowered(replace(TO_ANDI, powers=powers))

    assert "hanya pemohon" in file.refuses(ANDI, command, NotEmpowered).sentence.id
    assert NAMES[type(command)] not in buttons(file, ANDI)


def buttons(file: Scenario, by: Caller) -> set[str]:
    return {NAMES[each.command] for each in open_actions(file.state, by, office_rulebook().sop(file.state.sop))}


def test_to_give_up_a_file_takes_express_words() -> None:
    file = empowered(replace(TO_ANDI, powers=(Power.WITHDRAW,)))

    assert {"withdraw", "end_authority"} == buttons(file, ANDI)
    file.when(ANDI, WITHDRAW)

    assert "telah selesai" in file.refuses(ANDI, WITHDRAW, PowerOver).sentence.id
    file.refuses(SITI, TO_ANDI, NotThisStep)
    file.refuses(SITI, END, NotThisStep)


def test_a_power_ends_with_its_day_and_nobody_has_to_say_so() -> None:
    file = empowered().given((FAJAR, SENT_BACK))
    assert TO_ANDI.until
    past = replace(file, at=TO_ANDI.until)

    assert "Masa berlaku" in past.refuses(ANDI, repair(), PowerOver).sentence.id
    past.refuses(SITI, END, NotThisStep)
    assert [False, True] == [has_run_out(file.state, each) for each in (MONDAY, TO_ANDI.until)]
    over = as_of(file.state, TO_ANDI.until)
    assert not is_party(over, ANDI)
    assert over is as_of(over, TO_ANDI.until)
    assert 2 == past.when(SITI, replace(TO_ANDI, until=None)).when(ANDI, repair()).state.round
    assert not has_run_out(past.state, MONDAY + timedelta(days=900))


def test_one_that_was_taken_back_is_told_to_nobody() -> None:
    file = empowered().given((FAJAR, SENT_BACK)).when(SITI, END)

    file.then(AuthorityEnded(attorney=TO_ANDI.attorney, reason="Selesai."))
    assert file.state.authority is None
    file.refuses(ANDI, repair(), NotFound)
    file.refuses(ANDI, END, NotFound)
    file.refuses(SITI, END, NotThisStep)


def test_an_attorney_lays_it_down() -> None:
    file = empowered().when(ANDI, EndAuthority())

    file.then(AuthorityEnded(attorney=TO_ANDI.attorney, reason=None))
    assert [BY_LETTER] == [event.by.acting_for for event in file.last]
    file.refuses(ANDI, END, NotFound)


def test_there_is_one_at_a_time() -> None:
    other = replace(TO_ANDI, attorney=Attorney(sub="budi", name="Budi Santoso"))
    file = empowered()

    assert "Akhiri kuasa" in file.refuses(SITI, other, OutOfOrder).sentence.id
    assert is_party(file.given((SITI, END), (SITI, other)).state, BUDI)


def test_only_the_applicant_gives_it_and_while_there_is_something_to_do() -> None:
    file = Scenario().given(*walk.SUBMITTED)

    file.refuses(BUDI, TO_ANDI, NotFound)
    file.refuses(FAJAR, TO_ANDI, NeverYourRole)
    Scenario().given(*walk.DELIVERED).refuses(SITI, TO_ANDI, NotThisStep)
    Scenario().given(*walk.SUBMITTED, (SITI, WITHDRAW)).refuses(SITI, TO_ANDI, NotThisStep)


@pytest.mark.parametrize(("sub", "code"), [("siti", "yourself"), ("fajar", "acted_before"), ("rudi", "holds_a_post")])
def test_an_attorney_is_a_second_person_and_none_of_the_office(sub: str, code: str) -> None:
    term = Term(post=Role.KABID, sub="rudi", name="Rudi", nip=None, order_number="1", since=MONDAY - timedelta(days=9))
    book = replace(office_rulebook(), roster=Roster(terms=(term,)))
    file = replace(Scenario().given(*walk.VERIFIED), book=book)

    refusal = file.refuses(SITI, replace(TO_ANDI, attorney=Attorney(sub=sub, name="Seseorang")), Invalid)

    assert [("/attorney/sub", code)] == [(each.pointer, each.code) for each in refusal.faults]


def test_a_mandate_is_a_post_as_well() -> None:
    given = MandateGiven(
        mandate=UUID(int=7),
        kind=MandateKind.PLH,
        post=Role.KABID,
        sub="andi",
        name="Andi Pratama",
        nip=None,
        order_number="1",
        order_date=MONDAY.date(),
        since=MONDAY - timedelta(days=1),
        until=MONDAY + timedelta(days=1),
    )
    roster = Roster(mandates={given.mandate: Mandate(given=given)})
    file = replace(Scenario().given(*walk.SUBMITTED), book=replace(office_rulebook(), roster=roster))

    assert ["holds_a_post"] == [each.code for each in file.refuses(SITI, TO_ANDI, Invalid).faults]
    later(file, days=2).when(SITI, TO_ANDI)


def test_a_power_that_has_ended_before_it_began_is_none() -> None:
    file = Scenario().given(*walk.SUBMITTED)

    refusal = file.refuses(SITI, replace(TO_ANDI, until=MONDAY), Invalid)

    assert [("/until", "in_the_past")] == [(each.pointer, each.code) for each in refusal.faults]


def test_whoever_may_speak_for_the_applicant_never_acts_on_the_file_as_an_officer() -> None:
    for file in (empowered(), empowered().given((SITI, END))):
        file.refuses(person("andi", "Andi", Role.FRONT_OFFICE), VERIFY, NotThisPerson)
        file.refuses(person("andi", "Andi", Role.FRONT_OFFICE, Role.PEMOHON), VERIFY, NotThisPerson)
    assert not is_party(empowered().state, person("andi", "Andi", Role.KABID))


def test_a_matter_that_comes_to_nothing_ends_the_power() -> None:
    lapsing = empowered(replace(TO_ANDI, until=None)).given((FAJAR, SENT_BACK))
    while lapsing.state.step:
        lapsing.when(CLOCK, tick)

    lapsing.refuses(ANDI, repair(), PowerOver)
    assert not is_party(lapsing.state, ANDI)


def test_who_is_forgotten_takes_their_attorney_along() -> None:
    file = empowered().given((SITI, WITHDRAW), (RATNA, _erase()))

    assert (None, {MASK, "ratna"}) == (file.state.authority, set(file.state.acted))
    file.refuses(ANDI, WITHDRAW, NotFound)
    assert not is_party(file.state, ANDI)


def test_how_they_are_recorded_names_nobody() -> None:
    authority = empowered().state.authority

    assert isinstance(authority, Authority)
    assert BY_LETTER == authority.title


def _erase() -> Erase:
    return Erase(legal_ground=LEGAL_GROUNDS[Ground.SUBJECT_REQUEST], reason="Permintaan tertulis.")

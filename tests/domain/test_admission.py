"""Who may do what to a file now: rows, claims, persons, and the order in which refusals are told."""

from dataclasses import replace

import pytest

from domain.actor import Caller, Role
from domain.admission import not_here
from domain.commands import Approve, Claim, Command, Deliver, Lapse, Release, Revoke, Route, Sign, Verify, Withdraw
from domain.events import Claimed, Released
from domain.permit import TERMINAL, Status, replay
from domain.refusals import (
    ClaimedByColleague,
    DraftChanged,
    NeverYourRole,
    NotFound,
    NotThisPerson,
    NotThisStep,
    OutOfOrder,
    Stale,
)
from tests import walk
from tests.papers import REJECT, RESUBMIT, SUBMIT, VERIFY
from tests.people import AGUS, BAYU, BUDI, DEWI, FAJAR, FITRI, HENDRA, KARTIKA, SITI, SRI, SURYA, person
from tests.scenario import Scenario, Step, approve, sign


@pytest.mark.parametrize("by", [FAJAR, SRI, AGUS], ids=["officer", "supervisor", "auditor"])
def test_only_an_applicant_submits(by: Caller) -> None:
    refusal = Scenario().refuses(by, SUBMIT, NeverYourRole)

    assert "Tindakan ini hanya untuk pemohon." == refusal.sentence.id
    assert "Only the applicant may do this." == refusal.sentence.en


@pytest.mark.parametrize(
    "command", [VERIFY, Route(), Withdraw(reason="-"), RESUBMIT, Claim()], ids=lambda each: type(each).__name__
)
def test_nothing_can_be_done_to_a_file_that_is_not_there(command: Command) -> None:
    everybody = person("all", "Semua Peran", *Role)

    Scenario().refuses(everybody, command, NotFound)


def test_another_applicants_file_is_not_to_be_known_of() -> None:
    Scenario().given(*walk.SUBMITTED).refuses(BUDI, Withdraw(reason="-"), NotFound)


def test_an_officer_who_is_also_an_applicant_elsewhere_does_not_know_of_it_as_an_applicant() -> None:
    fitri = person("fitri", "Fitri Handayani", Role.FRONT_OFFICE, Role.PEMOHON)

    Scenario().given(*walk.SUBMITTED).refuses(fitri, Withdraw(reason="-"), NotFound)


def test_a_supervisor_reads_but_never_acts() -> None:
    Scenario().given(*walk.SUBMITTED).refuses(SRI, VERIFY, NeverYourRole)


def test_a_command_of_another_step_is_told_where_the_file_is() -> None:
    refusal = Scenario().given(*walk.SUBMITTED).refuses(KARTIKA, walk.RETURN, NotThisStep)

    assert (2, Role.FRONT_OFFICE, ("verify", "reject", "claim", "withdraw")) == (
        refusal.step,
        refusal.holder,
        refusal.allowed,
    )
    assert "Front Office" in refusal.sentence.id


def test_the_right_command_from_the_wrong_desk_is_refused() -> None:
    file = Scenario().given(*walk.DRAFTED)

    file.refuses(SURYA, approve, NotThisStep)


def test_someone_with_both_roles_acts_in_the_one_the_row_names() -> None:
    both = person("both", "Rangkap", Role.KABID, Role.SEKRETARIS)

    file = Scenario().given(*walk.DRAFTED).when(both, approve)

    assert Role.KABID is file.last[0].by.role


def test_nobody_approves_as_secretary_what_they_approved_as_head_of_division() -> None:
    both = person("both", "Rangkap", Role.KABID, Role.SEKRETARIS)

    refusal = Scenario().given(*walk.DRAFTED, (both, approve)).refuses(both, approve, NotThisPerson)

    assert "Kabid Perizinan" in refusal.sentence.id


def test_nobody_verifies_their_own_application() -> None:
    siti = person("siti", "Siti Rahmah", Role.PEMOHON, Role.FRONT_OFFICE)

    Scenario().given(*walk.SUBMITTED).refuses(siti, VERIFY, NotThisPerson)


def test_the_back_office_acts_at_both_of_its_steps() -> None:
    file = Scenario().given(*walk.DRAFTED)

    assert [3, 5, 5] == [event.step for event in file.history if event.by.sub == "bayu"]


def test_four_eyes_hold_across_the_rounds_of_a_file() -> None:
    fajar = person("fajar", "Fajar Nugraha", Role.BACK_OFFICE)

    Scenario().given(*walk.VERIFIED).refuses(fajar, Route(), NotThisPerson)


def test_only_the_applicant_acts_while_a_file_is_rejected() -> None:

    file = Scenario().given(*walk.SUBMITTED, (FAJAR, REJECT))

    for by, command in ((FAJAR, VERIFY), (BAYU, Route()), (FAJAR, Claim())):
        file.refuses(by, command, NotThisStep)


def test_a_claimed_file_is_its_claimers() -> None:
    file = Scenario().given(*walk.SUBMITTED).when(FAJAR, Claim()).then(Claimed())

    assert FAJAR.acting_as(Role.FRONT_OFFICE) == file.state.claimed_by
    refusal = file.refuses(FITRI, VERIFY, ClaimedByColleague)
    assert "fajar" == refusal.colleague.sub
    file.refuses(FITRI, Claim(), ClaimedByColleague)
    file.refuses(FITRI, Release(), ClaimedByColleague)


def test_a_claim_ends_when_the_file_moves() -> None:
    file = Scenario().given(*walk.SUBMITTED, (FAJAR, Claim()), (FAJAR, VERIFY))

    assert file.state.claimed_by is None


def test_a_claim_can_be_given_back() -> None:
    file = Scenario().given(*walk.SUBMITTED, (FAJAR, Claim())).when(FAJAR, Release()).then(Released())

    file.when(FITRI, VERIFY)

    assert 3 == file.state.step


def test_a_file_is_claimed_once() -> None:
    Scenario().given(*walk.SUBMITTED, (FAJAR, Claim())).refuses(FAJAR, Claim(), OutOfOrder)


def test_what_nobody_has_claimed_cannot_be_released() -> None:
    Scenario().given(*walk.SUBMITTED).refuses(FAJAR, Release(), NotThisStep)


@pytest.mark.parametrize(
    ("steps", "by", "command", "why"),
    [
        (walk.SUBMITTED, FAJAR, Release(), "Nobody has claimed this file."),
        (walk.SIGNED, SITI, Withdraw(reason="Batal."), "The decree has been signed."),
        (walk.APPROVED_TWICE, HENDRA, Revoke(reason="Batal."), "Only a permit that was signed can be revoked."),
        (walk.SUBMITTED, DEWI, Claim(), "This cannot be done now: the file is at step 2, with the front office."),
        (walk.DELIVERED, SITI, Withdraw(reason="Batal."), "This application is finished: the decree was received."),
    ],
    ids=["release", "withdraw", "revoke", "claim", "finished"],
)
def test_what_cannot_be_done_is_refused_with_the_reason(
    steps: tuple[Step, ...], by: Caller, command: Command, why: str
) -> None:
    refusal = Scenario().given(*steps).refuses(by, command, NotThisStep)

    assert why == refusal.sentence.en


@pytest.mark.parametrize("status", sorted({*TERMINAL, Status.DELIVERED}))
def test_an_end_is_told_in_words_of_the_readers_language(status: Status) -> None:
    permit = Scenario().given(*walk.DELIVERED).state.but(status=status)

    sentence = not_here(Verify, permit)

    assert sentence.id.startswith("Permohonan ini sudah selesai: ")
    assert status.value not in sentence.id


def test_a_claim_does_not_count_as_having_acted() -> None:
    fitri_in_front = person("fitri", "Fitri", Role.FRONT_OFFICE)
    fitri_in_back = person("fitri", "Fitri", Role.BACK_OFFICE)

    file = Scenario().given(*walk.SUBMITTED, (fitri_in_front, Claim()), (fitri_in_front, Release()))
    file.given((FAJAR, VERIFY)).when(fitri_in_back, Route())

    assert 4 == file.state.step


def test_the_applicant_withdraws_whoever_has_claimed_the_file() -> None:
    file = Scenario().given(*walk.SUBMITTED, (FAJAR, Claim())).when(SITI, Withdraw(reason="Batal."))

    assert file.state.is_terminal


def test_only_the_office_that_holds_a_file_claims_it() -> None:
    Scenario().given(*walk.SUBMITTED).refuses(DEWI, Claim(), NotThisStep)


def test_a_delivered_file_cannot_be_claimed() -> None:
    Scenario().given(*walk.SIGNED).refuses(FAJAR, Claim(), NotThisStep)


def test_nobody_can_be_the_clock() -> None:
    Scenario().given(*walk.SUBMITTED).refuses(HENDRA, Lapse(reason="-"), NeverYourRole)


def test_a_stale_if_match_is_refused_with_the_version_that_is() -> None:
    refusal = Scenario().given(*walk.SUBMITTED).refuses(FAJAR, VERIFY, Stale, if_match=1)

    assert 2 == refusal.version


def test_stale_comes_after_not_found_and_before_the_step() -> None:
    file = Scenario().given(*walk.VERIFIED)

    file.refuses(BUDI, Withdraw(reason="-"), NotFound, if_match=1)
    file.refuses(FAJAR, VERIFY, Stale, if_match=1)
    file.refuses(FAJAR, VERIFY, NotThisStep, if_match=4)


def test_an_approval_binds_the_draft_that_was_seen() -> None:

    file = Scenario().given(*walk.DRAFTED)
    refusal = file.refuses(KARTIKA, Approve(draft_sha256="0" * 64), DraftChanged)
    assert file.state.draft
    assert file.state.draft.sha256 == refusal.current

    Scenario().given(*walk.APPROVED_TWICE).refuses(HENDRA, Sign(draft_sha256="0" * 64), DraftChanged)


def test_the_claim_is_told_before_the_person_and_the_person_before_the_draft() -> None:

    kadi = person("kadi", "Kadi", Role.KABID)
    bayu = person("bayu", "Bayu Pratama", Role.KABID)
    file = Scenario().given(*walk.DRAFTED, (kadi, Claim()))

    file.refuses(bayu, Approve(draft_sha256="0" * 64), ClaimedByColleague)
    file.given((kadi, Release())).refuses(bayu, Approve(draft_sha256="0" * 64), NotThisPerson)


def test_the_person_who_may_deliver_is_the_applicant_or_the_front_office() -> None:
    file = Scenario().given(*walk.SIGNED)

    file.refuses(BUDI, Deliver(), NotFound)
    file.refuses(HENDRA, Deliver(), NeverYourRole)


def test_a_permit_in_force_is_revoked_by_the_head_alone() -> None:
    file = Scenario().given(*walk.DELIVERED)

    file.refuses(SURYA, Revoke(reason="-"), NeverYourRole)


def test_an_old_history_replays_whatever_the_sop_says_today() -> None:
    file = Scenario().given(*walk.DELIVERED)

    replayed = replay(None, file.history)

    assert replayed
    assert file.permit == replace(replayed, number=file.state.number)


def test_the_same_question_gives_the_same_answer() -> None:
    first, second = Scenario().given(*walk.SIGNED), Scenario().given(*walk.SIGNED)

    assert first.history == second.history
    assert replace(first.state) == second.state


def test_signing_again_what_is_signed_is_refused() -> None:
    file = Scenario().given(*walk.SIGNED)

    file.refuses(HENDRA, sign, NotThisStep)

"""The nine steps of the SOP, the rejection and return on the way, and how a file can end."""

import pytest

from domain.actor import CLOCK, Role
from domain.commands import Deliver, Revoke, Route, Withdraw
from domain.events import (
    Approved,
    BAPFiled,
    Delivered,
    Drafted,
    Lapsed,
    Rejected,
    Returned,
    Revoked,
    Routed,
    Signed,
    Submitted,
    Verified,
    Withdrawn,
)
from domain.papers import Channel
from domain.permit import Status
from domain.refusals import NotThisStep
from tests import walk
from tests.papers import DEFICIENCY, REJECT, RESUBMIT, VERIFY
from tests.people import BAYU, FAJAR, HENDRA, KARTIKA, SITI, SURYA
from tests.scenario import Scenario, Step, approve, later, sign, tick


def test_the_file_walks_the_nine_steps_of_the_paper() -> None:
    file = Scenario().given(*walk.DELIVERED)

    expected = [
        (1, Role.PEMOHON, Submitted),
        (1, Role.PEMOHON, Routed),
        (2, Role.FRONT_OFFICE, Verified),
        (2, Role.FRONT_OFFICE, Routed),
        (3, Role.BACK_OFFICE, Routed),
        (4, Role.DINAS_TEKNIS, BAPFiled),
        (4, Role.DINAS_TEKNIS, Routed),
        (5, Role.BACK_OFFICE, Drafted),
        (5, Role.BACK_OFFICE, Routed),
        (6, Role.KABID, Approved),
        (6, Role.KABID, Routed),
        (7, Role.SEKRETARIS, Approved),
        (7, Role.SEKRETARIS, Routed),
        (8, Role.KEPALA_DINAS, Signed),
        (8, Role.KEPALA_DINAS, Routed),
        (9, Role.PEMOHON, Delivered),
    ]
    assert expected == [(event.step, event.by.role, type(event.fact)) for event in file.history]
    assert list(range(1, 17)) == [event.originator_version for event in file.history]
    assert (Status.DELIVERED, None, None) == (file.state.status, file.state.step, file.state.holder)


def test_only_the_forwarding_of_step_3_is_done_by_hand() -> None:
    file = Scenario().given(*walk.DELIVERED)

    by_hand = [event.step for event in file.history if isinstance(event.fact, Routed) and not event.fact.automatic]

    assert [3] == by_hand


def test_a_rejected_file_goes_back_to_the_applicant_with_its_deficiencies() -> None:
    file = Scenario().given(*walk.SUBMITTED).when(FAJAR, REJECT)

    file.then(
        Rejected(deficiencies=(DEFICIENCY,)),
        Routed(from_step=2, to_step=1, to_role=Role.PEMOHON, automatic=True),
    )
    assert (Status.REJECTED, 1, Role.PEMOHON, (DEFICIENCY,)) == (
        file.state.status,
        file.state.step,
        file.state.holder,
        file.state.deficiencies,
    )


def test_a_repaired_file_comes_back_as_the_next_round_under_the_same_tracking_code() -> None:
    file = Scenario().given(*walk.SUBMITTED, (FAJAR, REJECT)).when(SITI, RESUBMIT)

    submitted = file.last[0].fact
    assert isinstance(submitted, Submitted)
    assert (2, "K7QM2X9P", 2) == (submitted.round, submitted.tracking_code, file.last[0].round)
    assert (Status.SUBMITTED, 2, 2, ()) == (
        file.state.status,
        file.state.step,
        file.state.round,
        file.state.deficiencies,
    )


def test_while_a_file_is_rejected_the_office_may_do_nothing() -> None:
    file = Scenario().given(*walk.SUBMITTED, (FAJAR, REJECT))

    refusal = file.refuses(FAJAR, VERIFY, NotThisStep)

    assert (1, Role.PEMOHON) == (refusal.step, refusal.holder)
    assert ("submit", "lapse", "withdraw") == refusal.allowed


@pytest.mark.parametrize("steps", [walk.DRAFTED, walk.APPROVED, walk.APPROVED_TWICE], ids=["6", "7", "8"])
def test_a_returned_file_goes_back_to_the_drafter_and_loses_its_approvals(steps: tuple[Step, ...]) -> None:
    superior = {6: KARTIKA, 7: SURYA, 8: HENDRA}[Scenario().given(*steps).state.step or 0]
    file = Scenario().given(*steps).when(superior, walk.RETURN)

    returned, routed = (event.fact for event in file.last)
    assert Returned(to_step=5, reason="Nama lembaga salah tulis.") == returned
    assert isinstance(routed, Routed)
    assert (5, Role.BACK_OFFICE) == (routed.to_step, routed.to_role)
    assert file.state.draft
    assert () == file.state.draft.approvals


def test_after_a_return_the_new_draft_is_approved_from_the_beginning() -> None:
    file = Scenario().given(
        *walk.APPROVED, (SURYA, walk.RETURN), (BAYU, walk.PERMIT_DRAFT), (KARTIKA, approve), (SURYA, approve)
    )

    file.when(HENDRA, sign)

    assert file.state.status is Status.SIGNED


def test_a_negative_recommendation_ends_in_a_refusal_that_the_applicant_receives() -> None:
    file = Scenario().given(*walk.REFUSAL_SIGNED)
    assert (Status.SIGNED, 9) == (file.state.status, file.state.step)

    file.when(SITI, Deliver())

    assert (Status.REFUSED, None) == (file.state.status, file.state.step)


def test_a_signed_permit_is_valid_for_the_years_of_its_draft() -> None:
    file = Scenario().given(*walk.SIGNED)

    assert file.state.valid_until
    assert (2031, 11, 23) == file.state.valid_until.timetuple()[:3]


def test_the_applicant_receives_the_decree_online() -> None:
    file = Scenario().given(*walk.SIGNED).when(SITI, Deliver())

    file.then(Delivered(channel=Channel.ONLINE, received_by="Siti Rahmah"))


def test_the_front_office_hands_the_decree_over_at_the_counter() -> None:
    file = Scenario().given(*walk.SIGNED).when(FAJAR, Deliver(received_by="Rahmat"))

    file.then(Delivered(channel=Channel.COUNTER, received_by="Rahmat"))


@pytest.mark.parametrize("steps", [walk.SUBMITTED, walk.INSPECTED, walk.APPROVED_TWICE], ids=["2", "5", "8"])
def test_the_applicant_may_withdraw_while_nothing_is_signed(steps: tuple[Step, ...]) -> None:
    file = Scenario().given(*steps).when(SITI, Withdraw(reason="Pindah lokasi."))

    file.then(Withdrawn(reason="Pindah lokasi."))
    assert (Status.WITHDRAWN, None, None) == (file.state.status, file.state.step, file.state.holder)


def test_a_signed_file_can_no_longer_be_withdrawn() -> None:
    Scenario().given(*walk.SIGNED).refuses(SITI, Withdraw(reason="Terlambat."), NotThisStep)


def test_a_file_that_is_not_repaired_lapses_by_the_clock() -> None:
    file = Scenario().given(*walk.SUBMITTED, (FAJAR, REJECT), (CLOCK, tick), (CLOCK, tick)).when(CLOCK, tick)

    file.then(Lapsed(reason="7 hari kerja lewat."))
    assert file.state.status is Status.LAPSED


@pytest.mark.parametrize("steps", [walk.SIGNED, walk.DELIVERED], ids=["signed", "delivered"])
def test_the_head_may_revoke_what_is_signed(steps: tuple[Step, ...]) -> None:
    file = Scenario().given(*steps).when(HENDRA, Revoke(reason="Melanggar Diktum KEDUA."))

    file.then(Revoked(reason="Melanggar Diktum KEDUA."))
    assert file.state.is_terminal


def test_a_refusal_cannot_be_revoked() -> None:
    Scenario().given(*walk.REFUSAL_SIGNED).refuses(HENDRA, Revoke(reason="Salah."), NotThisStep)


def test_a_finished_file_refuses_every_command() -> None:
    file = Scenario().given(*walk.SUBMITTED, (SITI, Withdraw(reason="Batal.")))

    for by, command in ((FAJAR, VERIFY), (BAYU, Route()), (SITI, RESUBMIT), (HENDRA, Revoke(reason="-"))):
        refusal = file.refuses(by, command, NotThisStep)
        assert (None, None, ()) == (refusal.step, refusal.holder, refusal.allowed)


def test_in_one_file_time_never_runs_backwards() -> None:
    file = Scenario().given(*walk.SUBMITTED)
    submitted_at = file.history[-1].at

    overtaken = later(file, hours=-1).when(FAJAR, VERIFY)

    assert [submitted_at, submitted_at] == [event.at for event in overtaken.last]

"""The permit as its history left it: what each fact changes, and that no history is ever refused."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actor import CLOCK, Actor, Role
from domain.commands import Claim, Deliver, Revoke, Route, Withdraw
from domain.events import (
    Alerted,
    Claimed,
    Event,
    Fact,
    Lapsed,
    PersonalDataErased,
    Reassigned,
    Released,
    Returned,
    Revoked,
)
from domain.ladder import Rung
from domain.permit import TERMINAL, Permit, Status, evolve, replay
from domain.personal import MASK
from tests.domain.test_revoking import SIGNED as REVOCATION_SIGNED
from tests.papers import REJECT, RESUBMIT, SUBMIT
from tests.people import BAYU, FAJAR, HENDRA, SITI
from tests.scenario import MONDAY, Scenario, Step, tick
from tests.walk import (
    APPROVED,
    APPROVED_TWICE,
    DELIVERED,
    DRAFTED,
    INSPECTED,
    NOT_RECOMMENDED,
    REFUSAL_SIGNED,
    RETURN,
    SIGNED,
    SUBMITTED,
    VERIFIED,
)

REJECTED: tuple[Step, ...] = (*SUBMITTED, (FAJAR, REJECT))


LAPSE: tuple[Step, ...] = ((CLOCK, tick), (CLOCK, tick), (CLOCK, tick))  # after two reminders

HISTORIES: dict[str, tuple[tuple[Step, ...], Status, int | None, Role | None]] = {
    "submitted": (SUBMITTED, Status.SUBMITTED, 2, Role.FRONT_OFFICE),
    "rejected": (REJECTED, Status.REJECTED, 1, Role.PEMOHON),
    "repaired": ((*REJECTED, (SITI, RESUBMIT)), Status.SUBMITTED, 2, Role.FRONT_OFFICE),
    "lapsed": ((*REJECTED, *LAPSE), Status.LAPSED, None, None),
    "withdrawn while rejected": ((*REJECTED, (SITI, Withdraw(reason="Batal."))), Status.WITHDRAWN, None, None),
    "verified": (VERIFIED, Status.IN_PROCESS, 3, Role.BACK_OFFICE),
    "drafted": (DRAFTED, Status.IN_PROCESS, 6, Role.KABID),
    "returned": ((*APPROVED_TWICE, (HENDRA, RETURN)), Status.IN_PROCESS, 5, Role.BACK_OFFICE),
    "signed": (SIGNED, Status.SIGNED, 9, Role.PEMOHON),
    "delivered": (DELIVERED, Status.DELIVERED, None, None),
    "refusal signed": (REFUSAL_SIGNED, Status.SIGNED, 9, Role.PEMOHON),
    "refused": ((*REFUSAL_SIGNED, (SITI, Deliver())), Status.REFUSED, None, None),
    "revoked when signed": ((*SIGNED, (HENDRA, Revoke(reason="Palsu."))), Status.REVOKED, None, None),
    "revoked when delivered": ((*DELIVERED, (HENDRA, Revoke(reason="Palsu."))), Status.REVOKED, None, None),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_leaves_a_file_somewhere_with_somebody(name: str) -> None:
    steps, status, step, holder = HISTORIES[name]

    permit = Scenario().given(*steps).state

    assert (status, step, holder) == (permit.status, permit.step, permit.holder)
    assert (status in TERMINAL) == permit.is_terminal


@pytest.mark.parametrize("name", HISTORIES)
def test_a_copy_of_a_permit_has_the_fields_of_a_permit_and_no_others(name: str) -> None:
    permit = Scenario().given(*HISTORIES[name][0]).state

    assert {each.name for each in fields(Permit)} == vars(permit).keys()
    assert permit == replace(permit)
    assert replace(permit, number="REG-1") == permit.but(number="REG-1") != permit


def test_a_permit_does_not_change() -> None:
    permit = Scenario().given(*SUBMITTED).state
    permit.but(version=99)

    with pytest.raises(FrozenInstanceError):
        permit.version = 99  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert permit.version == 2


def test_a_repair_keeps_who_has_acted_and_forgets_what_was_missing() -> None:
    file = Scenario().given(*REJECTED)
    rejected = file.state

    repaired = file.when(SITI, RESUBMIT).state

    assert REJECT.deficiencies == rejected.deficiencies
    assert () == repaired.deficiencies
    assert (2, {"siti": Role.PEMOHON, "fajar": Role.FRONT_OFFICE}) == (repaired.round, repaired.acted)
    assert SUBMIT.tracking_code == repaired.tracking_code
    assert {Role.FRONT_OFFICE, Role.PEMOHON} == repaired.seen_by


def test_approvals_are_of_one_draft_and_end_with_a_return() -> None:
    file = Scenario().given(*APPROVED)
    approved = file.state.draft

    returned = file.given(*APPROVED_TWICE[len(APPROVED) :], (HENDRA, RETURN)).state.draft
    drafted_again = file.when(*DRAFTED[-1]).state.draft

    assert approved is not None
    assert ["kartika"] == [each.sub for each in approved.approvals]
    assert returned == replace(approved, approvals=())
    assert drafted_again is not None
    assert (approved.sha256, ()) == (drafted_again.sha256, drafted_again.approvals)
    assert drafted_again.version > approved.version


def test_what_is_promised_recommended_and_valid_is_known_from_its_fact_on() -> None:
    waiting, signed = Scenario().given(*SUBMITTED).state, Scenario().given(*SIGNED).state
    negative = Scenario().given(*NOT_RECOMMENDED).state

    assert (None, None, False) == (waiting.promised_at, waiting.valid_until, waiting.refused_by_inspection)
    assert signed.promised_at is not None
    assert signed.decree is not None
    assert signed.decree.valid_until == signed.valid_until
    assert (False, True) == (signed.refused_by_inspection, negative.refused_by_inspection)


def test_taking_a_file_is_no_act_and_ends_when_it_moves() -> None:
    file = Scenario().given(*VERIFIED, (BAYU, Claim()))
    claimed = file.state

    routed = file.when(BAYU, Route()).state

    assert claimed.claimed_by == BAYU.acting_as(Role.BACK_OFFICE)
    assert "bayu" not in claimed.acted
    assert routed.claimed_by is None
    assert Role.BACK_OFFICE is routed.acted["bayu"]


def test_forgetting_a_person_changes_nothing_but_that() -> None:
    file = Scenario().given(*INSPECTED, (SITI, Withdraw(reason="Batal.")))
    event = _after(file.state, file.history[-1], PersonalDataErased(legal_ground="UU 27/2022 Pasal 43"))

    forgotten = evolve(file.state, event)

    assert forgotten.erased
    person = (*vars(file.state.applicant).values(), "'siti'", file.state.tracking_code)
    assert [] == [word for word in person if word in str(vars(forgotten))]
    assert Role.PEMOHON is forgotten.acted[MASK]
    assert file.state.bap
    assert file.state == replace(
        forgotten,
        erased=False,
        applicant=file.state.applicant,
        applicant_sub=file.state.applicant_sub,
        document_keys=file.state.document_keys,
        tracking_code=file.state.tracking_code,
        bap=file.state.bap,
        version=file.state.version,
        changed_at=file.state.changed_at,
        last_act=file.state.last_act,
        acted=file.state.acted,
    )


def test_a_replay_is_the_same_file_from_wherever_it_begins() -> None:
    history = Scenario().given(*DELIVERED).history

    whole = replay(None, history)

    for cut in range(len(history)):
        assert whole == replay(replay(None, history[:cut]), history[cut:])
    assert replay(None, ()) is None


ODD_FACTS = st.sampled_from(
    (
        Claimed(),
        Released(),
        Reassigned(to_sub="fitri", to_name="Fitri", from_sub=None, from_name=None, reason="x"),
        Lapsed(reason="x"),
        Revoked(reason="x"),
        REVOCATION_SIGNED,
        Alerted(rung=Rung.LEGAL_PASSED, to=(Role.AUDITOR,), due_at=MONDAY),
        Returned(to_step=5, reason="x"),
        PersonalDataErased(legal_ground="x"),
        *(event.fact for event in Scenario().given(*DELIVERED).history),
    )
)


@given(st.lists(ODD_FACTS, max_size=12))
def test_no_history_is_ever_refused_however_odd(facts: list[Fact]) -> None:
    """Rules change, and what once was allowed is still what happened."""
    file = Scenario().given(*SUBMITTED)
    permit, event = file.state, file.history[-1]

    for fact in facts:
        event = _after(permit, event, fact)
        before, permit = permit, evolve(permit, event)

        assert before.version + 1 == permit.version
        assert event.at == permit.changed_at
        assert before.seen_by <= permit.seen_by
        assert before.acted.keys() - {before.applicant_sub} <= permit.acted.keys()


def _after(permit: Permit, last: Event, fact: Fact) -> Event:
    by = Actor(sub="hendra", name="Hendra Gunawan", role=Role.KEPALA_DINAS)
    at = last.at + timedelta(minutes=1)
    return replace(last, originator_version=permit.version + 1, at=at, by=by, step=permit.step, fact=fact)

"""The applicant's person: put right while nothing was drafted of it, forgotten where no law orders to keep it."""

from dataclasses import replace

import pytest

from domain.actor import CLOCK, Caller
from domain.commands import Claim, Correct, Deliver, Erase, Revoke, Withdraw
from domain.events import PersonalDataCorrected, PersonalDataErased
from domain.permit import Permit
from domain.personal import MASK, NOBODY
from domain.refusals import Invalid, MustBeKept, NeverYourRole, NotFound, NotThisPerson, NotThisStep
from domain.retention import LEGAL_GROUNDS, Ground, retention_of
from tests.papers import REJECT, SUBMIT
from tests.people import BAYU, BUDI, FAJAR, FITRI, HENDRA, KARTIKA, RATNA, SITI, person
from tests.scenario import Scenario, Step, approve, tick
from tests.walk import (
    APPROVED_TWICE,
    DELIVERED,
    DRAFTED,
    INSPECTED,
    PERMIT_DRAFT,
    REFUSAL_SIGNED,
    RETURN,
    SIGNED,
    SUBMITTED,
)

CORRECT = Correct(changes={"name": "Siti Rahmawati"}, reason="Salah ketik menurut KTP.")
ERASE = Erase(legal_ground=LEGAL_GROUNDS[Ground.SUBJECT_REQUEST], reason="Permintaan tertulis tanggal 23.")
WITHDRAWN: tuple[Step, ...] = (*INSPECTED, (SITI, Withdraw(reason="Batal.")))
LAPSED: tuple[Step, ...] = (*SUBMITTED, (FAJAR, REJECT), (CLOCK, tick), (CLOCK, tick), (CLOCK, tick))


@pytest.mark.parametrize("who", [SITI, FAJAR], ids=["applicant", "front office"])
def test_a_name_is_put_right_and_the_rest_stays(who: Caller) -> None:
    file = Scenario().given(*SUBMITTED)
    right = replace(SUBMIT.applicant, name="Siti Rahmawati")

    file.when(who, CORRECT).then(PersonalDataCorrected(applicant=right, fields=("name",), reason=CORRECT.reason))

    assert right == file.state.applicant
    assert file.state.step == 2


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("ktp.pdf", "ktp.pdf"),
        ("KTP Siti Rahmah.PDF", "R02.PDF"),
        ("rahmah-ktp.jpg", "R02.jpg"),
        ("6372994101900001", "R02"),
        (".siti", "R02"),
        ("siti@example.org.pdf", "R02.pdf"),
    ],
)
def test_no_document_is_called_by_its_applicant(name: str, kept: str) -> None:
    named = replace(SUBMIT.documents[0], requirement="R02", name=name)
    others = tuple(each for each in SUBMIT.documents if each.requirement != "R02")

    file = Scenario().given((SITI, replace(SUBMIT, documents=(named, *others))))

    assert (kept, *(each.name for each in others)) == tuple(each.name for each in file.state.documents)


def test_what_is_already_so_is_no_correction() -> None:
    same = Correct(changes={"name": SUBMIT.applicant.name}, reason="Salah.")

    refused = Scenario().given(*SUBMITTED).refuses(SITI, same, Invalid)

    assert ["unchanged"] == [fault.code for fault in refused.faults]


def test_only_the_applicant_and_the_front_office_correct_and_only_their_own() -> None:
    file = Scenario().given(*SUBMITTED)

    file.refuses(BAYU, CORRECT, NeverYourRole)
    file.refuses(BUDI, CORRECT, NotFound)
    file.given((FAJAR, Claim())).when(SITI, CORRECT)


def test_a_draft_on_its_way_is_returned_before_its_data_are_put_right() -> None:
    for steps in (DRAFTED, APPROVED_TWICE):
        refused = Scenario().given(*steps).refuses(SITI, CORRECT, NotThisStep)
        assert "Kembalikan draf" in refused.sentence.id


def test_after_a_correction_the_draft_is_written_anew_in_other_words() -> None:
    file = Scenario().given(*DRAFTED)
    assert file.state.draft
    before = file.state.draft.sha256

    voided = file.given((KARTIKA, RETURN)).when(SITI, CORRECT).state.draft
    anew = file.given((BAYU, PERMIT_DRAFT), (KARTIKA, approve)).state.draft

    assert voided is None
    assert anew
    assert anew.sha256 != before


@pytest.mark.parametrize("steps", [SIGNED, REFUSAL_SIGNED], ids=["permit", "refusal"])
def test_what_was_signed_changes_by_an_amendment_only(steps: tuple[Step, ...]) -> None:
    refused = Scenario().given(*steps).refuses(SITI, CORRECT, NotThisStep)

    assert "permohonan perubahan" in refused.sentence.id


def test_a_finished_file_is_not_corrected() -> None:
    assert "selesai" in Scenario().given(*WITHDRAWN).refuses(FAJAR, CORRECT, NotThisStep).sentence.id


@pytest.mark.parametrize("steps", [WITHDRAWN, LAPSED], ids=["withdrawn", "lapsed"])
def test_whoever_left_without_a_decision_is_forgotten(steps: tuple[Step, ...]) -> None:
    file = Scenario().given(*steps)
    assert retention_of(file.state).erasable

    file.when(RATNA, ERASE).then(PersonalDataErased(legal_ground=ERASE.legal_ground, reason=ERASE.reason))

    assert (True, MASK, NOBODY) == (file.state.erased, file.state.applicant_sub, file.state.applicant)
    assert not retention_of(file.state).erasable


def test_nobody_is_forgotten_twice_and_a_forgotten_file_takes_no_command() -> None:
    file = Scenario().given(*WITHDRAWN, (RATNA, ERASE))

    assert "sudah dihapus" in file.refuses(RATNA, ERASE, NotThisStep).sentence.id
    file.refuses(FAJAR, CORRECT, NotThisStep)
    file.refuses(SITI, Withdraw(reason="Batal."), NotFound)
    file.refuses(replace(SITI, sub=MASK), Withdraw(reason="Batal."), NotFound)


@pytest.mark.parametrize(
    ("steps", "law"),
    [
        (SUBMITTED, "UU 27/2022 Pasal 15 ayat (1) huruf c"),
        (DRAFTED, "UU 27/2022 Pasal 15 ayat (1) huruf c"),
        (SIGNED, "UU 43/2009 Pasal 48"),
        (DELIVERED, "UU 43/2009 Pasal 48"),
        ((*REFUSAL_SIGNED, (SITI, Deliver())), "UU 43/2009 Pasal 48"),
        ((*DELIVERED, (HENDRA, Revoke(reason="Palsu."))), "UU 43/2009 Pasal 48"),
    ],
    ids=["submitted", "drafted", "signed", "delivered", "refused", "revoked"],
)
def test_the_law_keeps_what_is_under_way_and_what_was_decided(steps: tuple[Step, ...], law: str) -> None:
    refused = Scenario().given(*steps).refuses(RATNA, ERASE, MustBeKept)

    assert law in refused.law
    assert law in refused.sentence.id


def test_only_an_administrator_erases_and_nobody_who_had_another_part_in_the_file() -> None:
    file = Scenario().given(*WITHDRAWN)

    file.refuses(SITI, ERASE, NeverYourRole)
    file.refuses(person("fajar", "Fajar Nugraha", *RATNA.roles), ERASE, NotThisPerson)
    file.when(person("fitri", "Fitri Handayani", *RATNA.roles, *FITRI.roles), ERASE)


@pytest.mark.parametrize(
    "told",
    ["atas permintaan siti  RAHMAH", "NIK 6372 9941 0190 0001", "surat dari siti@example.org", "akun siti"],
)
def test_the_reason_that_stays_names_nobody(told: str) -> None:
    file = Scenario().given(*WITHDRAWN)

    refused = file.refuses(RATNA, replace(ERASE, reason=told), Invalid)

    assert [("/reason", "names_the_person")] == [(fault.pointer, fault.code) for fault in refused.faults]


def test_every_ground_has_its_article() -> None:
    assert set(Ground) == set(LEGAL_GROUNDS)
    assert all("Pasal 43 ayat (1)" in law for law in LEGAL_GROUNDS.values())


def test_a_correction_makes_other_hands_look_again() -> None:
    file = Scenario().given(*SUBMITTED)
    seen = file.state.version
    state: Permit = file.when(FAJAR, CORRECT).state

    assert state.last_act > seen

"""Taking a permit back: at once, by a decree with a number, whose paper is signed in the same breath or later."""

from dataclasses import replace

import pytest

from domain.actions import open_actions, signature_owed
from domain.actor import Role
from domain.commands import NAMES, Deliver, Numbered, Revoke, SignRevocation
from domain.decree import content_sha256
from domain.drafting import revocation_of_permit
from domain.events import PersonalDataErased, RevocationSigned, Revoked
from domain.permit import Permit, Status, evolve, replay
from domain.refusals import NeverYourRole, NotThisPerson, NotThisStep
from tests import walk
from tests.book import office_rulebook
from tests.people import AGUS, HENDRA, KARTIKA, SITI, SURYA, person
from tests.scenario import PAPER, Scenario, Step

BOOK = office_rulebook()
DECREE = Numbered(number="500.16.7.2/0001/IPKBM-CABUT/DPMPTSP/2026", issued_on=PAPER.issued_on, draft_sha256="e" * 64)
REASON = "Melanggar Diktum KEDUA."
REVOKED = Revoked(reason=REASON, number=DECREE.number, issued_on=DECREE.issued_on, draft_sha256=DECREE.draft_sha256)
SIGNED = RevocationSigned(
    number=DECREE.number,
    issued_on=DECREE.issued_on,
    draft_sha256=DECREE.draft_sha256,
    document_sha256=PAPER.document_sha256,
    certificate=PAPER.certificate,
    level=PAPER.level,
    code=PAPER.code,
)
NUMBERED = Revoke(reason=REASON, decree=DECREE)
AT_ONCE = Revoke(reason=REASON, decree=DECREE, paper=PAPER)
LATER = SignRevocation(decree=DECREE, paper=PAPER)
TAKEN_BACK: tuple[Step, ...] = (*walk.DELIVERED, (HENDRA, NUMBERED))
WIRA = person("wira", "Wira Atmaja", Role.KEPALA_DINAS)


def test_a_revocation_takes_effect_with_its_number_whether_or_not_it_is_signed() -> None:
    file = Scenario().given(*walk.DELIVERED).when(HENDRA, NUMBERED)

    file.then(REVOKED)
    assert (Status.REVOKED, REVOKED, None) == (file.state.status, file.state.revoked, file.state.revocation)


def test_signed_in_the_same_breath_it_is_two_facts_of_one_command() -> None:
    file = Scenario().given(*walk.SIGNED).when(HENDRA, AT_ONCE)

    file.then(REVOKED, SIGNED)
    assert 1 == len({event.command_id for event in file.last})
    assert (Status.REVOKED, SIGNED) == (file.state.status, file.state.revocation)


def test_its_paper_is_signed_later_once_and_the_file_stays_where_it_is() -> None:
    file = Scenario().given(*TAKEN_BACK).when(WIRA, LATER)

    file.then(SIGNED)
    assert (Status.REVOKED, None, None) == (file.state.status, file.state.step, file.state.holder)
    again = file.refuses(HENDRA, LATER, NotThisStep)
    assert ("No decree of revocation waits for a signature in this file.", ()) == (again.sentence.en, again.allowed)


def test_a_revocation_of_old_has_no_number_and_may_still_be_signed() -> None:
    file = Scenario().given(*walk.SIGNED, (HENDRA, Revoke(reason=REASON)))

    assert Revoked(reason=REASON) == file.state.revoked
    file.when(HENDRA, LATER).then(SIGNED)


@pytest.mark.parametrize(
    "steps",
    [walk.APPROVED_TWICE, walk.SIGNED, walk.DELIVERED, walk.REFUSAL_SIGNED, (*walk.REFUSAL_SIGNED, (SITI, Deliver()))],
)
def test_what_was_not_revoked_has_no_revocation_to_sign(steps: tuple[Step, ...]) -> None:
    refusal = Scenario().given(*steps).refuses(HENDRA, LATER, NotThisStep)

    assert "No decree of revocation waits for a signature in this file." == refusal.sentence.en


def test_its_words_are_of_the_decree_that_it_takes_back_and_for_this_reason() -> None:
    permit = Scenario().given(*walk.DELIVERED).state

    words, others = (revocation_of_permit(permit, reason, BOOK) for reason in (REASON, "Tutup."))

    assert f"Keputusan Nomor {PAPER.number} tanggal 23 November 2026 dinyatakan" in words.dictum[2].text
    assert (REASON,) == words.dictum[1].items
    assert content_sha256(words) != content_sha256(others)


def test_only_the_head_signs_and_nobody_who_acted_otherwise() -> None:
    file = Scenario().given(*TAKEN_BACK)

    for other in (SITI, KARTIKA, AGUS):
        file.refuses(other, LATER, NeverYourRole)
    file.refuses(person("surya", SURYA.name, Role.SEKRETARIS, Role.KEPALA_DINAS), LATER, NotThisPerson)


def test_the_paper_that_is_owed_is_no_step_of_the_walk() -> None:
    """What is finished stays finished: nothing is open, and one paper is owed."""
    file = Scenario().given(*TAKEN_BACK)
    sop = BOOK.sop(file.state.sop)

    owed = signature_owed(file.state, HENDRA, sop)

    assert (SignRevocation, None) == (owed and owed.command, owed and owed.why_not)
    assert "sign_revocation" not in [NAMES[each.command] for each in open_actions(file.state, HENDRA, sop)]
    assert () == file.refuses(HENDRA, NUMBERED, NotThisStep).allowed
    assert signature_owed(file.state, KARTIKA, sop) is None
    assert signature_owed(file.given((HENDRA, LATER)).state, HENDRA, sop) is None


def test_who_may_not_sign_is_told_why() -> None:
    file = Scenario().given(*TAKEN_BACK)
    both = person("surya", SURYA.name, Role.SEKRETARIS, Role.KEPALA_DINAS)

    owed = signature_owed(file.state, both, BOOK.sop(file.state.sop))

    assert "must be another person" in str(owed and owed.why_not)


def test_what_names_a_forgotten_person_is_not_signed_any_more() -> None:
    file = Scenario().given(*TAKEN_BACK)
    file.permit = _erased(file)

    file.refuses(HENDRA, LATER, NotThisStep)


def test_a_replay_knows_both_facts_from_wherever_it_begins() -> None:
    history = Scenario().given(*TAKEN_BACK, (HENDRA, LATER)).history
    whole = replay(None, history)

    for cut in range(len(history)):
        assert whole == replay(replay(None, history[:cut]), history[cut:])


def _erased(file: Scenario) -> Permit:
    last = file.history[-1]
    fact = PersonalDataErased(legal_ground="UU 27/2022")
    return evolve(file.state, replace(last, originator_version=last.originator_version + 1, fact=fact))

"""The buttons of a file: what may be pressed now, and why not the rest."""

from domain.actions import open_actions
from domain.actor import Caller, Role
from domain.commands import NAMES, Claim
from tests import walk
from tests.book import office_rulebook
from tests.people import AGUS, BUDI, FAJAR, FITRI, SITI, person
from tests.scenario import Scenario

BOOK = office_rulebook()


def buttons(file: Scenario, by: Caller) -> dict[str, bool]:
    actions = open_actions(file.state, by, BOOK.sop(file.state.sop))
    return {NAMES[action.command]: action.why_not is None for action in actions}


def test_the_front_office_sees_what_it_may_do_with_a_submitted_file() -> None:
    file = Scenario().given(*walk.SUBMITTED)

    expected = {"verify": True, "reject": True, "deliver": False, "claim": True, "release": False, "correct": True}
    assert expected == buttons(file, FAJAR)


def test_the_applicant_sees_that_the_file_can_only_be_withdrawn_and_put_right() -> None:
    file = Scenario().given(*walk.SUBMITTED)

    expected = {"submit": False, "deliver": False, "withdraw": True, "correct": True}
    assert expected | {"authorise": True, "end_authority": False} == buttons(file, SITI)


def test_why_not_is_the_sentence_the_command_itself_would_be_refused_with() -> None:
    file = Scenario().given(*walk.VERIFIED)

    reasons = {NAMES[each.command]: each.why_not for each in open_actions(file.state, FAJAR, BOOK.sop(file.state.sop))}

    assert reasons["verify"]
    assert "berkas berada pada langkah 3, pada Back Office" in reasons["verify"].id


def test_a_colleague_s_claim_is_the_reason() -> None:
    file = Scenario().given(*walk.SUBMITTED, (FAJAR, Claim()))

    expected = {"verify", "reject", "deliver", "claim", "release", "correct"}
    assert dict.fromkeys(expected, False) == buttons(file, FITRI)
    assert {"verify": True, "claim": False, "release": True} == {
        name: may for name, may in buttons(file, FAJAR).items() if name in ("verify", "claim", "release")
    }


def test_whoever_only_reads_has_no_buttons() -> None:
    file = Scenario().given(*walk.SUBMITTED)

    assert {} == buttons(file, AGUS)
    assert {} == buttons(file, BUDI)


def test_the_clock_has_no_buttons() -> None:
    file = Scenario().given(*walk.SUBMITTED)

    assert {} == buttons(file, person("system", "Sistem", Role.SYSTEM))

"""A new permit type is one file: an invented SOP with other rows walks through the same code."""

from dataclasses import replace

from application.rulebook import load_rulebook
from domain.actor import Role
from domain.commands import Deliver, Draft, Sign, Verify
from domain.papers import Checked, DecreeKind
from domain.permit import Permit, Status
from domain.refusals import NeverYourRole
from tests import walk
from tests.book import OFFICES
from tests.papers import SUBMIT, document, inspection
from tests.people import BAYU, DEWI, FAJAR, HENDRA, KARTIKA, SITI
from tests.scenario import MONDAY, PAPER, Scenario, approve

BOOK = load_rulebook(OFFICES / "reklame", default="izin-reklame")
SUBMIT_SIGN = replace(SUBMIT, sop="izin-reklame", documents=(document("A1"),))
VERIFY_SIGN = Verify(checklist=(Checked(requirement="A1", accepted=True),))


def sign_the_draft(permit: Permit) -> Sign:
    assert permit.draft
    return Sign(draft_sha256=permit.draft.sha256, paper=PAPER)


def test_the_file_walks_the_six_rows_of_the_other_paper() -> None:
    file = Scenario(book=BOOK).given(
        (SITI, SUBMIT_SIGN),
        (FAJAR, VERIFY_SIGN),
        (DEWI, inspection(MONDAY.date())),
        (BAYU, Draft(kind=DecreeKind.PERMIT)),
        (HENDRA, walk.RETURN),
        (BAYU, Draft(kind=DecreeKind.PERMIT)),
        (HENDRA, sign_the_draft),
        (SITI, Deliver()),
    )

    desks = [event.step for event in file.history if event.originator_version % 2 == 1]
    assert [1, 2, 3, 4, 5, 4, 5, 6] == desks
    assert Status.DELIVERED is file.state.status


def test_its_rules_are_its_own() -> None:
    file = Scenario(book=BOOK).given((SITI, SUBMIT_SIGN))

    sop = BOOK.sop(file.state.sop)
    assert ("izin-reklame", "3", Role.FRONT_OFFICE) == (sop.code, sop.version, file.state.holder)
    assert "2 Hari 40 Menit" == str(sop.summed_total)
    assert () == sop.findings


def test_a_command_its_paper_does_not_know_is_never_given() -> None:
    drafted = Scenario(book=BOOK).given(
        (SITI, SUBMIT_SIGN),
        (FAJAR, VERIFY_SIGN),
        (DEWI, inspection(MONDAY.date())),
        (BAYU, Draft(kind=DecreeKind.PERMIT)),
    )

    drafted.refuses(KARTIKA, approve, NeverYourRole)

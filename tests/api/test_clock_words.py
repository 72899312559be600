"""What the clock told whom, as the timeline says it; and which of it is the applicant's business."""

import pytest

from api.commands.clock_words import told_by_the_clock
from api.desks.timeline import is_internal
from domain.actor import Role
from domain.events import Alerted
from domain.ladder import Rung, recipients
from tests.domain.office import wita

DUE = wita("2026-11-27 07:35")


def alerted(rung: Rung) -> Alerted:
    return Alerted(rung=rung, to=recipients(rung, Role.BACK_OFFICE), due_at=DUE)


@pytest.mark.parametrize("rung", Rung)
def test_every_rung_is_told_with_its_due_date_in_both_languages(rung: Rung) -> None:
    said = told_by_the_clock(alerted(rung))

    assert "(27 November 2026 pukul 07.35 WITA)" in said.id
    assert "(2026-11-27 07:35 WITA)" in said.en


def test_one_recipient_and_several() -> None:
    soon, passed = told_by_the_clock(alerted(Rung.DUE_SOON)), told_by_the_clock(alerted(Rung.LEGAL_PASSED))

    assert soon.id.endswith("Diberitahukan kepada Back Office.")
    assert soon.en.endswith("Told: the back office.")
    assert passed.id.endswith("Diberitahukan kepada Kepala Dinas, Supervisor dan Auditor.")
    assert passed.en.endswith("Told: the head of the office, the supervisor and the auditor.")


@pytest.mark.parametrize("rung", Rung)
def test_only_the_reminder_of_their_repair_is_the_applicants_business(rung: Rung) -> None:
    assert (rung is not Rung.REPAIR_REMINDER) == is_internal(alerted(rung))

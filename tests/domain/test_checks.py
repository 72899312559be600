"""What a command says, held against the SOP's lists and the file."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.commands import Deliver, Draft, Reject, Sign, Submit
from domain.papers import (
    ApplicationKind,
    Channel,
    Checked,
    Conclusion,
    DecreeKind,
    Deficiency,
    Document,
    UnitType,
    Verdict,
)
from domain.refusals import Invalid, OutOfOrder
from tests import walk
from tests.papers import REQUIRED, SUBMIT, VERIFY, document, inspection
from tests.people import BAYU, DEWI, FAJAR, HENDRA, SITI
from tests.scenario import MONDAY, PAPER, Scenario, later


def found(refusal: Invalid) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in refusal.faults]


def with_documents(*documents: Document, **changes: object) -> Submit:
    return replace(SUBMIT, documents=documents, **changes)  # type: ignore[arg-type]  # the caller names real fields


def needed(unit_type: UnitType, kind: ApplicationKind) -> set[str]:
    """What a submission without any document is told to bring."""
    command = with_documents(
        institution=replace(SUBMIT.institution, unit_type=unit_type),
        kind=kind,
        previous_number=None if kind is ApplicationKind.NEW else "1",
    )
    refusal = Scenario().refuses(SITI, command, Invalid)
    return {fault.message.en.split()[1] for fault in refusal.faults}


def test_a_new_pkbm_brings_r01_to_r17_and_r23() -> None:
    assert set(REQUIRED) == needed(UnitType.PKBM, ApplicationKind.NEW)


def test_a_renewal_brings_the_old_decree_as_well() -> None:
    assert {*REQUIRED, "R24"} == needed(UnitType.PKBM, ApplicationKind.RENEWAL)


@pytest.mark.parametrize("unit_type", [UnitType.SD, UnitType.SMP])
def test_a_school_brings_a_feasibility_study_instead_of_a_plan_for_standards(unit_type: UnitType) -> None:
    assert {*REQUIRED, "R19"} - {"R17"} == needed(unit_type, ApplicationKind.NEW)


def test_a_missing_document_is_named() -> None:
    command = with_documents(*(document(code) for code in REQUIRED if code != "R08"))

    refusal = Scenario().refuses(SITI, command, Invalid)

    assert [("/documents", "missing_requirement")] == found(refusal)
    assert 'Berkas R08 "Bukti kepemilikan/sewa/pinjam pakai' in refusal.sentence.id


def test_a_document_for_an_unknown_requirement_is_refused() -> None:
    command = with_documents(*SUBMIT.documents, document("R99"))

    assert [("/documents/18/requirement", "unknown")] == found(Scenario().refuses(SITI, command, Invalid))


def test_the_same_file_is_handed_in_once_a_requirement() -> None:
    command = with_documents(*SUBMIT.documents, document("R02"))

    assert [("/documents/1", "repeated"), ("/documents/18", "repeated")] == found(
        Scenario().refuses(SITI, command, Invalid)
    )


def test_an_optional_document_may_be_added() -> None:
    file = Scenario().when(SITI, with_documents(*SUBMIT.documents, document("R20")))

    assert 19 == len(file.state.documents)


@pytest.mark.parametrize("kind", [ApplicationKind.RENEWAL, ApplicationKind.AMENDMENT])
def test_a_renewal_or_amendment_names_the_permit_it_follows(kind: ApplicationKind) -> None:
    command = with_documents(*SUBMIT.documents, document("R24"), kind=kind)

    assert [("/previous_number", "required")] == found(Scenario().refuses(SITI, command, Invalid))


@pytest.mark.parametrize(("minutes", "refused"), [(-60, False), (5, False), (6, True)])
def test_drafting_began_before_now_give_or_take_a_wrong_clock(minutes: int, refused: bool) -> None:
    command = replace(SUBMIT, started_at=MONDAY + timedelta(minutes=minutes))

    if refused:
        assert [("/started_at", "in_the_future")] == found(Scenario().refuses(SITI, command, Invalid))
    else:
        assert command.started_at == Scenario().when(SITI, command).last[0].fact.started_at  # type: ignore[union-attr]


def test_a_new_application_follows_no_permit() -> None:
    command = replace(SUBMIT, previous_number="500.16.7.2/0001/IPKBM/DPMPTSP/2026")

    assert [("/previous_number", "not_allowed")] == found(Scenario().refuses(SITI, command, Invalid))


def test_the_checklist_covers_every_document() -> None:
    command = replace(VERIFY, checklist=VERIFY.checklist[1:])

    refusal = Scenario().given(*walk.SUBMITTED).refuses(FAJAR, command, Invalid)

    assert [("/checklist", "not_checked")] == found(refusal)


def test_a_checklist_that_does_not_accept_everything_cannot_verify() -> None:
    lines = (replace(VERIFY.checklist[0], accepted=False), *VERIFY.checklist[1:])

    refusal = Scenario().given(*walk.SUBMITTED).refuses(FAJAR, replace(VERIFY, checklist=lines), Invalid)

    assert [("/checklist/0/accepted", "not_accepted")] == found(refusal)


def test_the_checklist_speaks_of_each_submitted_document_once() -> None:
    lines = (*VERIFY.checklist, Checked(requirement="R20", accepted=True), VERIFY.checklist[0])

    refusal = Scenario().given(*walk.SUBMITTED).refuses(FAJAR, replace(VERIFY, checklist=lines), Invalid)

    assert [
        ("/checklist/0/requirement", "repeated"),
        ("/checklist/18/requirement", "not_submitted"),
        ("/checklist/19/requirement", "repeated"),
    ] == found(refusal)


def test_a_rejection_names_at_least_one_deficiency_of_the_list() -> None:
    file = Scenario().given(*walk.SUBMITTED)

    assert [("/deficiencies", "required")] == found(file.refuses(FAJAR, Reject(deficiencies=()), Invalid))
    unknown = Deficiency(number=1, requirement="R77", finding="-", remedy="-")
    assert [("/deficiencies/0/requirement", "unknown")] == found(
        file.refuses(FAJAR, Reject(deficiencies=(unknown,)), Invalid)
    )


@pytest.mark.parametrize("days", [-1, 1], ids=["before the file came", "tomorrow"])
def test_the_inspection_lies_between_arrival_and_today(days: int) -> None:
    command = inspection(MONDAY.date() + timedelta(days=days))

    refusal = Scenario().given(*walk.FORWARDED).refuses(DEWI, command, Invalid)

    assert [("/report/inspected_on", "out_of_range")] == found(refusal)


def test_today_is_today_by_the_offices_own_clock() -> None:
    shortly_after_midnight_wita = later(Scenario().given(*walk.FORWARDED), hours=15)

    shortly_after_midnight_wita.when(DEWI, inspection(date(2026, 11, 24)))

    assert 5 == shortly_after_midnight_wita.state.step


@pytest.mark.parametrize("conclusion", Conclusion)
def test_who_was_let_in_by_nobody_cannot_find_everything_met(conclusion: Conclusion) -> None:
    command = inspection(MONDAY.date(), Verdict.NOT_RECOMMENDED)
    report = replace(command.report, nobody_on_site="Terkunci.", conclusion=conclusion)
    file, absent = Scenario().given(*walk.FORWARDED), replace(command, report=report)

    if conclusion is Conclusion.MEETS:
        assert [("/report/conclusion", "not_allowed")] == found(file.refuses(DEWI, absent, Invalid))
    else:
        assert 5 == file.when(DEWI, absent).state.step


def test_one_photograph_is_filed_once() -> None:
    photo = document("foto")
    command = replace(inspection(MONDAY.date()), documents=(photo, photo))

    refusal = Scenario().given(*walk.FORWARDED).refuses(DEWI, command, Invalid)

    assert [("/documents/0", "repeated"), ("/documents/1", "repeated")] == found(refusal)


def test_after_a_negative_recommendation_no_permit_can_be_drafted() -> None:
    Scenario().given(*walk.NOT_RECOMMENDED).refuses(BAYU, walk.PERMIT_DRAFT, OutOfOrder)


def test_after_a_recommendation_with_notes_a_permit_can_be_drafted() -> None:
    with_notes = inspection(MONDAY.date(), Verdict.RECOMMENDED_WITH_NOTES)

    file = Scenario().given(*walk.FORWARDED, (DEWI, with_notes), (BAYU, walk.PERMIT_DRAFT))

    assert 6 == file.state.step


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (Draft(kind=DecreeKind.REFUSAL), ("/reasons", "required")),
        (Draft(kind=DecreeKind.REFUSAL, reasons=("x",), valid_years=5), ("/valid_years", "not_allowed")),
        (Draft(kind=DecreeKind.PERMIT, reasons=("x",)), ("/reasons", "not_allowed")),
    ],
    ids=["no reason", "validity", "reasons"],
)
def test_a_refusal_has_reasons_and_a_permit_a_validity(command: Draft, expected: tuple[str, str]) -> None:
    assert [expected] == found(Scenario().given(*walk.INSPECTED).refuses(BAYU, command, Invalid))


@pytest.mark.parametrize(("asked", "expected"), [(None, 5), (3, 3)], ids=["the SOP's", "as asked"])
def test_a_permit_is_drafted_for_the_years_of_the_sop_unless_others_are_asked(asked: int | None, expected: int) -> None:
    file = Scenario().given(*walk.INSPECTED).when(BAYU, Draft(kind=DecreeKind.PERMIT, valid_years=asked))

    assert file.state.draft
    assert expected == file.state.draft.valid_years


def test_the_front_office_hands_nothing_over_online() -> None:
    refusal = Scenario().given(*walk.SIGNED).refuses(FAJAR, Deliver(channel=Channel.ONLINE), Invalid)

    assert [("/channel", "not_allowed")] == found(refusal)


def test_a_leap_day_permit_ends_on_the_28th() -> None:
    file = Scenario().given(*walk.APPROVED_TWICE)
    assert file.state.draft
    paper = replace(PAPER, issued_on=date(2028, 2, 29))

    file.when(HENDRA, Sign(draft_sha256=file.state.draft.sha256, paper=paper))

    assert date(2033, 2, 28) == file.state.valid_until

"""What became of an application's time: due dates, verdicts, parties and lines, by hand."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.actor import Role
from domain.calendar import Calendar, CalendarYear, Closure, ClosureKind
from domain.events import (
    Claimed,
    Drafted,
    Fact,
    Lapsed,
    PersonalDataErased,
    Rejected,
    Returned,
    Revoked,
    Withdrawn,
)
from domain.papers import DecreeKind
from domain.publications import Knowledge, Publications
from domain.sla import (
    CaseSla,
    Clock,
    Line,
    LineName,
    Verdict,
    VisitSla,
    assess,
    assess_marks,
    calendar_known,
    due_if_published,
    promise,
)
from domain.visits import marks
from domain.working_time import Standard
from tests.application.every_fact import INSPECTED, SIGNED
from tests.book import office_rulebook
from tests.domain.case import DELIVERED, LODGED, MONDAY, VERIFIED, history, minute, routed, submitted
from tests.domain.office import calendar, published, wita

BOTH, ALONE = calendar(2026, 2027), calendar(2026)
SOP = next(iter(office_rulebook().all_sops))
REJECTED = Rejected(deficiencies=())
DRAFTED = Drafted(kind=DecreeKind.PERMIT, sha256="d" * 64, valid_years=5)
MUCH_LATER = wita("2027-06-01 09:00")

Happened = tuple[datetime, Fact]


def case(*happened: Happened, as_of: datetime = MUCH_LATER, by: Calendar = BOTH) -> CaseSla:
    return assess(history(*happened), SOP, by, as_of)


def at_step(
    step: int, entered: datetime, *then: Happened, as_of: datetime = MUCH_LATER, by: Calendar = BOTH
) -> VisitSla:
    """Return the visit of a file that came to this step."""
    return case((entered, submitted(1)), (entered, routed(1, step)), *then, as_of=as_of, by=by).visits[0]


# Due dates: the examples of the design, 6


@pytest.mark.parametrize(
    ("step", "entered", "due_at"),
    [
        (2, "2026-11-26 15:55", "2026-11-27 07:35"),
        (6, "2026-11-26 15:55", "2026-11-26 16:00"),
        (2, "2026-11-26 12:20", "2026-11-26 13:10"),  # received in a break: starts when it ends
        (4, "2026-03-13 09:00", "2026-03-26 16:00"),
        (4, "2026-05-25 09:00", "2026-06-03 16:00"),
        (4, "2026-08-14 09:00", "2026-08-21 16:30"),
        (4, "2026-11-23 09:00", "2026-11-27 16:30"),
        (4, "2026-12-23 09:00", "2026-12-31 16:00"),
        (1, "2026-11-28 10:00", "2026-11-30 08:00"),  # on a Saturday
    ],
)
def test_a_visit_is_due_by_the_standard_of_its_step(step: int, entered: str, due_at: str) -> None:
    for by in (ALONE, BOTH):
        assert wita(due_at) == at_step(step, wita(entered), by=by).due_at


def test_the_three_lines_count_from_the_latest_submission() -> None:
    lines = case(*LODGED).lines

    assert wita("2026-11-30 08:13") == lines[LineName.DECLARED].due_at
    assert wita("2026-11-30 08:18") == lines[LineName.SUMMED].due_at
    assert wita("2026-11-30 16:00") == lines[LineName.LEGAL].due_at


def test_past_the_last_published_day_a_line_has_neither_due_date_nor_verdict() -> None:
    lodged = wita("2026-12-23 09:00")
    lines = case((lodged, submitted(1)), (lodged, routed(1, 2)), by=ALONE).lines

    for line in lines.values():
        assert (None, None) == (line.due_at, line.verdict)


def test_the_receipt_promises_the_declared_line() -> None:
    promised = Standard.parse("4 Hari 43 Menit")

    assert wita("2026-11-30 08:13") == promise(BOTH, MONDAY, promised)
    assert wita("2027-01-04 08:13") == promise(BOTH, wita("2026-12-23 09:00"), promised)
    assert None is promise(ALONE, wita("2026-12-23 09:00"), promised)


def test_a_due_date_that_cannot_be_counted_is_none() -> None:
    assert None is due_if_published(wita("2025-12-31 15:00"), Standard(minutes=10), calendar=BOTH)


# Verdicts


@pytest.mark.parametrize(
    ("stay", "verdict", "lost"),
    [
        (timedelta(minutes=10), Verdict.ON_TIME, 0),
        (timedelta(minutes=10, microseconds=999_999), Verdict.ON_TIME, 0),  # within the second that is due
        (timedelta(minutes=10, seconds=1), Verdict.LATE, 1),
        (timedelta(hours=24), Verdict.LATE, 26_400),
    ],
)
def test_a_visit_is_on_time_up_to_and_including_the_second_that_is_due(
    stay: timedelta, verdict: Verdict, lost: int
) -> None:
    left = at_step(2, MONDAY, (MONDAY + stay, routed(2, 3)))
    lasting = at_step(2, MONDAY, as_of=MONDAY + stay)

    assert (verdict, lost) == (left.verdict, left.lost_seconds)
    assert (f"running{'_late' * (verdict is Verdict.LATE)}", lost) == (lasting.verdict, lasting.lost_seconds)


def test_late_out_of_hours_costs_no_working_time() -> None:
    visit = at_step(4, wita("2026-11-23 09:00"), (wita("2026-11-28 10:00"), routed(4, 5)))

    assert (Verdict.LATE, 0) == (visit.verdict, visit.lost_seconds)


def test_a_visit_that_lasts_is_counted_up_to_the_instant() -> None:
    visit = at_step(2, MONDAY, as_of=minute(200))

    assert (3 * 3600, minute(200)) == (visit.working_seconds, visit.until)  # 20 minutes of it in the break


def test_outside_the_published_years_no_time_is_counted_and_nobody_is_late() -> None:
    before, after = wita("2025-12-30 09:00"), wita("2027-01-04 09:00")
    early = at_step(2, before, (wita("2026-01-02 08:30"), routed(2, 3)), by=ALONE)
    late = at_step(4, wita("2026-12-31 15:00"), (after, routed(4, 5)), by=ALONE)

    assert (3600, None, None, 0) == (early.working_seconds, early.due_at, early.verdict, early.lost_seconds)
    assert (3600, None, None, 0) == (late.working_seconds, late.due_at, late.verdict, late.lost_seconds)


# Parties


def test_every_working_second_belongs_to_whoever_held_the_file() -> None:
    done = case(
        (minute(0), submitted(1, started_at=minute(-45))),
        (minute(0), routed(1, 2)),
        (minute(5), REJECTED),
        (minute(5), routed(2, 1)),
        (minute(65), submitted(2)),
        (minute(65), routed(1, 2)),
        (minute(70), VERIFIED),
        (minute(70), routed(2, 3)),
        (minute(90), routed(3, 4)),
        as_of=minute(100),
    )

    assert {
        Role.PEMOHON: 45 * 60 + 60 * 60,
        Role.FRONT_OFFICE: 10 * 60,
        Role.BACK_OFFICE: 20 * 60,
        Role.DINAS_TEKNIS: 10 * 60,
        Role.KABID: 0,
        Role.SEKRETARIS: 0,
        Role.KEPALA_DINAS: 0,
    } == done.parties
    assert 145 * 60 == done.total_seconds


def test_nothing_is_counted_after_the_end() -> None:
    ended = (*LODGED, (minute(1), routed(2, 9)), (minute(7), DELIVERED))
    later = (*ended, (minute(8), Revoked(reason="Dicabut")), (minute(9), PersonalDataErased(legal_ground="UU 27/2022")))

    assert 7 * 60 == case(*ended).total_seconds == case(*later).total_seconds
    assert case(*ended).lines == case(*later).lines


# The three lines


def line(name: LineName, *happened: Happened, as_of: datetime = MUCH_LATER) -> Line:
    return case(*LODGED, *happened, as_of=as_of).lines[name]


BEFORE, AFTER = wita("2026-11-30 08:00"), wita("2026-11-30 16:30")  # around the declared line and the legal one
TO_THE_HEAD: tuple[Happened, ...] = (
    (minute(1), VERIFIED),
    (minute(1), routed(2, 3)),
    (minute(2), Claimed()),
    (minute(3), routed(3, 4)),
    (minute(4), INSPECTED),
    (minute(4), routed(4, 5)),
    (minute(5), DRAFTED),
    (minute(5), routed(5, 6)),
    (minute(6), Returned(to_step=5, reason="Salah ketik.")),
    (minute(6), routed(6, 5)),
    (minute(7), routed(5, 8)),
)


@pytest.mark.parametrize("name", LineName)
def test_a_line_runs_until_somebody_is_late(name: LineName) -> None:
    early, late = (line(name, *TO_THE_HEAD, as_of=as_of) for as_of in (BEFORE, AFTER))

    assert (Verdict.RUNNING, Clock.RUNS, BEFORE, None) == (
        early.verdict,
        early.clock,
        early.compared_at,
        early.compared_by,
    )
    assert (Verdict.RUNNING_LATE, Clock.RUNS, AFTER) == (late.verdict, late.clock, late.compared_at)


@pytest.mark.parametrize("name", [LineName.DECLARED, LineName.SUMMED])
def test_the_line_of_the_sop_ends_with_the_walk(name: LineName) -> None:
    signed = (*TO_THE_HEAD, (BEFORE, SIGNED), (BEFORE, routed(8, 9)))

    assert Verdict.RUNNING_LATE is line(name, *signed).verdict
    delivered = line(name, *signed, (AFTER, DELIVERED))
    assert (Verdict.LATE, Clock.ENDED, AFTER) == (delivered.verdict, delivered.clock, delivered.compared_at)
    assert Verdict.ON_TIME is line(name, *signed, (BEFORE, DELIVERED)).verdict


def test_the_legal_line_ends_with_the_decision() -> None:
    signed = (*TO_THE_HEAD, (BEFORE, SIGNED), (BEFORE, routed(8, 9)), (AFTER, DELIVERED))
    decided = line(LineName.LEGAL, *signed)

    assert (Verdict.ON_TIME, Clock.DECIDED, BEFORE) == (decided.verdict, decided.clock, decided.compared_at)
    assert decided.compared_by
    assert ("Signed", 14) == (decided.compared_by.fact, decided.compared_by.version)
    assert Verdict.LATE is line(LineName.LEGAL, *TO_THE_HEAD, (AFTER, SIGNED)).verdict


@pytest.mark.parametrize("name", LineName)
@pytest.mark.parametrize(
    "end", [Withdrawn(reason="Batal"), Revoked(reason="Dicabut")], ids=lambda end: type(end).__name__
)
def test_another_end_ends_every_line(name: LineName, end: Fact) -> None:
    ended = line(name, *TO_THE_HEAD, (BEFORE, end))

    assert (Verdict.ON_TIME, Clock.ENDED, BEFORE) == (ended.verdict, ended.clock, ended.compared_at)
    assert Verdict.LATE is line(name, *TO_THE_HEAD, (AFTER, end)).verdict


def sent_back(at: datetime) -> tuple[Happened, ...]:
    return ((at, REJECTED), (at, routed(2, 1)))


@pytest.mark.parametrize("name", LineName)
@pytest.mark.parametrize(
    "end", [Lapsed(reason="Tidak dilengkapi"), Withdrawn(reason="Batal")], ids=lambda end: type(end).__name__
)
def test_the_offices_clock_stands_still_while_the_applicant_repairs(name: LineName, end: Fact) -> None:
    repairing, late = line(name, *sent_back(BEFORE)), line(name, *sent_back(AFTER))

    assert (Verdict.RUNNING, Clock.REPAIR, BEFORE) == (repairing.verdict, repairing.clock, repairing.compared_at)
    assert repairing.compared_by
    assert ("Routed", 4) == (repairing.compared_by.fact, repairing.compared_by.version)
    assert Verdict.RUNNING_LATE is late.verdict
    assert Verdict.ON_TIME is line(name, *sent_back(BEFORE), (MUCH_LATER, end)).verdict
    assert Verdict.LATE is line(name, *sent_back(AFTER), (MUCH_LATER, end)).verdict


@pytest.mark.parametrize("name", LineName)
def test_a_new_submission_starts_every_line_anew(name: LineName) -> None:
    again = wita("2026-12-07 09:00")
    repaired = (*sent_back(AFTER), (again, submitted(2)), (again, routed(1, 2)))
    anew = line(name, *repaired, as_of=again)

    assert (Verdict.RUNNING, Clock.RUNS, 5) == (anew.verdict, anew.clock, anew.submitted.version)
    assert anew.due_at
    assert anew.due_at > again


def test_a_resubmission_is_no_longer_with_its_applicant_even_before_it_is_routed() -> None:
    assert Clock.RUNS is line(LineName.LEGAL, *sent_back(BEFORE), (AFTER, submitted(2))).clock


def test_a_file_that_lies_nowhere_yet_has_lines_and_no_visit() -> None:
    drafted = case((minute(0), submitted(1)), as_of=minute(1))

    assert ((), 0) == (drafted.visits, drafted.total_seconds)
    assert Verdict.RUNNING is drafted.lines[LineName.LEGAL].verdict


# As of an instant, and as known then


def test_as_of_an_instant_only_what_had_happened_by_then_counts() -> None:
    happened = (*LODGED, (minute(5), VERIFIED), (minute(5), routed(2, 3)), (minute(30), routed(3, 4)))

    for minutes in (0, 4, 5, 29, 30, 90):
        seen = tuple(each for each in happened if each[0] <= minute(minutes))
        assert case(*seen, as_of=minute(minutes)) == case(*happened, as_of=minute(minutes))


def closing(year: CalendarYear, day: datetime, decided_at: datetime) -> CalendarYear:
    """The next version, by a later decree that closes the office on a day."""
    closure = Closure(day=day.date(), kind=ClosureKind.LOCAL_CLOSURE, name="Pemilihan kepala daerah")
    return replace(year, version=year.version + 1, decided_at=decided_at, closures=(*year.closures, closure))


AMENDED = Publications(
    (
        published(2026),
        published(2027),
        closing(published(2026), wita("2026-11-25 00:00"), wita("2026-11-30 17:00")),
    )
)


def test_what_is_over_can_be_judged_by_the_calendar_known_when_it_ended() -> None:
    inspected = wita("2026-11-30 09:00")  # a working day late, had that Wednesday been one
    events = history(
        *((MONDAY, submitted(1)), (MONDAY, routed(1, 4)), (inspected, INSPECTED), (inspected, routed(4, 5))),
    )

    now, then = (
        assess_marks(marks(events), SOP, calendar_known(knowledge, AMENDED), wita("2026-12-01 09:00"))
        for knowledge in (Knowledge.NOW, Knowledge.THEN)
    )

    assert (Verdict.ON_TIME, "2026.2+2027.1") == (now.visits[0].verdict, now.visits[0].calendar.id)
    assert (Verdict.LATE, "2026.1+2027.1") == (then.visits[0].verdict, then.visits[0].calendar.id)
    assert now.visits[1] == then.visits[1]  # it lasts
    assert now.lines == then.lines
    assert now.total_seconds + 7.5 * 3600 == then.total_seconds


def test_a_line_can_be_judged_by_the_calendar_known_when_it_ended() -> None:
    signed, delivered = wita("2026-11-30 16:30"), wita("2026-12-01 09:00")
    events = history(*LODGED, *TO_THE_HEAD, (signed, SIGNED), (signed, routed(8, 9)), (delivered, DELIVERED))

    now, then = (
        assess_marks(marks(events), SOP, calendar_known(knowledge, AMENDED), MUCH_LATER).lines
        for knowledge in Knowledge
    )

    assert (Verdict.ON_TIME, "2026.2+2027.1") == (now[LineName.LEGAL].verdict, now[LineName.LEGAL].calendar.id)
    assert (Verdict.LATE, "2026.1+2027.1") == (then[LineName.LEGAL].verdict, then[LineName.LEGAL].calendar.id)
    assert now[LineName.DECLARED] == then[LineName.DECLARED]  # delivered when the decree was known

"""Each figure of the SLA, taken apart: somebody with the calendar and a pencil comes to the same."""

from datetime import date, datetime

import pytest

from domain.calendar import Calendar
from domain.events import Rejected
from domain.explanation import calendars_of, explain_line, explain_visit
from domain.refusals import Sentence
from domain.sla import CaseSla, LineName, assess
from tests.application.every_fact import SIGNED
from tests.book import office_rulebook
from tests.domain.case import DELIVERED, LODGED, history, minute, routed, submitted
from tests.domain.office import calendar, wita
from tests.domain.test_sla import MUCH_LATER, Happened, at_step, case

SOP = next(iter(office_rulebook().all_sops))
ALONE = calendar(2026)


def test_the_spans_of_a_visit_are_those_of_the_calendar_cut_at_both_ends() -> None:
    visit = at_step(4, wita("2026-11-26 15:55:10.5"), (wita("2026-11-27 13:20"), routed(4, 5)))
    spans = explain_visit(visit).spans

    assert (
        (wita("2026-11-26 15:55:10"), wita("2026-11-26 16:00")),
        (wita("2026-11-27 07:30"), wita("2026-11-27 11:30")),
        (wita("2026-11-27 13:00"), wita("2026-11-27 13:20")),
    ) == spans
    assert visit.working_seconds == sum((closes - opens).total_seconds() for opens, closes in spans)


def test_minutes_are_explained() -> None:
    visit = at_step(2, wita("2026-11-26 15:55"), (wita("2026-11-27 07:36:01"), routed(2, 3)))
    why = explain_visit(visit)

    assert (wita("2026-11-26 15:55"), (), (), ()) == (
        why.due.received_at,
        why.due.working_days,
        why.due.days_off,
        why.due.seasons,
    )
    assert why.due.rule == Sentence(
        "Diterima Kamis, 26 November 2026 pukul 15.55 WITA. 10 Menit adalah menit kerja: habis pada Jumat, 27 November "
        "2026 pukul 07.35 WITA.",
        "Received on Thursday 26 November 2026 at 15.55 WITA. 10 minutes are counted in working time: they end on "
        "Friday 27 November 2026 at 07.35 WITA.",
    )
    assert why.verdict == Sentence(
        "Keluar Jumat, 27 November 2026 pukul 07.36.01 WITA; 1 menit 1 detik waktu kerja sesudah Jumat, 27 November "
        "2026 pukul 07.35 WITA: terlambat.",
        "Left on Friday 27 November 2026 at 07.36.01 WITA; 1 min 1 s after Friday 27 November 2026 at 07.35 WITA: "
        "late.",
    )
    assert None is why.note


def test_days_are_explained_with_those_that_count_and_those_that_do_not() -> None:
    """Design 6: 4 hari from Friday 13 March 2026 end on Thursday 26 March."""
    why = explain_visit(at_step(4, wita("2026-03-13 16:00"), as_of=wita("2026-03-16 09:00"))).due

    assert wita("2026-03-16 08:00") == why.received_at
    assert [date(2026, 3, day) for day in (17, 25, 26, 27)] == [*why.working_days]
    assert [18, 19, 20, 23, 24] == [
        each.day.day for each in why.days_off
    ]  # not the Saturday and the Sunday of Idulfitri
    assert ("Ramadan 1447 Hijriah",) == why.seasons
    assert why.rule.en == (
        "Arrived on Friday 13 March 2026 at 16.00 WITA, outside working hours; counts as received at the next opening, "
        "on Monday 16 March 2026 at 08.00 WITA. 4 working days: the day of receipt is day 0, due at the close of the "
        "last of them, on Friday 27 March 2026 at 16.30 WITA."
    )


def test_days_off_are_told_up_to_the_end_of_a_late_visit() -> None:
    visit = at_step(2, wita("2026-12-23 09:00"), (wita("2026-12-28 09:00"), routed(2, 3)))

    assert [24, 25] == [each.day.day for each in explain_visit(visit).due.days_off]


def test_a_line_of_days_and_minutes_is_explained() -> None:
    why = explain_line(LineName.DECLARED, case(*LODGED).lines[LineName.DECLARED], SOP)

    assert why.arithmetic == Sentence(
        "4 Hari 1 Jam 13 Menit menurut SOP, dikurangi 30 Menit langkah 1 yang dipakai pemohon sebelum mengajukan: "
        "4 Hari 43 Menit.",
        "4 working days 1 hour 13 minutes as the SOP declares, less the 30 minutes of step 1 that the applicant spends "
        "before submitting: 4 working days 43 minutes.",
    )
    assert why.due.rule.id == (
        "Diterima Senin, 23 November 2026 pukul 09.00 WITA. 4 Hari adalah hari kerja: hari penerimaan adalah hari "
        "ke-0, yang terakhir ditutup Jumat, 27 November 2026 pukul 16.30 WITA; kemudian 43 Menit menurut jam kerja "
        "sejak pembukaan berikutnya, habis pada Senin, 30 November 2026 pukul 08.13 WITA."
    )


def test_the_paper_contradicts_itself_and_each_sum_is_shown() -> None:
    why = explain_line(LineName.SUMMED, case(*LODGED).lines[LineName.SUMMED], SOP)

    assert why.arithmetic.id == (
        "30 Menit + 10 Menit + 10 Menit + 4 Hari + 10 Menit + 5 Menit + 5 Menit + 5 Menit + 3 Menit = 4 Hari 1 Jam 18 "
        "Menit, jumlah seluruh langkah SOP, dikurangi 30 Menit langkah 1: 4 Hari 48 Menit."
    )


def test_the_legal_line_names_its_law() -> None:
    why = explain_line(LineName.LEGAL, case(*LODGED).lines[LineName.LEGAL], SOP)

    assert why.arithmetic.id.startswith("5 Hari kerja menurut UU 30/2014 Pasal 53 ayat (2)")


SIGNED_AND_DELIVERED: tuple[Happened, ...] = (
    (minute(1), routed(2, 8)),
    (minute(2), SIGNED),
    (minute(2), routed(8, 9)),
    (minute(3), DELIVERED),
)
SENT_BACK: tuple[Happened, ...] = ((minute(1), Rejected(deficiencies=())), (minute(1), routed(2, 1)))


@pytest.mark.parametrize(
    ("happened", "declared", "legal"),
    [
        ((), "The application is not finished by Tuesday", "No decision by Tuesday"),
        (SIGNED_AND_DELIVERED, "The application ended on Monday", "The decision was signed on Monday"),
        (SENT_BACK, "The file went back to the applicant on Monday", "The file went back to the applicant on Monday"),
    ],
)
def test_a_line_says_what_it_is_compared_with(happened: tuple[Happened, ...], declared: str, legal: str) -> None:
    lines = case(*LODGED, *happened, as_of=wita("2026-11-24 09:00")).lines
    told = {name: explain_line(name, line, SOP).verdict.en for name, line in lines.items()}

    assert told[LineName.DECLARED].startswith(declared)
    assert told[LineName.LEGAL].startswith(legal)


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (minute(4), "Not left by Monday 23 November 2026 at 09.04 WITA; 6 min are left until"),
        (minute(11), "Not left by Monday 23 November 2026 at 09.11 WITA; 1 min after"),
    ],
)
def test_a_visit_that_lasts_says_what_remains(as_of: datetime, told: str) -> None:
    visit = at_step(2, minute(0), as_of=as_of)

    assert explain_visit(visit).verdict.en.startswith(told)


def test_the_applicants_own_visits_say_what_they_are() -> None:
    drafting, _, repair = case(
        (minute(0), submitted(1, started_at=minute(-5))), (minute(0), routed(1, 2)), *SENT_BACK
    ).visits

    assert ("The applicant drafts", "The applicant repairs") == tuple(
        note.en[:22].rstrip(": t") for each in (drafting, repair) if (note := explain_visit(each).note)
    )


@pytest.mark.parametrize(("by", "year"), [(ALONE, 2027), (calendar(2027), 2026)])
def test_past_the_calendar_it_is_said_which_year_is_missing(by: Calendar, year: int) -> None:
    visit = at_step(4, wita("2026-12-31 09:00"), by=by)
    why = explain_visit(visit)

    assert (None, ()) == (why.due.received_at, why.due.working_days)
    assert (
        f"The calendar of working days for {year} is not published, so no due date can be computed." == why.due.rule.en
    )
    assert why.verdict.en.endswith("; not judged, since no due date can be computed.")


def test_the_calendars_that_were_used_are_named() -> None:
    found: CaseSla = assess(history(*LODGED), SOP, calendar(2026, 2027), MUCH_LATER)

    assert ["2026.1", "2027.1"] == [each.id for each in calendars_of(found)]

"""What may be supposed and what makes no sense; and the calendar as it would be."""

from datetime import date

import pytest

from domain.calendar import Closure, ClosureKind
from domain.supposition import Supposition, supposed_calendar, supposition_faults, touched
from domain.working_time import Standard, due
from tests.book import office_rulebook
from tests.domain.office import calendar, wita

BOTH = calendar(2026, 2027)
SOPS = office_rulebook().all_sops
THREE_DAYS = {4: Standard(days=3)}


def closed(*days: str) -> tuple[Closure, ...]:
    return tuple(Closure(day=date.fromisoformat(day), kind=ClosureKind.LOCAL_CLOSURE, name="Hari Jadi") for day in days)


def opened(*days: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, days))


@pytest.mark.parametrize(
    ("supposed", "expected"),
    [
        (Supposition(standards={}), [("", "nothing_supposed")]),
        (Supposition(standards={1: Standard(minutes=5), 9: Standard(days=1)}), []),
        (
            Supposition(standards={12: Standard(days=1), 10: Standard(days=1)}),
            [("/standards/10", "unknown_step"), ("/standards/12", "unknown_step")],
        ),
        (Supposition(standards={}, closed=closed("2026-11-23", "2027-03-01")), []),
        (Supposition(standards={}, closed=closed("2025-11-24")), [("/closures/0/day", "outside_calendar")]),
        (Supposition(standards={}, closed=closed("2026-11-22")), [("/closures/0/day", "not_a_working_day")]),
        (Supposition(standards={}, closed=closed("2026-12-25")), [("/closures/0/day", "not_a_working_day")]),
        (Supposition(standards={}, closed=closed("2026-11-23", "2026-11-23")), [("/closures/1/day", "repeated")]),
        (Supposition(standards={}, opened=opened("2026-12-24")), []),
        (Supposition(standards={}, opened=opened("2028-01-03")), [("/openings/0", "outside_calendar")]),
        (Supposition(standards={}, opened=opened("2026-11-23")), [("/openings/0", "worked_already")]),
        (Supposition(standards={}, opened=opened("2026-11-22")), [("/openings/0", "without_hours")]),
        (Supposition(standards={}, opened=opened("2026-03-21")), [("/openings/0", "without_hours")]),
        (Supposition(standards={}, opened=opened("2026-12-24", "2026-12-24")), [("/openings/1", "repeated")]),
        (
            Supposition(standards={}, closed=closed("2026-11-23"), opened=opened("2026-11-23")),
            [("/openings/0", "repeated")],
        ),
    ],
)
def test_what_cannot_be_supposed_is_said_with_its_place(supposed: Supposition, expected: list[tuple[str, str]]) -> None:
    assert expected == [(fault.pointer, fault.code) for fault in supposition_faults(supposed, SOPS, BOTH)]


def test_a_day_that_would_be_closed_is_not_counted_and_one_that_would_be_worked_is() -> None:
    monday, christmas_eve = wita("2026-11-23 09:00"), wita("2026-12-23 09:00")
    supposed = Supposition(standards={}, closed=closed("2026-11-24"), opened=opened("2026-12-24"))

    would_be = supposed_calendar(BOTH, supposed)

    one_day = Standard(days=1)
    assert wita("2026-11-24 16:00") == due(monday, one_day, calendar=BOTH)
    assert wita("2026-11-25 16:00") == due(monday, one_day, calendar=would_be)
    assert wita("2026-12-28 16:00") == due(christmas_eve, one_day, calendar=BOTH)
    assert wita("2026-12-24 16:00") == due(christmas_eve, one_day, calendar=would_be)


def test_other_standards_leave_the_calendar_alone() -> None:
    supposed = Supposition(standards=THREE_DAYS)

    assert BOTH is supposed_calendar(BOTH, supposed)
    assert touched(BOTH, supposed) is None


def test_the_days_between_the_first_and_the_last_change_are_touched() -> None:
    supposed = Supposition(standards={}, closed=closed("2026-11-24", "2026-11-05"), opened=opened("2026-12-24"))

    assert (wita("2026-11-05 00:00"), wita("2026-12-25 00:00")) == touched(BOTH, supposed)

"""The clock's ladder: which rung is to fire when, and to whom, by SOP and calendar."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.rulebook import load_rulebook
from domain.actor import Role
from domain.alarms import Alarm, Ladder, Standing, ladder
from domain.ladder import Fired, Rung
from domain.permit import Status
from domain.sop import Sop
from domain.working_time import received
from tests.book import OFFICES, office_rulebook
from tests.domain.office import calendar, wita

BOTH, ALONE = calendar(2026, 2027), calendar(2026)
(KBM,) = office_rulebook().all_sops
(REKLAME,) = load_rulebook(OFFICES / "reklame", default="izin-reklame").all_sops


def file(
    step: int,
    entered: str,
    *,
    submitted: str = "2026-11-23 09:00",
    status: Status = Status.SIGNED,
    fired: tuple[Fired, ...] = (),
) -> Standing:
    """A file on a desk; unless told otherwise one that the law no longer counts."""
    return Standing(
        step=step, status=status, entered_at=wita(entered), submitted_at=wita(submitted), fired=frozenset(fired)
    )


def coming(standing: Standing, sop: Sop = KBM) -> list[tuple[Rung, int, datetime]]:
    return [(alarm.rung, alarm.nth, alarm.at) for alarm in ladder(standing, sop, BOTH).alarms]


@pytest.mark.parametrize(
    ("step", "entered", "soon", "due", "escalated"),
    [
        (3, "2026-11-23 09:00", "2026-11-23 09:07:30", "2026-11-23 09:10", "2026-11-23 10:10"),
        (3, "2026-11-26 15:55", "2026-11-27 07:32:30", "2026-11-27 07:35", "2026-11-27 08:35"),  # over night
        (3, "2026-11-27 11:25", "2026-11-27 13:02:30", "2026-11-27 13:05", "2026-11-27 14:05"),  # Friday prayer
        (6, "2026-11-27 16:28", "2026-11-30 07:31:45", "2026-11-30 07:33", "2026-11-30 08:33"),  # Friday afternoon
        (3, "2026-11-28 10:00", "2026-11-30 07:37:30", "2026-11-30 07:40", "2026-11-30 08:40"),  # on a Saturday
        (7, "2026-03-05 14:58", "2026-03-06 08:01:45", "2026-03-06 08:03", "2026-03-06 09:03"),  # Ramadan
        (4, "2026-11-23 09:00", "2026-11-26 14:30", "2026-11-27 16:30", "2026-11-30 08:30"),
        (4, "2026-03-13 09:00", "2026-03-25 15:07:30", "2026-03-26 16:00", "2026-03-27 08:30"),  # over Lebaran
        (2, "2026-12-31 15:55", "2027-01-04 07:32:30", "2027-01-04 07:35", "2027-01-04 08:35"),  # over New Year
    ],
)
def test_a_desk_is_told_at_three_quarters_and_when_overdue_and_its_supervisor_an_hour_later(
    step: int, entered: str, soon: str, due: str, escalated: str
) -> None:
    desk, due_at = KBM.row(step).role, wita(due)

    assert Ladder(
        alarms=(
            Alarm(at=wita(soon), rung=Rung.DUE_SOON, nth=1, to=(desk,), due_at=due_at),
            Alarm(at=due_at + timedelta(seconds=1), rung=Rung.OVERDUE, nth=1, to=(desk,), due_at=due_at),
            Alarm(at=wita(escalated), rung=Rung.ESCALATED, nth=1, to=(Role.SUPERVISOR,), due_at=due_at),
        ),
        lapses_at=None,
    ) == ladder(file(step, entered), KBM, BOTH)


@pytest.mark.parametrize(
    ("rejected", "first", "second", "end"),
    [
        ("2026-11-23 09:00", "2026-11-30 07:30", "2026-12-02 07:30", "2026-12-02 16:00"),
        ("2026-11-27 16:29", "2026-12-04 07:30", "2026-12-08 07:30", "2026-12-08 16:00"),  # Friday afternoon
        ("2026-11-27 17:00", "2026-12-07 07:30", "2026-12-09 07:30", "2026-12-09 16:00"),  # received on Monday
        ("2026-03-02 10:00", "2026-03-09 08:00", "2026-03-11 08:00", "2026-03-11 15:00"),  # Ramadan
        ("2026-03-12 09:00", "2026-03-26 07:30", "2026-03-30 07:30", "2026-03-30 16:00"),  # over Lebaran
    ],
)
def test_a_repair_is_reminded_of_with_three_days_and_with_one_day_left_and_then_lapses(
    rejected: str, first: str, second: str, end: str
) -> None:
    end_at = wita(end)

    assert Ladder(
        alarms=tuple(
            Alarm(at=wita(at), rung=Rung.REPAIR_REMINDER, nth=nth, to=(Role.PEMOHON,), due_at=end_at)
            for nth, at in ((1, first), (2, second))
        ),
        lapses_at=end_at + timedelta(seconds=1),
    ) == ladder(file(1, rejected, status=Status.REJECTED), KBM, BOTH)


@pytest.mark.parametrize(
    ("submitted", "near", "due"),
    [
        ("2026-11-23 09:00", "2026-11-27 16:30", "2026-11-30 16:00"),
        ("2026-11-20 16:29", "2026-11-26 16:00", "2026-11-27 16:30"),  # Friday afternoon
        ("2026-03-13 09:00", "2026-03-26 16:00", "2026-03-27 16:30"),  # over Lebaran
    ],
)
@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_PROCESS])
def test_the_head_is_told_a_day_before_silence_is_consent_and_the_auditor_when_it_is(
    submitted: str, near: str, due: str, status: Status
) -> None:
    standing = file(4, submitted, submitted=submitted, status=status)

    legal = [alarm for alarm in ladder(standing, KBM, BOTH).alarms if alarm.rung.startswith("legal")]

    due_at, head, overseer, auditor = wita(due), Role.KEPALA_DINAS, Role.SUPERVISOR, Role.AUDITOR
    assert [
        Alarm(at=wita(near), rung=Rung.LEGAL_NEAR, nth=1, to=(head, overseer), due_at=due_at),
        Alarm(
            at=due_at + timedelta(seconds=1), rung=Rung.LEGAL_PASSED, nth=1, to=(head, overseer, auditor), due_at=due_at
        ),
    ] == legal


def test_the_law_and_the_desk_come_in_order_of_time() -> None:
    assert [
        (Rung.DUE_SOON, 1, wita("2026-11-26 14:37:30")),
        (Rung.LEGAL_NEAR, 1, wita("2026-11-27 16:30")),
        (Rung.OVERDUE, 1, wita("2026-11-27 16:30:01")),
        (Rung.ESCALATED, 1, wita("2026-11-30 08:30")),
        (Rung.LEGAL_PASSED, 1, wita("2026-11-30 16:00:01")),
    ] == coming(file(4, "2026-11-23 09:30", status=Status.IN_PROCESS))


def test_what_was_fired_does_not_come_again_and_the_rest_stays_as_it_was() -> None:
    whole = file(4, "2026-11-23 09:30", status=Status.IN_PROCESS)

    later = replace(whole, fired=frozenset({(Rung.DUE_SOON, 1), (Rung.LEGAL_NEAR, 1)}))

    assert [each for each in coming(whole) if each[0] not in (Rung.DUE_SOON, Rung.LEGAL_NEAR)] == coming(later)


def test_the_second_reminder_stays_when_the_first_was_sent() -> None:
    standing = file(1, "2026-11-23 09:00", status=Status.REJECTED, fired=((Rung.REPAIR_REMINDER, 1),))

    assert [(Rung.REPAIR_REMINDER, 2, wita("2026-12-02 07:30"))] == coming(standing)


def test_the_law_does_not_count_while_the_applicant_repairs_nor_once_it_is_signed() -> None:
    repairing = file(1, "2026-11-23 09:00", status=Status.REJECTED)
    signed = file(9, "2026-11-23 09:00", status=Status.SIGNED)

    assert {Rung.REPAIR_REMINDER} == {rung for rung, _, _ in coming(repairing)}
    assert Ladder(alarms=(), lapses_at=None) == ladder(signed, KBM, BOTH)


def test_the_next_thing_is_the_lowest_rung_and_after_all_of_them_the_lapse() -> None:
    repairing = file(1, "2026-11-23 09:00", status=Status.REJECTED)
    reminded = replace(repairing, fired=frozenset({(Rung.REPAIR_REMINDER, 1), (Rung.REPAIR_REMINDER, 2)}))

    assert wita("2026-11-30 07:30") == ladder(repairing, KBM, BOTH).next_at
    assert wita("2026-12-02 16:00:01") == ladder(reminded, KBM, BOTH).next_at
    assert ladder(file(9, "2026-11-23 09:00"), KBM, BOTH).next_at is None


def test_another_permit_type_has_other_times() -> None:
    standing = file(3, "2026-11-23 09:00", status=Status.IN_PROCESS)

    assert [
        (Rung.DUE_SOON, 1, wita("2026-11-25 09:45")),
        (Rung.OVERDUE, 1, wita("2026-11-25 16:00:01")),
        (Rung.ESCALATED, 1, wita("2026-11-26 08:00")),
        (Rung.LEGAL_NEAR, 1, wita("2026-12-04 16:30")),
        (Rung.LEGAL_PASSED, 1, wita("2026-12-07 16:00:01")),
    ] == coming(standing, REKLAME)


def test_where_the_sop_lets_nothing_lapse_nobody_is_reminded() -> None:
    repairing = file(1, "2026-11-23 09:00", status=Status.REJECTED)

    assert Ladder(alarms=(), lapses_at=None) == ladder(repairing, REKLAME, BOTH)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (file(3, "2026-12-31 15:55"), []),
        (file(3, "2026-12-31 15:40"), [Rung.DUE_SOON, Rung.OVERDUE]),  # due this year, escalated in the next
        (file(3, "2025-12-31 15:00"), []),
        (file(1, "2026-12-23 09:00", status=Status.REJECTED), []),
        (file(3, "2026-12-31 15:55", submitted="2026-12-23 09:00", status=Status.IN_PROCESS), []),
        (
            file(3, "2026-12-31 15:55", submitted="2026-12-22 09:00", status=Status.IN_PROCESS),
            ["legal_near", "legal_passed"],
        ),
    ],
)
def test_nothing_fires_where_the_calendar_is_not_published(standing: Standing, expected: list[Rung]) -> None:
    found = ladder(standing, KBM, ALONE)

    assert expected == [alarm.rung for alarm in found.alarms]
    assert found.lapses_at is None


MOMENTS = st.datetimes(datetime(2026, 1, 2), datetime(2027, 11, 1)).map(lambda at: wita(at.isoformat()))  # noqa: DTZ001


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=20)), st.integers(1, 9), st.sampled_from(list(Status)[:4]))
def test_the_ladder_is_climbed_rung_by_rung_in_order_and_to_its_end(
    submitted_at: datetime, later: timedelta, step: int, status: Status
) -> None:
    standing = Standing(
        step=step, status=status, entered_at=submitted_at + later, submitted_at=submitted_at, fired=frozenset()
    )
    whole = ladder(standing, KBM, BOTH)

    for n, alarm in enumerate(whole.alarms):
        assert replace(whole, alarms=whole.alarms[n:]) == ladder(standing, KBM, BOTH)
        assert alarm.at >= received(submitted_at, BOTH)
        standing = replace(standing, fired=standing.fired | {(alarm.rung, alarm.nth)})

    assert replace(whole, alarms=()) == ladder(standing, KBM, BOTH)
    assert all(earlier.at <= after.at for earlier, after in pairwise(whole.alarms))
    assert whole.lapses_at is None or all(alarm.at < whole.lapses_at for alarm in whole.alarms)

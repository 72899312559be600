"""Working time: the worked examples of the office, its edges, and its laws against a slow second engine."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from domain.calendar import BeyondCalendar
from domain.working_time import Standard, State, add, between, due, due_soon_at, received, remaining, state
from tests.domain.office import WITA, calendar, wita

BOTH = calendar(2026, 2027)
ALONE = calendar(2026)
FOUR_DAYS = Standard(days=4)
HOUR = 3600


def local(at: datetime) -> str:
    return f"{at.astimezone(WITA):%a %d %b %Y %H:%M:%S}"


def refused_year(count: Callable[[], object]) -> int:
    with pytest.raises(BeyondCalendar) as refusal:
        count()
    return refusal.value.year


# Received


@pytest.mark.parametrize(
    ("arrives", "counts"),
    [
        ("2026-11-23 09:00", "Mon 23 Nov 2026 09:00:00"),
        ("2026-11-23 07:29:59.999999", "Mon 23 Nov 2026 07:30:00"),
        ("2026-11-23 07:30", "Mon 23 Nov 2026 07:30:00"),  # exactly at opening
        ("2026-11-23 11:59:59.999999", "Mon 23 Nov 2026 11:59:59"),
        ("2026-11-23 12:00", "Mon 23 Nov 2026 13:00:00"),  # the break begins
        ("2026-11-23 12:30", "Mon 23 Nov 2026 13:00:00"),
        ("2026-11-23 12:59:59.999999", "Mon 23 Nov 2026 13:00:00"),
        ("2026-11-23 13:00", "Mon 23 Nov 2026 13:00:00"),  # the break ends
        ("2026-11-23 15:59:59", "Mon 23 Nov 2026 15:59:59"),
        ("2026-11-23 16:00", "Tue 24 Nov 2026 07:30:00"),  # exactly at closing
        ("2026-11-27 11:30", "Fri 27 Nov 2026 13:00:00"),  # the longer break of Friday
        ("2026-11-27 16:29:59", "Fri 27 Nov 2026 16:29:59"),
        ("2026-11-27 16:30", "Mon 30 Nov 2026 07:30:00"),
        ("2026-11-28 10:00", "Mon 30 Nov 2026 07:30:00"),  # Saturday
        ("2026-02-18 16:00", "Thu 19 Feb 2026 08:00:00"),  # Ramadan begins
        ("2026-02-19 12:00", "Thu 19 Feb 2026 12:30:00"),
        ("2026-02-19 15:00", "Fri 20 Feb 2026 08:00:00"),
        ("2026-02-20 11:30", "Fri 20 Feb 2026 12:30:00"),
        ("2026-02-20 15:30", "Mon 23 Feb 2026 08:00:00"),
        ("2026-03-17 15:00", "Wed 25 Mar 2026 07:30:00"),  # over Nyepi and Idulfitri, out of Ramadan
        ("2026-01-01 00:00", "Fri 02 Jan 2026 07:30:00"),
        ("2026-12-31 16:00", "Mon 04 Jan 2027 07:30:00"),
    ],
)
def test_a_file_counts_as_received_in_working_time(arrives: str, counts: str) -> None:
    assert counts == local(received(wita(arrives), BOTH))


# The worked examples: minutes


@pytest.mark.parametrize(
    ("arrives", "standard", "ends"),
    [
        ("2026-11-26 15:55", "10 Menit", "Fri 27 Nov 2026 07:35:00"),
        ("2026-11-26 15:55", "5 Menit", "Thu 26 Nov 2026 16:00:00"),
        ("2026-11-26 12:30", "10 Menit", "Thu 26 Nov 2026 13:10:00"),  # received in the break
        ("2026-11-26 11:55", "5 Menit", "Thu 26 Nov 2026 12:00:00"),
        ("2026-11-26 11:55", "10 Menit", "Thu 26 Nov 2026 13:05:00"),
        ("2026-11-27 11:25", "10 Menit", "Fri 27 Nov 2026 13:05:00"),
        ("2026-11-27 16:25", "10 Menit", "Mon 30 Nov 2026 07:35:00"),
        ("2026-11-28 10:00", "30 Menit", "Mon 30 Nov 2026 08:00:00"),
        ("2026-11-23 07:30", "7 Jam", "Mon 23 Nov 2026 15:30:00"),
        ("2026-03-17 15:00", "2 Jam", "Wed 25 Mar 2026 09:30:00"),  # Ramadan closes at 15.00: nothing left of Tuesday
        ("2026-03-17 14:30", "2 Jam", "Wed 25 Mar 2026 09:00:00"),
        ("2026-03-17 11:55", "10 Menit", "Tue 17 Mar 2026 12:35:00"),
        ("2026-12-31 15:55", "10 Menit", "Mon 04 Jan 2027 07:35:00"),
    ],
)
def test_minutes_are_working_minutes(arrives: str, standard: str, ends: str) -> None:
    assert ends == local(due(wita(arrives), Standard.parse(standard), calendar=BOTH))


# The worked examples: days


@pytest.mark.parametrize(
    ("arrives", "ends"),
    [
        ("2026-01-12 09:00", "Mon 19 Jan 2026 16:00:00"),  # Isra Mikraj on the Friday
        ("2026-03-13 09:00", "Thu 26 Mar 2026 16:00:00"),  # Nyepi and Idulfitri
        ("2026-05-25 09:00", "Wed 03 Jun 2026 16:00:00"),  # Iduladha, Pancasila
        ("2026-08-14 09:00", "Fri 21 Aug 2026 16:30:00"),  # independence day
        ("2026-11-23 09:00", "Fri 27 Nov 2026 16:30:00"),
        ("2026-12-23 09:00", "Thu 31 Dec 2026 16:00:00"),  # Christmas
        ("2026-11-23 07:30", "Fri 27 Nov 2026 16:30:00"),
        ("2026-11-23 15:59:59", "Fri 27 Nov 2026 16:30:00"),
        ("2026-11-23 16:00", "Mon 30 Nov 2026 16:00:00"),  # received on Tuesday, which is day 0
        ("2026-11-23 12:30", "Fri 27 Nov 2026 16:30:00"),  # received in the break
        ("2026-11-21 09:00", "Fri 27 Nov 2026 16:30:00"),  # Saturday: received on Monday
        ("2026-02-11 09:00", "Thu 19 Feb 2026 15:00:00"),  # closes by Ramadan hours
        ("2026-12-31 16:00", "Mon 11 Jan 2027 16:00:00"),  # received on Monday, Isra Mikraj on the Tuesday
    ],
)
def test_four_days_end_at_the_close_of_the_fourth_working_day_after_receipt(arrives: str, ends: str) -> None:
    assert ends == local(due(wita(arrives), FOUR_DAYS, calendar=BOTH))


def test_with_2026_alone_published_a_fifth_day_after_23_december_is_refused() -> None:
    late = wita("2026-12-23 09:00")

    assert "Thu 31 Dec 2026 16:00:00" == local(due(late, FOUR_DAYS, calendar=ALONE))
    assert 2027 == refused_year(lambda: due(late, Standard(days=5), calendar=ALONE))
    assert "Mon 04 Jan 2027 16:00:00" == local(due(late, Standard(days=5), calendar=BOTH))


@pytest.mark.parametrize(
    ("arrives", "standard", "ends"),
    [
        ("2026-11-23 09:00", "4 Hari 43 Menit", "Mon 30 Nov 2026 08:13:00"),  # the declared line
        ("2026-11-23 09:00", "4 Hari 48 Menit", "Mon 30 Nov 2026 08:18:00"),  # the summed line
        ("2026-11-23 09:00", "4 Hari 1 Jam 13 Menit", "Mon 30 Nov 2026 08:43:00"),
        ("2026-03-13 09:00", "4 Hari 43 Menit", "Fri 27 Mar 2026 08:13:00"),
        ("2026-02-10 09:00", "4 Hari 43 Menit", "Thu 19 Feb 2026 08:43:00"),  # opens by Ramadan hours
        ("2026-11-23 09:00", "1 Hari 7 Jam 30 Menit", "Wed 25 Nov 2026 16:00:00"),
        ("2026-11-23 09:00", "1 Hari 7 Jam 31 Menit", "Thu 26 Nov 2026 07:31:00"),
    ],
)
def test_a_mixed_standard_counts_its_minutes_from_the_opening_after_its_last_day(
    arrives: str, standard: str, ends: str
) -> None:
    assert ends == local(due(wita(arrives), Standard.parse(standard), calendar=BOTH))


def test_a_mixed_standard_is_refused_when_its_days_fit_and_its_minutes_do_not() -> None:
    mixed = Standard(days=4, minutes=1)

    assert 2027 == refused_year(lambda: due(wita("2026-12-23 09:00"), mixed, calendar=ALONE))


def test_no_standard_at_all_is_due_on_receipt() -> None:
    assert "Mon 23 Nov 2026 13:00:00" == local(due(wita("2026-11-23 12:30"), Standard(), calendar=BOTH))


# The horizon

YEAR_END = wita("2026-12-31 15:00")


def test_the_last_working_second_of_the_last_published_year_is_there() -> None:
    closing = wita("2026-12-31 16:00")

    assert "Thu 31 Dec 2026 15:59:59" == local(received(closing - timedelta(seconds=1), ALONE))
    assert closing == add(wita("2026-12-31 15:00"), HOUR, calendar=ALONE)
    assert closing == add(closing, 0, calendar=ALONE)
    assert 0 == between(closing, wita("2026-12-31 23:59:59"), calendar=ALONE)


OUTSIDE: dict[str, tuple[Callable[[], object], int]] = {
    "received after the last closing": (lambda: received(wita("2026-12-31 16:00"), ALONE), 2027),
    "an hour and a second in the last hour": (lambda: add(wita("2026-12-31 15:00"), HOUR + 1, calendar=ALONE), 2027),
    "a second after the last closing": (lambda: add(wita("2026-12-31 16:00"), 1, calendar=ALONE), 2027),
    "thousands of years": (lambda: add(wita("2026-01-05 09:00"), 10**12, calendar=ALONE), 2027),
    "a day from the last day": (lambda: due(wita("2026-12-31 15:00"), Standard(days=1), calendar=ALONE), 2027),
    "minutes after the last closing": (
        lambda: due(wita("2026-12-31 16:00"), Standard(minutes=5), calendar=ALONE),
        2027,
    ),
    "days after the last closing": (lambda: due(wita("2026-12-31 16:00"), Standard(days=1), calendar=ALONE), 2027),
    "thousands of days": (lambda: due(wita("2026-01-05 09:00"), Standard(days=9999), calendar=BOTH), 2028),
    "measured into the next year": (lambda: between(YEAR_END, wita("2027-01-01 00:00"), calendar=ALONE), 2027),
    "received before the first year": (lambda: received(wita("2025-12-31 23:00"), ALONE), 2025),
    "added before the first year": (lambda: add(wita("2025-12-31 23:00"), 1, calendar=BOTH), 2025),
    "nothing added before the first year": (lambda: add(wita("2025-12-31 23:00"), 0, calendar=BOTH), 2025),
    "due before the first year": (lambda: due(wita("2025-12-31 23:00"), FOUR_DAYS, calendar=BOTH), 2025),
    "measured from before the first year": (lambda: between(wita("2024-05-05 05:00"), YEAR_END, calendar=BOTH), 2024),
    "measured back to before the first year": (
        lambda: between(YEAR_END, wita("2024-05-05 05:00"), calendar=BOTH),
        2024,
    ),
    "what remains after the last year": (lambda: remaining(wita("2028-01-01 00:00"), YEAR_END, calendar=BOTH), 2028),
}


def test_counting_begins_with_the_first_second_of_the_first_published_year() -> None:
    first = wita("2026-01-01 00:00")

    assert 30 * 60 == between(first, wita("2026-01-02 08:00"), calendar=ALONE)
    assert "Fri 02 Jan 2026 07:30:01" == local(add(first, 1, calendar=ALONE))


@pytest.mark.parametrize(("count", "year"), OUTSIDE.values(), ids=OUTSIDE)
def test_outside_the_published_years_nothing_is_counted(count: Callable[[], object], year: int) -> None:
    assert year == refused_year(count)


# What is no instant, and no amount


AWARE = wita("2026-11-23 09:00")
NAIVE = AWARE.replace(tzinfo=None)


ON_NAIVE: dict[str, Callable[[], object]] = {
    "received": lambda: received(NAIVE, BOTH),
    "add": lambda: add(NAIVE, 1, calendar=BOTH),
    "between from": lambda: between(NAIVE, AWARE, calendar=BOTH),
    "between to": lambda: between(AWARE, NAIVE, calendar=BOTH),
    "due": lambda: due(NAIVE, FOUR_DAYS, calendar=BOTH),
    "remaining": lambda: remaining(NAIVE, AWARE, calendar=BOTH),
    "state": lambda: state(NAIVE, start=AWARE, due=AWARE, calendar=BOTH),
}


@pytest.mark.parametrize("count", ON_NAIVE.values(), ids=ON_NAIVE)
def test_naive_times_are_refused(count: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="offset-naive"):
        count()


def test_working_time_is_added_forwards_only() -> None:
    with pytest.raises(ValueError, match="working time is added forwards, not -1 seconds"):
        add(wita("2026-11-23 09:00"), -1, calendar=BOTH)


# What is left, and how it stands


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        ("2026-11-26 15:55", 600),
        ("2026-11-26 15:55:00.999999", 600),
        ("2026-11-26 15:55:01", 599),
        ("2026-11-26 16:00", 300),
        ("2026-11-27 03:00", 300),  # at night nothing passes
        ("2026-11-27 07:35", 0),
        ("2026-11-27 07:35:01", -1),
        ("2026-11-27 16:30", -(3 * HOUR + 55 * 60) - (3 * HOUR + 30 * 60)),
        ("2026-11-29 12:00", -(3 * HOUR + 55 * 60) - (3 * HOUR + 30 * 60)),
    ],
)
def test_what_remains_is_working_time_and_negative_when_overdue(now: str, seconds: int) -> None:
    assert seconds == remaining(wita(now), wita("2026-11-27 07:35"), calendar=BOTH)


@pytest.mark.parametrize(
    ("standard", "now", "expected"),
    [
        ("10 Menit", "2026-11-26 15:00", State.ON_TIME),  # before it began
        ("10 Menit", "2026-11-26 15:55", State.ON_TIME),
        ("10 Menit", "2026-11-27 07:32:29.999999", State.ON_TIME),
        ("10 Menit", "2026-11-27 07:32:30", State.DUE_SOON),  # 7.5 of 10 minutes
        ("10 Menit", "2026-11-27 07:35:00.999999", State.DUE_SOON),
        ("10 Menit", "2026-11-27 07:35:01", State.OVERDUE),
        ("5 Menit", "2026-11-26 16:00", State.DUE_SOON),
        ("5 Menit", "2026-11-26 16:00:01", State.OVERDUE),  # though no working second has passed
        ("4 Hari", "2026-12-01 15:00", State.ON_TIME),
        ("4 Hari", "2026-12-02 16:00", State.DUE_SOON),
        ("4 Hari", "2026-12-02 16:00:01", State.OVERDUE),
    ],
)
def test_a_visit_is_due_soon_from_three_quarters_of_its_standard(standard: str, now: str, expected: State) -> None:
    start = wita("2026-11-26 15:55")
    end = due(start, Standard.parse(standard), calendar=BOTH)

    assert expected == state(wita(now), start=start, due=end, calendar=BOTH)


@pytest.mark.parametrize(
    ("seconds", "used"),
    [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (7, 6), (8, 6)],
)
def test_three_quarters_are_rounded_up_to_a_whole_second(seconds: int, used: int) -> None:
    start = wita("2026-11-23 09:00")
    end = start + timedelta(seconds=seconds)

    assert start + timedelta(seconds=used) == due_soon_at(start, end, calendar=BOTH)


def test_four_days_are_due_soon_by_working_hours_not_by_the_clock() -> None:
    """From Friday noon over a weekend: 30 h 30 min less a quarter, of four Ramadan-free days."""
    start = wita("2026-11-20 13:00")
    end = due(start, FOUR_DAYS, calendar=BOTH)

    assert "Thu 26 Nov 2026 16:00:00" == local(end)
    assert (3 * HOUR + 30 * 60) + 4 * (7 * HOUR + 30 * 60) == between(start, end, calendar=BOTH)
    assert "Wed 25 Nov 2026 15:07:30" == local(due_soon_at(start, end, calendar=BOTH))

"""Visits of one application, from its events."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import (
    Approved,
    Claimed,
    Fact,
    Lapsed,
    PersonalDataErased,
    Rejected,
    Released,
    Returned,
    Revoked,
    Withdrawn,
)
from domain.visits import visits
from domain.working_time import between
from tests.domain.case import DELIVERED, LODGED, VERIFIED, history, minute, routed, submitted, visit
from tests.domain.office import calendar

BOTH = calendar(2026, 2027)


def test_before_anything_happened_there_is_no_visit() -> None:
    assert () == visits(())


def test_a_visit_lasts_from_one_routing_to_the_next() -> None:
    events = history(*LODGED, (minute(4), VERIFIED), (minute(4), routed(2, 3)))

    assert (visit(2, minute(0), minute(4)), visit(3, minute(4), None)) == visits(events)


def test_drafting_is_the_first_visit_where_its_beginning_is_known() -> None:
    drafted = history((minute(0), submitted(1, started_at=minute(-25))), (minute(0), routed(1, 2)))

    assert (visit(1, minute(-25), minute(0)), visit(2, minute(0), None)) == visits(drafted)
    assert (visit(2, minute(0), None),) == visits(history(*LODGED))


def test_a_device_whose_clock_runs_ahead_makes_no_negative_visit() -> None:
    events = history((minute(0), submitted(1, started_at=minute(1))), (minute(0), routed(1, 2)))

    assert visit(1, minute(0), minute(0)) == visits(events)[0]


def test_a_repair_belongs_to_the_coming_round_and_runs_from_the_way_back() -> None:
    events = history(
        *LODGED,
        (minute(5), Rejected(deficiencies=())),
        (minute(5), routed(2, 1)),
        (minute(90), submitted(2, started_at=minute(80))),
        (minute(90), routed(1, 2)),
        (minute(95), routed(2, 3)),
    )

    assert (
        visit(2, minute(0), minute(5)),
        visit(1, minute(5), minute(90), round_=2),
        visit(2, minute(90), minute(95), round_=2),
        visit(3, minute(95), None, round_=2),
    ) == visits(events)


def test_a_return_inside_the_office_opens_a_new_visit_of_the_same_round() -> None:
    events = history(
        *LODGED,
        (minute(1), routed(2, 6)),
        (minute(3), Returned(to_step=5, reason="Nama lembaga salah tulis")),
        (minute(3), routed(6, 5)),
        (minute(9), routed(5, 6)),
    )

    assert (
        visit(2, minute(0), minute(1)),
        visit(6, minute(1), minute(3)),
        visit(5, minute(3), minute(9)),
        visit(6, minute(9), None),
    ) == visits(events)


@pytest.mark.parametrize(
    "end",
    [DELIVERED, Withdrawn(reason="Batal"), Lapsed(reason="Tidak dilengkapi"), Revoked(reason="Dicabut")],
    ids=lambda end: type(end).__name__,
)
def test_the_end_of_the_file_ends_its_last_visit(end: Fact) -> None:
    assert (visit(2, minute(0), minute(7)),) == visits(history(*LODGED, (minute(7), end)))


def test_what_comes_after_the_end_changes_no_visit() -> None:
    ended = history(*LODGED, (minute(1), routed(2, 9)), (minute(7), DELIVERED))
    later = history(
        *LODGED,
        (minute(1), routed(2, 9)),
        (minute(7), DELIVERED),
        (minute(8), Revoked(reason="Dicabut")),
        (minute(9), PersonalDataErased(legal_ground="UU 27/2022 Pasal 43")),
    )

    assert visits(ended) == visits(later)


@pytest.mark.parametrize("fact", [Claimed(), Released(), Approved(draft_sha256="d" * 64), VERIFIED])
def test_only_routing_and_the_end_move_a_file(fact: Fact) -> None:
    assert (visit(2, minute(0), None),) == visits(history(*LODGED, (minute(3), fact)))


WALKS = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 3 * 24 * 3600 * 10**6)).map(
        lambda move: (move[0], timedelta(microseconds=move[1]))
    ),
    max_size=12,
)


@settings(deadline=None)
@given(WALKS)
def test_visits_follow_each_other_and_their_parts_add_up_to_the_whole(walk: list[tuple[int, timedelta]]) -> None:
    at, step = minute(0), 2
    happened: list[tuple[datetime, Fact]] = [(at, submitted(1, started_at=minute(-30))), (at, routed(1, 2))]
    for to_step, stay in walk:
        at += stay
        happened.append((at, routed(step, to_step)))
        step = to_step
    happened.append((at + timedelta(hours=1), DELIVERED))
    stays = visits(history(*happened))
    spent = [between(each.entered_at, each.left_at, calendar=BOTH) for each in stays if each.left_at]

    assert all(before.left_at == after.entered_at for before, after in pairwise(stays))
    assert [1, 2, *(to_step for to_step, _ in walk)] == [each.step for each in stays]
    assert between(minute(-30), at + timedelta(hours=1), calendar=BOTH) == sum(spent)

"""Trails against their SOP: what our own rules decide conforms, and whatever a stranger writes is found where it is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.actor import CLOCK, Actor, Role
from domain.commands import Claim, Deliver, Reassign, Release, Revoke, Route, Withdraw
from domain.conformance import Deviation, in_order
from domain.conformance_time import lateness
from domain.conformance_walk import deviations
from domain.deeds import deeds
from domain.events import (
    Approved,
    BAPFiled,
    Claimed,
    Delivered,
    Drafted,
    Event,
    Fact,
    Lapsed,
    PersonalDataErased,
    Reassigned,
    Released,
    Returned,
    Revoked,
    Routed,
    Signed,
    Submitted,
    Verified,
    Withdrawn,
)
from domain.papers import DecreeKind, Verdict
from domain.refusals import Refused
from domain.sop import Sop
from tests.book import office_rulebook
from tests.campaign import times
from tests.domain.office import calendar, wita
from tests.domain.test_revoking import SIGNED as SIGNED_REVOCATION
from tests.papers import REJECT, RESUBMIT, SUBMIT, VERIFY, inspection
from tests.people import BAYU, DEWI, FAJAR, HENDRA, KARTIKA, SITI, SURYA
from tests.projections.histories import PLOTS, life
from tests.scenario import MONDAY, Scenario, Step, approve, sign, tick
from tests.walk import DELIVERED, PERMIT_DRAFT, REFUSAL_DRAFT, RETURN

BOOK = office_rulebook()
SOP: Sop = next(iter(BOOK.all_sops))
ID = UUID(int=1)
WALK = life(DELIVERED, ID)
REFUSED = life((*PLOTS["refused"],), ID)
D = Deviation
Change = Callable[[list[Event]], object]

HAND_ON = Reassign(to_sub="fitri", to_name="Fitri Handayani", reason="Sakit.")
GIVEN = Reassigned(to_sub="fitri", to_name="Fitri Handayani", from_sub=None, from_name=None, reason="Sakit.")

# Whatever somebody may press, at any time.
BUTTONS: Sequence[Step] = (
    *((SITI, RESUBMIT), (FAJAR, VERIFY), (FAJAR, REJECT), (BAYU, Route())),
    *((DEWI, inspection(MONDAY.date())), (DEWI, inspection(MONDAY.date(), Verdict.NOT_RECOMMENDED))),
    *((BAYU, PERMIT_DRAFT), (BAYU, REFUSAL_DRAFT), (KARTIKA, approve), (SURYA, approve), (HENDRA, sign)),
    *((KARTIKA, RETURN), (SURYA, RETURN), (HENDRA, RETURN), (SITI, Deliver()), (FAJAR, Deliver(received_by="Budi"))),
    *((SITI, Withdraw(reason="Batal.")), (HENDRA, Revoke(reason="Disalahgunakan.")), (CLOCK, tick)),
    *((by, command) for by in (FAJAR, BAYU, DEWI, KARTIKA) for command in (Claim(), Release())),
    *((by, HAND_ON) for by in (KARTIKA, HENDRA)),
)


def found(events: Iterable[Event], sop: Sop = SOP) -> list[tuple[Deviation, int]]:
    return [(each.deviation, each.version) for each in deviations(deeds(events), sop, BOOK.calendar)]


@pytest.mark.parametrize("plot", PLOTS)
def test_every_plot_of_ours_conforms(plot: str) -> None:
    assert [] == found(life(PLOTS[plot], ID))


@given(st.lists(st.sampled_from(BUTTONS), max_size=40))
@settings(max_examples=times(60, 5_000))
def test_whatever_our_own_rules_decide_conforms(buttons: list[Step]) -> None:
    scenario = Scenario().given((SITI, SUBMIT))
    for button in buttons:
        try:
            scenario.when(*button)
        except (Refused, AssertionError):  # not now, or nothing yet that could be approved
            continue

    assert [] == found(scenario.history)


def test_a_part_of_our_trail_conforms_too_but_for_what_must_follow() -> None:
    for n in range(1, len(WALK)):
        cut = WALK[:n]
        due = WALK[n].command_id == cut[-1].command_id

        assert found(cut) == ([(D.MISSING_ROUTE, n)] if due else [])


# Histories that a stranger wrote


def at(kind: type, nth: int = 1) -> Callable[[Sequence[Event]], int]:
    def index(events: Sequence[Event]) -> int:
        return [n for n, event in enumerate(events) if isinstance(event.fact, kind)][nth - 1]

    return index


def without(*kinds: Callable[[Sequence[Event]], int]) -> Change:
    """Take these events, and the moves after them, out of the history as if they had never been."""

    def change(events: list[Event]) -> None:
        for n in sorted((kind(events) for kind in kinds), reverse=True):
            routed = n + 1 < len(events) and isinstance(events[n + 1].fact, Routed)
            del events[n : n + 1 + routed]

    return change


def altered(where: Callable[[Sequence[Event]], int], **changes: Any) -> Change:
    def change(events: list[Event]) -> None:
        events[where(events)] = replace(events[where(events)], **changes)

    return change


def said(where: Callable[[Sequence[Event]], int], **changes: Any) -> Change:
    def change(events: list[Event]) -> None:
        event = events[where(events)]
        events[where(events)] = replace(event, fact=replace(event.fact, **changes))

    return change


def inserted(where: Callable[[Sequence[Event]], int], fact: Fact, by: Actor | None = None, **changes: Any) -> Change:
    """Insert a fact before another one, at the same step."""

    def change(events: list[Event]) -> None:
        event = events[where(events)]
        events.insert(where(events), replace(event, fact=fact, by=by or event.by, **changes))

    return change


def added(fact: Fact, by: Actor) -> Change:
    def change(events: list[Event]) -> None:
        events.append(replace(events[-1], fact=fact, by=by, step=None))

    return change


def renumbered(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(replace(event, originator_version=n) for n, event in enumerate(events, 1))


def actor(by: Any, role: Role) -> Actor:
    return Actor(sub=by.sub, name=by.name, role=role)


SUBMITTED, VERIFIED, FILED, DRAFTED = at(Submitted), at(Verified), at(BAPFiled), at(Drafted)
FIRST_APPROVAL, SECOND_APPROVAL, SIGNATURE, RECEIPT = at(Approved), at(Approved, 2), at(Signed), at(Delivered)
FORWARDED = at(Routed, 3)  # by hand, step 3
CHECKED, REVOKED = Verified(checklist=(), promised_at=None), Revoked(reason="Disalahgunakan.")
OFFICER, HEAD, CLERK = actor(FAJAR, Role.FRONT_OFFICE), actor(HENDRA, Role.KEPALA_DINAS), actor(BAYU, Role.BACK_OFFICE)
OVER = tuple((D.AFTER_THE_END, n) for n in range(11, 18))
LAPSED, SENT_BACK, AGREED = Lapsed(reason="x"), Returned(to_step=4, reason="x"), Approved(draft_sha256="0")
BACK = ((D.WRONG_ROUTE, 10, 5), (D.MISSING_ROUTE, 10, 5), (D.SKIPPED_STEP, 11, 5))
LOST = ((D.OTHER_DRAFT, 8), (D.OTHER_DRAFT, 10), (D.OTHER_DRAFT, 12))


def both(first: Change, second: Change) -> Change:
    return lambda events: [first(events), second(events)]


def twice(change: Change) -> Change:
    return lambda events: [change(events), change(events)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (without(VERIFIED), [(D.SKIPPED_STEP, 3, 2)]),
        (without(FORWARDED), [(D.SKIPPED_STEP, 5, 3)]),
        (without(FILED), [(D.SKIPPED_STEP, 6, 4)]),
        (without(DRAFTED), [(D.SKIPPED_STEP, 8, 5), *LOST]),
        (without(FIRST_APPROVAL), [(D.SKIPPED_STEP, 10, 6), (D.UNAPPROVED, 12, 6)]),
        (without(SECOND_APPROVAL), [(D.SKIPPED_STEP, 12, 7), (D.UNAPPROVED, 12, 7)]),
        (without(FIRST_APPROVAL, SECOND_APPROVAL), [(D.SKIPPED_STEP, 10, 6, 7), (D.UNAPPROVED, 10, 6, 7)]),
        (without(SIGNATURE), [(D.SKIPPED_STEP, 14, 8)]),
        (without(SUBMITTED), [(D.NO_BEGINNING, 1)]),
        (altered(VERIFIED, by=actor(FAJAR, Role.BACK_OFFICE)), [(D.WRONG_ROLE, 3), (D.WRONG_ROLE, 4)]),
        (altered(SIGNATURE, by=actor(HENDRA, Role.SEKRETARIS)), [(D.WRONG_ROLE, 14), (D.WRONG_ROLE, 15)]),
        (altered(FIRST_APPROVAL, by=actor(BAYU, Role.KABID)), [(D.TWO_ROLES, 10), (D.WRONG_ROLE, 11)]),
        (altered(SIGNATURE, by=actor(KARTIKA, Role.KEPALA_DINAS)), [(D.TWO_ROLES, 14), (D.WRONG_ROLE, 15)]),
        (altered(FORWARDED, by=actor(BAYU, Role.KABID)), [(D.WRONG_ROLE, 5), (D.TWO_ROLES, 8)]),
        (altered(VERIFIED, step=7), [(D.MISPLACED, 3)]),
        (altered(VERIFIED, at=MONDAY - timedelta(days=1)), [(D.TIME_BACKWARDS, 3)]),
        (said(SUBMITTED, round=2), [(D.WRONG_ROUND, 1)]),
        (said(FIRST_APPROVAL, draft_sha256="0" * 64), [(D.OTHER_DRAFT, 10)]),
        (said(SIGNATURE, draft_sha256="0" * 64), [(D.OTHER_DRAFT, 14)]),
        (said(SIGNATURE, kind=DecreeKind.REFUSAL), [(D.OTHER_DRAFT, 14)]),
        (said(at(Routed, 2), to_step=8), [(D.WRONG_ROUTE, 4, 3), (D.WRONG_ORDER, 5)]),
        (said(at(Routed, 2), to_role=Role.KABID), [(D.WRONG_ROUTE, 4, 3)]),
        (said(at(Routed, 2), automatic=False), [(D.WRONG_ROUTE, 4, 3)]),
        (said(at(Routed, 2), to_step=99), [(D.WRONG_ROUTE, 4, 3)]),
        (said(FORWARDED, automatic=True), [(D.SKIPPED_STEP, 5, 3)]),
        (said(FORWARDED, from_step=5, to_step=8), [(D.SKIPPED_STEP, 5, 3, 4, 5, 6, 7), (D.WRONG_ORDER, 6)]),
        (said(FORWARDED, from_step=99, to_step=99), [(D.SKIPPED_STEP, 5, *range(3, 10)), (D.SKIPPED_STEP, 6, 3)]),
        (said(FORWARDED, from_step=4, to_step=2), [(D.WRONG_ROUTE, 5), (D.SKIPPED_STEP, 6, 2, 3)]),
        (said(FORWARDED, to_step=5), [(D.WRONG_ROUTE, 5, 4), (D.WRONG_ORDER, 6)]),
        (inserted(FORWARDED, CHECKED, OFFICER), [(D.WRONG_ORDER, 5), (D.MISSING_ROUTE, 5, 3)]),
        (inserted(FORWARDED, Claimed(), actor(DEWI, Role.DINAS_TEKNIS)), [(D.WRONG_ROLE, 5)]),
        (inserted(FORWARDED, Claimed(), actor(SURYA, Role.BACK_OFFICE)), [(D.CLAIMED_BY_ANOTHER, 6)]),
        (twice(inserted(FORWARDED, Claimed(), CLERK)), [(D.WRONG_ORDER, 6)]),
        (inserted(FORWARDED, Released(), CLERK), [(D.WRONG_ORDER, 5)]),
        (inserted(FORWARDED, GIVEN, actor(KARTIKA, Role.KABID)), [(D.CLAIMED_BY_ANOTHER, 6)]),
        (inserted(FORWARDED, GIVEN, CLERK), [(D.WRONG_ROLE, 5), (D.CLAIMED_BY_ANOTHER, 6)]),
        (inserted(RECEIPT, GIVEN, HEAD), [(D.WRONG_ORDER, 16), (D.WRONG_ROLE, 16), (D.CLAIMED_BY_ANOTHER, 17)]),
        (inserted(RECEIPT, Claimed(), actor(SITI, Role.PEMOHON)), [(D.WRONG_ORDER, 16)]),
        (inserted(FIRST_APPROVAL, LAPSED, actor(CLOCK, Role.SYSTEM)), [(D.WRONG_ORDER, 10), *OVER]),
        (inserted(FIRST_APPROVAL, AGREED), [(D.OTHER_DRAFT, 10), (D.MISSING_ROUTE, 10, 7), (D.WRONG_ORDER, 11)]),
        (inserted(FIRST_APPROVAL, SENT_BACK), [*BACK]),
        (inserted(FIRST_APPROVAL, REVOKED, HEAD), [(D.WRONG_ORDER, 10), *OVER]),
        (inserted(RECEIPT, Withdrawn(reason="Batal.")), [(D.WRONG_ORDER, 16), (D.AFTER_THE_END, 17)]),
        (added(CHECKED, OFFICER), [(D.AFTER_THE_END, 17)]),
        (added(REVOKED, HEAD), []),
        (added(REVOKED, OFFICER), [(D.WRONG_ROLE, 17)]),
        (twice(added(REVOKED, HEAD)), [(D.AFTER_THE_END, 18)]),
        (both(added(REVOKED, HEAD), added(SIGNED_REVOCATION, HEAD)), []),
        (both(added(REVOKED, HEAD), added(SIGNED_REVOCATION, OFFICER)), [(D.WRONG_ROLE, 18)]),
        (both(added(REVOKED, HEAD), twice(added(SIGNED_REVOCATION, HEAD))), [(D.AFTER_THE_END, 19)]),
        (added(SIGNED_REVOCATION, HEAD), [(D.AFTER_THE_END, 17)]),
        (added(PersonalDataErased(legal_ground="UU 27/2022"), actor(FAJAR, Role.ADMIN)), []),
    ],
)  # fmt: skip
def test_what_a_stranger_wrote_is_found_where_it_is(change: Change, expected: list[tuple[Any, ...]]) -> None:
    events = list(WALK)
    change(events)

    told = deviations(deeds(renumbered(events)), SOP, BOOK.calendar)

    assert expected == [(each.deviation, each.version, *each.steps) for each in told]


def test_a_permit_against_the_recommendation_is_found() -> None:
    events = list(REFUSED)
    for kind in (Drafted, Signed):
        said(at(kind), kind=DecreeKind.PERMIT)(events)

    assert [(D.AGAINST_RECOMMENDATION, events[at(Drafted)(events)].originator_version)] == found(events)


def test_a_refusal_is_never_revoked() -> None:
    events = list(REFUSED)
    added(REVOKED, HEAD)(events)

    assert [(D.AFTER_THE_END, len(events))] == found(renumbered(events))


def test_events_that_are_missing_are_found_and_the_rest_is_judged_from_where_it_stands() -> None:
    for n in range(2, len(WALK)):
        told = found([*WALK[: n - 1], *WALK[n:]])

        assert (D.EVENTS_MISSING, n + 1) == told[0]
        assert {D.EVENTS_MISSING, D.SKIPPED_STEP, D.OTHER_DRAFT, D.UNAPPROVED} >= {deviation for deviation, _ in told}


def test_a_history_that_stands_nowhere_is_judged_from_its_first_step() -> None:
    lone = replace(WALK[2], originator_version=3, step=None)
    later = replace(WALK[4], originator_version=9, step=77)

    assert [(D.NO_BEGINNING, 3), (D.SKIPPED_STEP, 3), (D.MISPLACED, 3)][:2] == found([lone])[:2]
    assert (D.EVENTS_MISSING, 9) in found([*WALK[:2], later])


def test_facts_that_no_row_knows_are_in_no_order() -> None:
    rows = tuple(replace(row, moves=tuple(move for move in row.moves if move.command != "reject")) for row in SOP.rows)

    assert [(D.WRONG_ORDER, 3)] == found(life(PLOTS["waiting_for_repair"], ID)[:3], replace(SOP, rows=rows))


def test_facts_of_a_newer_program_move_nothing() -> None:
    unheard = [
        replace(each, fact="Pondered") if each.fact == "Claimed" else each for each in deeds(life(PLOTS["claimed"], ID))
    ]

    assert () == deviations(unheard, SOP, BOOK.calendar)


def test_who_is_not_known_is_not_taken_for_another() -> None:
    masked = [replace(each, sub=None) if each.role is Role.PEMOHON else each for each in deeds(WALK)]

    assert () == deviations(masked, SOP, BOOK.calendar)


def test_an_applicant_is_nowhere_in_a_finding() -> None:
    (finding,) = deviations(deeds([replace(WALK[0], step=4)]), SOP, BOOK.calendar)[:1]

    assert (D.MISPLACED, None, Role.PEMOHON) == (finding.deviation, finding.sub, finding.role)


def test_findings_are_told_in_the_order_of_the_events() -> None:
    events = list(WALK)
    said(SIGNATURE, draft_sha256="0")(events)
    said(FIRST_APPROVAL, draft_sha256="0")(events)
    told = deviations(deeds(events), SOP, BOOK.calendar)

    assert told == in_order(reversed(told))


# What took too long


def late(events: Iterable[Event], as_of: str) -> list[tuple[Deviation, int, int | None, str | None]]:
    told = lateness(list(deeds(events)), SOP, lambda _: calendar(2026, 2027), wita(as_of))
    return [(each.deviation, each.version, each.step, each.sub) for each in told]


def test_a_step_that_took_too_long_is_told_at_the_event_that_ended_it() -> None:
    slow = [replace(event, at=event.at + timedelta(hours=1)) if n >= 2 else event for n, event in enumerate(WALK)]

    assert [(D.LATE, 4, 2, FAJAR.sub)] == late(slow, "2026-11-23 16:00")


def test_a_step_that_takes_too_long_is_told_at_the_event_that_began_it() -> None:
    assert [(D.LATE, 2, 2, None)] == late(WALK[:2], "2026-11-23 10:00")


def test_a_decision_that_is_missing_after_the_legal_limit_is_told_at_the_submission() -> None:
    assert (D.NO_DECISION, 1, 2, None) in late(WALK[:2], "2026-12-20 10:00")
    assert D.NO_DECISION not in [each[0] for each in late(WALK, "2026-12-20 10:00")]


def test_a_repair_that_took_too_long_names_nobody() -> None:
    events = life(PLOTS["repaired"], ID)
    slow = [replace(event, at=event.at + timedelta(days=1)) if n >= 4 else event for n, event in enumerate(events)]

    assert [(D.LATE, 6, 1, None)] == late(slow, "2026-11-24 09:05")


@pytest.mark.parametrize("events", [[], WALK[1:]])
def test_what_cannot_be_placed_is_not_timed(events: list[Event]) -> None:
    assert [] == late(events, "2026-11-23 16:00")
    assert [] == late(WALK[:1], "2026-11-23 08:00")


def test_a_submission_alone_is_nowhere() -> None:
    assert [(D.NO_DECISION, 1, None, None)] == late(WALK[:1], "2026-12-20 10:00")


def test_a_broken_move_is_not_timed() -> None:
    events = list(WALK)
    said(at(Routed, 2), to_step=99)(events)

    assert [] == late(events, "2026-12-20 10:00")

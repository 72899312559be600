"""A row is a pure function of its permit's stream: however it is cut, and whatever else is in the log."""

from dataclasses import replace
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actor import OFFICERS
from domain.attorneys import in_force
from domain.commands import Withdraw
from domain.events import AuthorityGiven, Event, PersonalDataErased
from domain.permit import Permit, replay
from domain.sla import due_if_published
from domain.visits import visits
from projections.cases import Case
from projections.engine.folding import Folded, by_permit, fold_streams
from projections.engine.parked import describe
from projections.engine.projection import AnyProjection
from projections.engine.recorded import Recorded
from projections.sla.open_visit import OpenVisit
from tests.book import office_rulebook
from tests.people import SITI
from tests.projections.histories import PLOTS, interleaved, life, many_lives
from tests.projections.office import POISON, SECRET, Log, both, cases, choking, inbox

PERMIT = UUID(int=7)
OTHER = UUID(int=8)


async def fold(projection: AnyProjection, events: list[Recorded], rows: dict[UUID, Any] | None = None) -> Folded[Any]:
    return await fold_streams(projection, rows or {}, by_permit(events, after=0, ignores=projection.ignores))


async def row_of(projection: AnyProjection, events: list[Recorded]) -> Any:
    folded = await fold(projection, events)
    assert () == folded.poisons
    return folded.changes[0].after if folded.changes else None


def state_of(history: tuple[Event, ...]) -> Permit:
    permit = replay(None, history)
    assert permit is not None
    return permit


@pytest.mark.parametrize("plot", PLOTS)
async def test_a_case_says_what_the_permit_says_after_every_event(plot: str) -> None:
    history = life(PLOTS[plot], PERMIT)

    for length in range(1, len(history) + 1):
        permit = state_of(history[:length])
        row: Case = await row_of(cases(), Log().record(history[:length]))

        assert {
            "permit": PERMIT,
            "version": length,
            "opened": 1,
            "number": "REG-KBM-20261123-0001",
            "status": permit.status,
            "step": permit.step,
            "holder": permit.holder,
            "entered_at": permit.entered_at,
            "round": permit.round,
            "kind": permit.kind,
            "institution": permit.institution.name,
            "applicant_sub": SITI.sub,
            **acting(permit, history[:length]),
            "decree_kind": permit.decree.kind if permit.decree else None,
            "submitted_at": permit.submitted_at,
            "updated_at": history[length - 1].at,
            "sop_code": permit.sop.code,
            "sop_version": permit.sop.version,
            "position": length,
        } == {key: value for key, value in row.items() if key != "seen_by"}
        assert permit.seen_by & set(OFFICERS) == set(row["seen_by"])


def acting(permit: Permit, history: tuple[Event, ...]) -> dict[str, object]:
    """Who acts for the applicant, and who ever did."""
    authority = in_force(permit)
    return {
        "attorney_sub": authority and authority.attorney.sub,
        "attorney_until": authority and authority.until,
        "attorneys": [event.fact.attorney.sub for event in history if isinstance(event.fact, AuthorityGiven)],
    }


@pytest.mark.parametrize("plot", PLOTS)
async def test_a_queue_holds_the_visit_that_lasts(plot: str) -> None:
    history = life(PLOTS[plot], PERMIT)
    permit, visit = state_of(history), visits(history)[-1]
    book = office_rulebook()

    row: OpenVisit | None = await row_of(inbox(), Log().record(history))

    if visit.left_at:
        assert row is None
    else:
        assert row is not None
        standard = book.sop(permit.sop).row(visit.step).standard
        claimed = permit.claimed_by and (permit.claimed_by.sub, permit.claimed_by.name)
        assert (visit.step, visit.role, visit.round) == (row["step"], row["role"], row["round"])
        assert visit.entered_at == row["entered_at"]
        assert due_if_published(visit.entered_at, standard, calendar=book.calendar) == row["due_at"]
        assert (claimed or (None, None)) == (row["claimed_by_sub"], row["claimed_by_name"])
        assert permit.institution.name == row["institution"]


@given(seed=st.integers(0, 2**32))
async def test_rows_are_the_same_however_the_log_is_cut(seed: int) -> None:
    random = Random(seed)
    events = Log().record(interleaved(random, many_lives(random, 5)))

    for projection in both():
        rows: dict[UUID, Any] = {}
        rest = events
        while rest:
            size = random.randint(1, 12)
            folded = await fold(projection, rest[:size], rows)
            rows |= {change.permit: change.after for change in folded.changes}
            rest = rest[size:]

        at_once = await fold(projection, events)
        assert {change.permit: change.after for change in at_once.changes} == {
            permit: row for permit, row in rows.items() if row
        }


async def test_what_is_delivered_twice_counts_once() -> None:
    random = Random(5)
    events = Log().record(interleaved(random, many_lives(random, 10)))
    twice = [event for event in events for _ in range(2)]

    for projection in both():
        assert await fold(projection, events) == await fold(projection, twice + events)


async def test_a_poisoned_event_stops_its_own_permit_only() -> None:
    poisoned = list(life(PLOTS["delivered"], PERMIT))
    poisoned[4] = replace(poisoned[4], correlation=POISON)
    log = Log()
    events = log.record([*poisoned, *life(PLOTS["claimed"], OTHER)])
    for event in events:
        event.open_state = choking

    folded = await fold(cases(), events)

    seen = {change.permit: change.after["version"] for change in folded.changes if change.after}
    assert {PERMIT: 4, OTHER: 5} == seen
    assert [events[4]] == [poison.event for poison in folded.poisons]


async def test_the_reason_names_code_and_event_and_nobody() -> None:
    events = Log().record([replace(event, correlation=POISON) for event in life(PLOTS["just_submitted"], PERMIT)])
    for event in events:
        event.open_state = choking

    folded = await fold(cases(), events)

    reason = describe(folded.poisons[0])
    assert reason.startswith("LookupError in office.py:")
    assert reason.endswith(" at Submitted v1")
    assert SECRET not in reason


async def test_a_gap_in_a_stream_is_a_poison() -> None:
    events = Log().record(life(PLOTS["claimed"], PERMIT))

    for projection in both():
        folded = await fold(projection, [*events[:2], *events[3:]])

        assert ["MissedEvent"] == [type(poison.error).__name__ for poison in folded.poisons]


async def test_a_fact_that_this_program_does_not_know_is_a_poison() -> None:
    events = Log().record(life(PLOTS["just_submitted"], PERMIT))
    newer = replace(events[1], topic="Archived")

    for projection in both():
        folded = await fold(projection, [events[0], newer])

        assert ["UnknownFact"] == [type(poison.error).__name__ for poison in folded.poisons]


async def test_streams_that_are_no_permits_can_be_left_out() -> None:
    events = Log().record(life(PLOTS["just_submitted"], PERMIT))
    calendar = replace(events[1], permit=OTHER, version=1, topic="CalendarPublished")

    streams = by_permit([*events, calendar], after=0, ignores=inbox().ignores)

    assert {PERMIT} == set(streams)


async def test_a_submission_without_a_number_is_a_poison() -> None:
    events = Log().record(life(PLOTS["just_submitted"], PERMIT))
    events[0].number = None

    for projection in both():
        folded = await fold(projection, events)

        assert ["Unregistered"] == [type(poison.error).__name__ for poison in folded.poisons]


async def test_after_the_erasure_nobody_is_named() -> None:
    history = life((*PLOTS["repaired_by_an_attorney"], (SITI, Withdraw(reason="Batal."))), PERMIT)
    erased = replace(
        history[-1], originator_version=len(history) + 1, fact=PersonalDataErased(legal_ground="UU 27/2022 Pasal 43")
    )

    row: Case = await row_of(cases(), Log().record([*history, erased]))

    assert (None, None, [], "withdrawn") == tuple(
        row[name] for name in ("applicant_sub", "attorney_sub", "attorneys", "status")
    )


async def test_a_permit_whose_key_is_gone_has_no_applicant() -> None:
    events = Log().record(life(PLOTS["repaired_by_an_attorney"], PERMIT))
    for event in events:
        event.wrapped_key = None

    row: Case = await row_of(cases(), events)

    assert (None, None, []) == (row["applicant_sub"], row["attorney_sub"], row["attorneys"])

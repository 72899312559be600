"""Where an application stands in time, folded from its stream: its present visit, and what has ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from domain.sla import LineName
from domain.visits import DECISION, ENDS, FIRST_STEP
from projections.engine.recorded import Json, Recorded, instant
from projections.engine.tables import Versioned
from projections.sla.ended_rounds import EndedRound, SlaRound
from projections.sla.visit import LeftVisit, SlaVisit


class Whereabouts(TypedDict):
    """The present visit, from `entered_at` on; its lines count from `visit_submitted_at`. None after the end."""

    step: int | None
    role: str | None
    visit_round: int | None
    visit_submitted_at: datetime | None
    entered_at: datetime | None
    soon_at: datetime | None
    due_at: datetime | None


class LineRow(TypedDict):
    """When one of the lines is due, counted from the latest submission, and whether it was late when it ended.

    `late_then` is by the calendar that was known when it did.
    """

    due_at: datetime | None
    soon_at: datetime | None
    late: bool | None
    late_then: bool | None


class SlaCase(Versioned, Whereabouts):
    """An application in time. `round` and `submitted_at` are its latest submission's.

    `left_visits` of its visits are over, and took `worked` working seconds together; `lost` were those past the
    declared line. While it is with its applicant for repair, since `repair_at`, its lines stand still. The visits
    that ended since it was stored are here as they were `left`, and as they are `judged`; the rounds that a new
    submission ended as they were `superseded`, and with their dates.
    """

    number: str
    sop_code: str
    sop_version: str
    round: int
    submitted_at: datetime
    repair_at: datetime | None
    decided_at: datetime | None
    ended_at: datetime | None
    left_visits: int
    worked: int
    worked_then: int
    lost: int
    lost_then: int
    lines: Mapping[LineName, LineRow]
    left: tuple[LeftVisit, ...]
    judged: tuple[SlaVisit, ...]
    superseded: tuple[EndedRound, ...]
    rounds: tuple[SlaRound, ...]


_NOWHERE: Whereabouts = {
    "step": None,
    "role": None,
    "visit_round": None,
    "visit_submitted_at": None,
    "entered_at": None,
    "soon_at": None,
    "due_at": None,
}
_NOT_DATED: LineRow = {"due_at": None, "soon_at": None, "late": None, "late_then": None}
_NO_LINES: Mapping[LineName, LineRow] = dict.fromkeys(LineName, _NOT_DATED)


def folded(row: SlaCase | None, event: Recorded) -> SlaCase:
    """Return the application after the event; nothing of it is dated or judged yet."""
    if event.topic == "Submitted":
        return _submitted(row, event)
    assert row is not None, "a stream begins with Submitted"
    if event.topic == "Routed":
        return _routed(row, event)
    if event.topic == DECISION and row["decided_at"] is None:
        return {**row, "version": event.version, "decided_at": instant(event.open()["at"])}
    if event.topic in ENDS and row["ended_at"] is None:
        at = instant(event.open()["at"])
        return {**_left(row, at), **_NOWHERE, "version": event.version, "ended_at": at}
    return {**row, "version": event.version}


def _submitted(row: SlaCase | None, event: Recorded) -> SlaCase:
    """A new submission starts all lines anew. The visit in which it was written ends with the `Routed` beside it."""
    state = event.open()
    fact, at = state["fact"], instant(state["at"])
    if row:
        return {
            **row,
            "version": event.version,
            "round": fact["round"],
            "submitted_at": at,
            "repair_at": None,
            "decided_at": None,
            "lines": _NO_LINES,
            "superseded": (*row["superseded"], {"round": row["round"], "submitted_at": row["submitted_at"]}),
        }
    return {
        "permit": event.permit,
        "version": event.version,
        "number": event.registered_number,
        "sop_code": state["sop"]["code"],
        "sop_version": state["sop"]["version"],
        "round": fact["round"],
        "submitted_at": at,
        "repair_at": None,
        "decided_at": None,
        "ended_at": None,
        "left_visits": 0,
        "worked": 0,
        "worked_then": 0,
        "lost": 0,
        "lost_then": 0,
        "lines": _NO_LINES,
        "left": (),
        "judged": (),
        "superseded": (),
        "rounds": (),
        **_drafting(state, at),
    }


def _drafting(state: Json, at: datetime) -> Whereabouts:
    """The first visit began before there was a file, where it is known when; never after the file itself."""
    fact = state["fact"]
    if fact["started_at"] is None:
        return _NOWHERE
    return _at(FIRST_STEP, state["by"]["role"], fact["round"], at, min(instant(fact["started_at"]), at))


def _routed(row: SlaCase, event: Recorded) -> SlaCase:
    state = event.open()
    step, at = int(state["fact"]["to_step"]), instant(state["at"])
    is_back = step == FIRST_STEP  # a repair, which belongs to the coming round already (design 6)
    return {
        **_left(row, at),
        **_at(step, state["fact"]["to_role"], row["round"] + is_back, row["submitted_at"], at),
        "version": event.version,
        "repair_at": at if is_back else None,
    }


def _at(step: int, role: str, round_: int, submitted_at: datetime, entered_at: datetime) -> Whereabouts:
    return {
        "step": step,
        "role": role,
        "visit_round": round_,
        "visit_submitted_at": submitted_at,
        "entered_at": entered_at,
        "soon_at": None,
        "due_at": None,
    }


def _left(row: SlaCase, at: datetime) -> SlaCase:
    """Return the application with its present visit, if it is anywhere, among those that it has left."""
    step, role, round_ = row["step"], row["role"], row["visit_round"]
    submitted_at, entered_at = row["visit_submitted_at"], row["entered_at"]
    if step is None or role is None or round_ is None or submitted_at is None or entered_at is None:
        return row
    visit: LeftVisit = {
        "n": row["left_visits"] + 1,
        "step": step,
        "role": role,
        "round": round_,
        "submitted_at": submitted_at,
        "entered_at": entered_at,
        "left_at": at,
    }
    return {**row, "left_visits": visit["n"], "left": (*row["left"], visit)}

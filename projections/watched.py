"""What must be remembered of a file so that a signal in it is noticed; no judgement, and no name of an applicant."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from domain.signals import Handed, Hold, SignalKind, handed_in
from domain.visits import FIRST_STEP
from projections.recorded import Json, Recorded, instant
from projections.tables import Versioned

_HASH = 16  # digits of a document's hash: enough to tell whether it is the same one

Found = dict[str, Any]
"""A signal as it is kept: what the table of signals has columns for, but for permit, place and number."""

Place = dict[str, Any]
"""Where an event stands in the log and in its file, and what it is called."""


class Watched(Versioned):
    """`handed` is what lies in the file by requirement, `raised` what was ever objected to.

    `submitted` is the place of each round's submission, `brought` that of the event that began the present visit;
    `taken` is a claim that lasts, `holds` are those of this visit that are over; `found` the signals so far.
    """

    number: str
    sop_code: str
    sop_version: str
    step: int
    role: str
    round: int
    entered_at: datetime
    handed: dict[str, Any]
    raised: list[str]
    submitted: dict[str, Place]
    brought: Place | None
    taken: dict[str, Any] | None
    holds: list[dict[str, Any]]
    found: list[Found]


def submitted(row: Watched | None, event: Recorded) -> Watched:
    state = event.open()
    round_ = int(state["fact"]["round"])
    lying = handed_in(handed(row) if row else {}, _hashes(state["fact"]["documents"]), round_)
    return {
        "permit": event.permit,
        "version": event.version,
        "number": event.registered_number,
        "sop_code": state["sop"]["code"],
        "sop_version": state["sop"]["version"],
        "step": FIRST_STEP,
        "role": state["by"]["role"],
        "round": round_,
        "entered_at": row["entered_at"] if row else instant(state["at"]),
        "handed": {name: {"hashes": each.hashes, "since": each.since} for name, each in lying.items()},
        "raised": row["raised"] if row else [],
        "submitted": {**(row["submitted"] if row else {}), str(round_): place(event)},
        "brought": row["brought"] if row else None,
        "taken": None,
        "holds": [],
        "found": row["found"] if row else [],
    }


def routed(row: Watched, event: Recorded) -> Watched:
    state = event.open()
    return {
        **row,
        "step": int(state["fact"]["to_step"]),
        "role": state["fact"]["to_role"],
        "entered_at": instant(state["at"]),
        "brought": place(event),
        "taken": None,
        "holds": [],
    }


def claimed(row: Watched, event: Recorded) -> Watched:
    state = event.open()
    return {**row, "taken": {"sub": state["by"]["sub"], "at": state["at"], "place": place(event)}}


def released(row: Watched, event: Recorded, state: Json) -> Watched:
    """A hold is somebody's own claim given back by themselves."""
    taken = row["taken"]
    if taken is None or taken["sub"] != state["by"]["sub"]:
        return {**row, "taken": None}
    hold = {
        "sub": taken["sub"],
        "claimed_at": taken["at"],
        "released_at": state["at"],
        "evidence": [taken["place"], place(event)],
    }
    return {**row, "taken": None, "holds": [*row["holds"], hold]}


def ended(row: Watched) -> Watched:
    """Nothing more can be noticed in it: only what was found is kept."""
    return {**row, "handed": {}, "raised": [], "submitted": {}, "brought": None, "taken": None, "holds": []}


def signalled(
    row: Watched, kind: SignalKind, state: Json, *, detail: Found, evidence: Sequence[Place | None]
) -> Watched:
    """Return the row with one signal more, or in place of the one whose evidence has grown."""
    by, found = state["by"], row["found"]
    signal: Found = {
        "kind": kind,
        "step": row["step"],
        "role": row["role"],
        "round": row["round"],
        "by_sub": by["sub"],
        "by_name": by["name"],
        "by_acting_for": by.get("acting_for"),
        "at": state["at"],
        "detail": detail,
        "evidence": [each for each in evidence if each],
    }
    n = next((n for n, each in enumerate(found) if _has_grown(each, signal)), len(found))
    return {**row, "found": [*found[:n], signal, *found[n + 1 :]]}


def news(before: Watched | None, after: Watched) -> Iterator[Found]:
    """Yield the rows of the signals that are new or renewed."""
    known = before["found"] if before else []
    for n, signal in enumerate(after["found"], 1):
        if signal not in known[n - 1 : n]:
            yield {"permit": after["permit"], "n": n, "number": after["number"], **signal}


def handed(row: Watched) -> dict[str, Handed]:
    return {name: Handed(hashes=tuple(kept["hashes"]), since=kept["since"]) for name, kept in row["handed"].items()}


def holds_of(row: Watched, sub: str) -> tuple[list[Hold], list[Place]]:
    """Return somebody's holds of this visit, and the events that they began and ended with."""
    own = [each for each in row["holds"] if each["sub"] == sub]
    holds = [Hold(claimed_at=instant(each["claimed_at"]), released_at=instant(each["released_at"])) for each in own]
    return holds, [place for each in own for place in each["evidence"]]


def place(event: Recorded) -> Place:
    return {"position": event.position, "version": event.version, "fact": event.topic}


def _has_grown(known: Found, signal: Found) -> bool:
    before = known["evidence"]
    return bool(known["kind"] == signal["kind"] and before == signal["evidence"][: len(before)])


def _hashes(documents: Sequence[Json]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in documents:
        found[each["requirement"]] = tuple(sorted((*found.get(each["requirement"], ()), each["sha256"][:_HASH])))
    return found

"""What must be remembered of a file so that a signal in it is noticed; no judgement, and no name of an applicant.

What is looked at rarely is kept as text, and read only then: a file passes here with each of its events (measured: a
third of the time and of the space that the same took as JSON columns).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from domain.signals import Handed, Hold, SignalKind, handed_in
from domain.visits import FIRST_STEP
from projections.engine.recorded import Json, Recorded, instant
from projections.engine.tables import Versioned

_HASH = 12  # digits of a document's hash: enough to tell whether it is the same one

Found = dict[str, Any]
"""A signal as it is kept: what the table of signals has columns for, but for permit, place and number."""

Place = dict[str, Any]
"""Where an event stands in the log and in its file, and what it is called."""


class Watched(Versioned):
    """Texts: `handed`, what lies in the file by requirement; `rounds`, the place of each round's submission.

    `brought`, the place of the event that began the present visit; `taken`, a claim that lasts, and `holds`, those of
    this visit that are over; `found`, the signals so far. `raised` is what was ever objected to.
    """

    number: str
    sop_code: str
    sop_version: str
    step: int
    role: str
    round: int
    entered_at: datetime
    handed: str
    raised: list[str]
    rounds: str
    brought: str
    taken: str
    holds: str
    found: str


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
        "handed": _written(lying),
        "raised": row["raised"] if row else [],
        "rounds": _text({**(rounds(row) if row else {}), str(round_): place(event)}),
        "brought": row["brought"] if row else "",
        "taken": "",
        "holds": "",
        "found": row["found"] if row else "",
    }


def routed(row: Watched, event: Recorded) -> Watched:
    state = event.open()
    return {
        **row,
        "step": int(state["fact"]["to_step"]),
        "role": state["fact"]["to_role"],
        "entered_at": instant(state["at"]),
        "brought": _text(place(event)),
        "taken": "",
        "holds": "",
    }


def claimed(row: Watched, event: Recorded) -> Watched:
    state = event.open()
    return {**row, "taken": _text({"sub": state["by"]["sub"], "at": state["at"], "place": place(event)})}


def released(row: Watched, event: Recorded, state: Json) -> Watched:
    """A hold is somebody's own claim given back by themselves."""
    taken = _read(row["taken"])
    if not taken or taken["sub"] != state["by"]["sub"]:
        return {**row, "taken": ""}
    hold = {
        "sub": taken["sub"],
        "claimed_at": taken["at"],
        "released_at": state["at"],
        "evidence": [taken["place"], place(event)],
    }
    return {**row, "taken": "", "holds": _text([*(_read(row["holds"]) or []), hold])}


def ended(row: Watched) -> Watched:
    """Nothing more can be noticed in it: only what was found is kept."""
    return {**row, "handed": "", "raised": [], "rounds": "", "brought": "", "taken": "", "holds": ""}


def signalled(row: Watched, kind: SignalKind, state: Json, *, detail: Found, evidence: Sequence[Place]) -> Watched:
    """Return the row with one signal more, or in place of the one whose evidence has grown."""
    by, found = state["by"], _found(row)
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
        "evidence": list(evidence),
    }
    n = next((n for n, each in enumerate(found) if _has_grown(each, signal)), len(found))
    return {**row, "found": _text([*found[:n], signal, *found[n + 1 :]])}


def news(before: Watched | None, after: Watched) -> Iterator[Found]:
    """Yield the rows of the signals that are new or renewed."""
    if before and before["found"] == after["found"]:
        return
    known = _found(before) if before else []
    for n, signal in enumerate(_found(after), 1):
        if signal not in known[n - 1 : n]:
            yield {"permit": after["permit"], "n": n, "number": after["number"], **signal}


def handed(row: Watched) -> dict[str, Handed]:
    """Return what lies in the file."""
    lines = (line.split("\t") for line in row["handed"].split("\n") if line)
    return {name: Handed(hashes=tuple(hashes), since=int(since)) for name, since, *hashes in lines}


def rounds(row: Watched) -> dict[str, Place]:
    """Return where each round's submission stands."""
    found: dict[str, Place] = _read(row["rounds"]) or {}
    return found


def brought(row: Watched) -> Sequence[Place]:
    """Return where the event stands that brought the file to where it is."""
    found: Place | None = _read(row["brought"])
    return [found] if found else []


def holds_of(row: Watched, sub: str) -> tuple[list[Hold], list[Place]]:
    """Return somebody's holds of this visit, and the events that they began and ended with."""
    own = [each for each in _read(row["holds"]) or [] if each["sub"] == sub]
    holds = [Hold(claimed_at=instant(each["claimed_at"]), released_at=instant(each["released_at"])) for each in own]
    return holds, [place for each in own for place in each["evidence"]]


def place(event: Recorded) -> Place:
    return {"position": event.position, "version": event.version, "fact": event.topic}


def _found(row: Watched) -> list[Found]:
    found: list[Found] = _read(row["found"]) or []
    return found


def _has_grown(known: Found, signal: Found) -> bool:
    before = known["evidence"]
    return bool(known["kind"] == signal["kind"] and before == signal["evidence"][: len(before)])


def _hashes(documents: Sequence[Json]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in documents:
        found[each["requirement"]] = tuple(sorted((*found.get(each["requirement"], ()), each["sha256"][:_HASH])))
    return found


def _written(lying: Mapping[str, Handed]) -> str:
    """One requirement a line: no code contains a control character."""
    return "\n".join("\t".join((name, str(each.since), *each.hashes)) for name, each in lying.items())


def _text(value: object) -> str:
    return orjson.dumps(value).decode()


def _read(text: str) -> Any:  # what `_text` wrote, None where nothing is
    return orjson.loads(text) if text else None

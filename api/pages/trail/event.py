"""One event: its header, its data as a table and as JSON, what stands around it, and its proof."""

from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.desks.views import JSON
from api.http.words import ROLE
from api.office import Office, TheOffice
from api.pages.trail.data import data_in
from api.pages.trail.reader import ROOT, auditor, room, to_sign_in, trail_pages
from api.pages.trail.words import FACT, happened
from api.problems.problems import Problem
from api.trail.event_view import one_event
from api.trail.events import Position, event_and_surroundings
from api.trail.inclusion import proof_of
from domain.trail_leaf import leaf_of
from projections.evidence.checkpoints import newest_checkpoint
from projections.trail import Entry
from projections.trail_event import numbers_of

router = trail_pages()
_COMPARED = {"Submitted": "submissions", "Drafted": "drafts"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """Whether the event says what its leaf was made of, and under which checkpoint the leaf is, if under any yet."""

    fits: bool
    size: int | None
    sealed: bool


@router.get("/{position:int}", operation_id="readEvent")
async def event_page(request: Request, office: TheOffice, position: Position) -> Response:
    if auditor(request) is None:
        return to_sign_in(request)
    entry, around = await event_and_surroundings(office, position)
    item: Any = one_event(entry, around)
    async with office.reads() as connection:
        numbers = await numbers_of(connection, [entry.stream])
    return room(
        request,
        "trail_event.html",
        entry=entry,
        item=item,
        around=around,
        told=happened(entry),
        number=numbers.get(entry.stream),
        proven=await proven(office, entry, item),
        data=data_in(item["data"]),
        as_json=_as_json({name: value for name, value in item.items() if name != "links"}),
        compared=_compared(entry, item),
        fact_names=FACT,
        role_names=ROLE,
        root=ROOT,
    )


async def proven(office: Office, entry: Entry, item: JSON) -> Proven:
    """Nothing is sealed by looking: what has no checkpoint yet is told to have none."""
    async with office.reads() as connection:
        newest = await newest_checkpoint(connection, office.evidence.keys.name)
    fits = _leaf(entry, item) == entry.leaf
    if newest is None or newest.size < entry.position:
        return Proven(fits=fits, size=None, sealed=False)
    try:
        proof = await proof_of(office, office.evidence, entry.position)
    except Problem:
        return Proven(fits=fits, size=newest.size, sealed=False)
    return Proven(fits=fits and proof["leaf"] == entry.leaf.hex(), size=newest.size, sealed=True)


def _leaf(entry: Entry, item: JSON) -> bytes:
    """Made of what is stored; who acted stands in the ledger's own columns as it is shown."""
    by: Any = item["by"]
    return leaf_of(
        position=entry.position,
        stream=entry.stream,
        version=entry.version,
        topic=entry.topic,
        state=entry.state,
        recorded_at=entry.recorded_at,
        actor=by["sub"],
        role=by["role"],
    )


def _compared(entry: Entry, item: JSON) -> str | None:
    """Return where this revision is compared with the one before it, if it is one."""
    if entry.topic not in _COMPARED:
        return None
    data: Any = item["data"]
    if entry.topic == "Submitted" and data["round"] == 1:
        return None
    to = str(data["round"]) if entry.topic == "Submitted" else data["sha256"]
    return f"{ROOT}/applications/{entry.stream}/{_COMPARED[entry.topic]}?to={to}"


def _as_json(item: JSON) -> str:
    return orjson.dumps(item, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode()

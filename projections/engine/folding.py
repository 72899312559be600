"""Events of many permits folded into changes of rows; an event that cannot be folded stops only its own permit."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Generic
from uuid import UUID

from projections.engine.parked import Poison
from projections.engine.projection import Change, Projection
from projections.engine.recorded import FACTS, Recorded
from projections.engine.tables import Row, Versioned

_TURN = 100  # permits


class MissedEvent(Exception):
    """The row has not seen the event before this one."""


class UnknownFact(Exception):
    """This program is older than the event: a newer one, and a retry, will understand it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded(Generic[Row]):
    """What a batch comes to. A permit with a poison keeps what could be folded before it."""

    changes: tuple[Change[Row], ...]
    poisons: tuple[Poison, ...]


def by_permit(events: Iterable[Recorded], *, after: int, ignores: AbstractSet[str]) -> dict[UUID, list[Recorded]]:
    """Return each permit's events after position `after`, in order and each once, however often they were delivered."""
    streams: dict[UUID, list[Recorded]] = defaultdict(list)
    for event in events:
        if event.position > after:
            after = event.position
            if event.topic not in ignores:
                streams[event.permit].append(event)
    return streams


async def fold_streams(
    projection: Projection[Row], rows: Mapping[UUID, Row], streams: Mapping[UUID, Sequence[Recorded]]
) -> Folded[Row]:
    """Fold each permit's events onto its row. Whoever shares this process's loop gets a turn every few milliseconds."""
    changes: list[Change[Row]] = []
    poisons: list[Poison] = []
    for n, (permit, events) in enumerate(streams.items()):
        if n % _TURN == 0:
            await asyncio.sleep(0)
        before = rows.get(permit)
        after, poison = _fold(projection, before, events)
        if after is not before:
            changes.append(Change(permit=permit, before=before, after=after))
        if poison:
            poisons.append(poison)
    return Folded(changes=tuple(changes), poisons=tuple(poisons))


def _fold(
    projection: Projection[Row], before: Row | None, events: Sequence[Recorded]
) -> tuple[Row | None, Poison | None]:
    """Return the row after the events, or after those before the first poison."""
    row, event, poison = before, events[0], None
    try:
        for event in events:
            row = projection.fold(row, _expected(row, event))
    except Exception as error:  # noqa: BLE001  whatever a poisoned event provokes, the other permits go on
        poison = Poison(event=event, error=error)
    try:
        return row and projection.settle(row), poison
    except Exception as error:  # noqa: BLE001  the same
        return before, poison or Poison(event=events[0], error=error)


def _expected(row: Versioned | None, event: Recorded) -> Recorded:
    if event.topic not in FACTS:
        raise UnknownFact
    # A row may end before its stream does, but nothing begins later than the first event.
    if event.version != (row["version"] + 1 if row else 1) and (row or event.topic == "Submitted"):
        raise MissedEvent
    return event

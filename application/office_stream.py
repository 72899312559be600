"""The write path of what happens to no permit: load, decide, append, answer. For what is done a few times a year.

The permits' writer groups and remembers; here one command is taken at a time, and everything is looked up. The promises
are the same: a command is done once, an answer that was lost is found by its id, and who was overtaken decides again.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from application.job import KeyReused
from application.mapper import EventMapper
from application.sealing import shown_actor
from application.store import ConnectionLost, Kind, Store, Write
from domain.admission import Asked
from domain.office_events import OfficeEvent

History = tuple[OfficeEvent, ...]
Decide = Callable[[History], OfficeEvent]
"""From a stream's history to what a command brings about on it; raises `Refused`."""

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.02, 0.5  # between attempts to reach the database
_MAPPER = EventMapper()  # no personal data, no keys


@dataclass(frozen=True, slots=True)
class Acted:
    """The stream's history up to the event that the command brought about, and that event's position."""

    history: History
    position: int
    replayed: bool

    @property
    def event(self) -> OfficeEvent:
        return self.history[-1]


async def read_after(store: Store, stream: UUID, version: int) -> History:
    """Return what has happened on `stream` after `version`, or raise `Busy`."""
    return _restored(await store.tail(stream, version))


async def act(store: Store, asked: Asked, decide: Decide, *, fingerprint: bytes, patience_s: float = 5.0) -> Acted:
    """Return what `decide` brought about on the stream `asked.permit_id`, or raise `Refused`, `KeyReused` or `Busy`.

    The same command id with the same fingerprint is answered as the first time.
    """
    stream, command = asked.permit_id, asked.command_id
    deadline, pause, was_sent = monotonic() + patience_s, _FIRST_PAUSE_S, False
    while True:
        try:
            loaded = await store.load([stream], [command])
            history = _restored(loaded.streams[stream].events) if stream in loaded.streams else ()
            if known := loaded.commands.get(command):
                if known.fingerprint != fingerprint:
                    raise KeyReused
                return Acted(history[: known.outcome.version], known.outcome.position, replayed=not was_sent)
            event = decide(history)
            was_sent = True  # until we know better: the answer may be lost
            [outcome] = await store.append([_write(event, fingerprint)])
            if outcome.kind is Kind.DONE:
                return Acted((*history, event), outcome.position, replayed=False)
            was_sent = False
        except ConnectionLost:
            if monotonic() > deadline:
                raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)


def _restored(events: Iterable[StoredEvent]) -> History:
    return tuple(map(_MAPPER.restore_office, events))


def _write(event: OfficeEvent, fingerprint: bytes) -> Write:
    return Write(
        permit=event.originator_id,
        base=event.originator_version - 1,
        events=(_MAPPER.store(event, None),),
        actor=shown_actor(event.by.sub, event.by.role),
        role=event.by.role.value,
        command=event.command_id,
        fingerprint=fingerprint,
    )

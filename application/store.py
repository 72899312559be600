"""What the write path asks of a ledger, in memory or in PostgreSQL: load many streams at once, append many writes.

Two stores with the same outcomes: `postgres_store` for the office, `memory_store` for tests near the domain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent

from domain.events import PersonalDataErased

ERASED = PersonalDataErased.__name__


class Busy(Exception):
    """The ledger cannot answer now: a lock, a full queue, no database. Try again later, under the same command id."""


class ConnectionLost(Busy):
    """The answer did not come: perhaps everything was written, perhaps nothing. The command ids tell."""


class Kind(StrEnum):
    """What became of a write; whatever is not done left no trace."""

    DONE = "done"
    REPLAY = "replay"  # this command had been written before: here is where
    MISMATCH = "mismatch"  # this command id belongs to another request
    CONFLICT = "conflict"  # the stream has another version than the one it was decided on
    TAKEN = "taken"  # a number it claims belongs to another permit


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """The events of one command, on top of version `base` (0: a new stream).

    `wrapped_key` and `register` come with the first events of a stream: its key, and the prefix of the registration
    number that it is to be given. `uniques` are (space, value) pairs that belong to one permit only.
    """

    permit: UUID
    base: int
    events: tuple[StoredEvent, ...]
    actor: str
    role: str
    command: UUID | None
    fingerprint: bytes
    wrapped_key: bytes | None = None
    register: str | None = None
    uniques: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """`version` and `position` are of the command's last event; `taken` is the space of the number that is taken.

    For a replay `permit` is the one that was written then, which for a first submission is not the one asked for now.
    """

    kind: Kind
    permit: UUID
    version: int = 0
    position: int = 0
    number: str | None = None
    taken: str | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """A permit's whole history with its positions, its wrapped key (None: destroyed, or never made) and its number."""

    permit: UUID
    events: tuple[Notification, ...]
    wrapped_key: bytes | None = None
    number: str | None = None

    @property
    def forgotten(self) -> bool:
        """Whether its person is to be forgotten: then its key opens nothing, be it destroyed already or not yet."""
        return self.events[-1].topic == ERASED  # nothing can follow it

    def until(self, version: int) -> "Stream":
        """Return the stream as it was at `version`; who was forgotten since stays so."""
        return replace(
            self,
            events=tuple(event for event in self.events if event.originator_version <= version),
            wrapped_key=None if self.forgotten else self.wrapped_key,
        )


@dataclass(frozen=True, slots=True)
class Known:
    """A command that was written before."""

    fingerprint: bytes
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was found: a permit without events is not in `streams`, a new command not in `commands`."""

    streams: Mapping[UUID, Stream]
    commands: Mapping[UUID, Known]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A decree number that is given to one draft of one permit, and never to another."""

    register: str
    year: int
    seq: int
    permit: UUID
    draft_sha256: str
    issued_on: date
    reserved_at: datetime


class Store(Protocol):
    """All methods may raise `Busy`: nothing was written, unless it is `ConnectionLost`. All else is a fault of ours."""

    async def load(self, permits: Sequence[UUID], commands: Sequence[UUID] = ()) -> Loaded:
        """Return the streams and the known commands, as they are committed, in one round trip."""
        ...

    async def tail(self, permit: UUID, version: int) -> Sequence[Notification]:
        """Return the stream's events after `version`, in order: cheap to ask, again and again, where there are none."""
        ...

    async def append(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        """Write all that can be written in one transaction, in one round trip; return an outcome for each."""
        ...

    async def taken(self, permit: UUID, uniques: Sequence[tuple[str, str]]) -> str | None:
        """Return the space of the first of `uniques` that belongs to another permit, or None."""
        ...

    async def reserve(self, register: str, permit: UUID, draft_sha256: str, issued_on: date) -> Reservation:
        """Reserve the next number of the register's year; the same draft is given the same reservation again."""
        ...

    async def close(self) -> None: ...

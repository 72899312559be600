"""The permits: the one write path (load, decide, append, answer), and what is folded from a permit's own stream."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import TracebackType
from typing import Self
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper
from eventsourcing.popo import POPOApplicationRecorder
from eventsourcing.utils import EnvType

from application.job import Counts, Draft, Job, KeyReused, NumberTaken
from application.ledger import Ledger
from application.mapper import EventMapper
from application.memory_store import MemoryStore
from application.permit_file import PermitFile, PermitFiles
from application.store import Outcome, Reservation, Store, Stream
from application.vault import Key, Vault
from application.writer import Limits, Writer
from domain.admission import Asked
from domain.commands import Command, Submit
from domain.events import Event
from domain.permit import Permit, replay
from domain.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Done:
    """What a command brought about: the permit after it, its events, and the position of the last of them."""

    permit: Permit
    events: tuple[Event, ...]
    position: int
    replayed: bool


@dataclass(frozen=True, slots=True)
class Filed:
    """A permit with its whole history, each event with its position, and its key (None once the data was erased)."""

    permit: Permit
    position: int
    history: tuple[tuple[int, Event], ...]
    key: Key | None

    def until(self, at: datetime) -> "Filed | None":
        """Return the file as it was `at` an instant, None before its first event.

        Who may know of it is a matter of today: who has seen it since, who acts for its applicant, and whether its
        person was forgotten.
        """
        history = tuple(each for each in self.history if each[1].at <= at)
        permit = replay(None, (event for _, event in history))
        if permit is None:
            return None
        today = self.permit
        permit = permit.but(number=today.number, seen_by=today.seen_by, authority=today.authority, erased=today.erased)
        return Filed(permit, history[-1][0], history, self.key)


class Permits(Application[UUID]):
    """An application of the library whose commands take the asynchronous, grouped way; inside `async with` only.

    `store` is the writer's own, with `scout` for looking ahead; `reader` is for everybody else. All must see the same,
    newest state. Without them, and without an environment that says otherwise, everything is kept in memory.
    """

    def __init__(
        self,
        env: EnvType | None = None,
        *,
        vault: Vault,
        book: Callable[[], Rulebook],
        store: Store | None = None,
        scout: Store | None = None,
        reader: Store | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._vault, self._book = vault, book
        super().__init__(env)
        self._store = store or MemoryStore(self._memory())
        self._reader = reader or self._store
        self._files = PermitFiles(vault)
        self._writer = Writer(self._store, scout or self._store, self._files, limits or Limits())

    @property
    def counts(self) -> Counts:
        return self._writer.counts

    @property
    def waiting(self) -> int:
        """How many commands have not been answered yet."""
        return self._writer.waiting

    async def __aenter__(self) -> Self:
        await self._writer.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._writer.__aexit__(kind, error, traceback)
        self.close()

    async def execute(self, command: Command, asked: Asked, *, fingerprint: bytes = b"") -> Done:
        """Return what `command` brought about, or raise `Refused`, `KeyReused`, `NumberTaken` or `Busy`.

        The same command id with the same fingerprint is answered as the first time, with the permit of that version.
        """
        book = self._book()

        def decide(file: PermitFile | None) -> Draft[PermitFile]:
            return self._files.draft(command, file, asked, book, fingerprint)

        is_new = isinstance(command, Submit) and command.sop is not None
        answer = await self._writer.write(Job(asked.permit_id, asked.command_id, fingerprint, decide, is_new))
        outcome, draft = answer.outcome, answer.draft
        if draft is not None:
            return Done(draft.state.permit, draft.events, outcome.position, answer.replayed)
        return await self._written_before(outcome, asked, replayed=answer.replayed)

    async def rehearse(self, command: Command, asked: Asked, *, fingerprint: bytes = b"") -> tuple[Event, ...]:
        """Return the events that `command` would bring about now, or as a repeated request has done; change nothing.

        Raises `Refused`, `KeyReused`, `NumberTaken` or `Busy`.
        """
        if known := await self.known(asked, fingerprint):
            return known.events
        stream = await self._stream(asked.permit_id)
        file = self._files.fold(stream) if stream else None
        draft = self._files.draft(command, file, asked, self._book(), b"")
        claimed = draft.write.uniques
        if claimed and (space := await self._reader.taken(asked.permit_id, claimed)):
            raise NumberTaken(space)
        return draft.events

    async def known(self, asked: Asked, fingerprint: bytes) -> Done | None:
        """Return what this very command brought about before, or None; raise `KeyReused` or `Busy`."""
        found = (await self._reader.load([], [asked.command_id])).commands.get(asked.command_id)
        if found is None:
            return None
        if found.fingerprint != fingerprint:
            raise KeyReused
        return await self._written_before(found.outcome, asked, replayed=True)

    async def get(self, permit_id: UUID, *, version: int | None = None) -> Filed | None:
        """Return the permit as it stands, or stood at `version`; None if there is none. Raises `Busy`."""
        stream = await self._stream(permit_id)
        if stream is None:
            return None
        forgotten = stream.forgotten
        stream = stream if version is None else stream.until(version)
        filed = _filed(stream, *self._files.opened(stream))
        return replace(filed, permit=filed.permit.but(erased=True)) if forgotten else filed

    async def last_look(self, permit_id: UUID) -> Filed | None:
        """Return a file that is to be forgotten as its key opens it, None once that is gone: only to destroy it all."""
        stream = await self._stream(permit_id)
        key = self._files.last_key_of(stream) if stream else None
        return _filed(stream, *self._files.opened_with(stream, key)) if stream and key else None

    def forget(self, permit_id: UUID) -> None:
        """Keep nothing of that file in memory."""
        self._writer.forget(permit_id)

    async def reserve(self, register: str, permit: UUID, draft_sha256: str, issued_on: date) -> Reservation:
        """Reserve a decree number, in a step of its own; the same draft is given the same number again."""
        return await self._reader.reserve(register, permit, draft_sha256, issued_on)

    def construct_mapper(self) -> Mapper[UUID]:
        return EventMapper(vault=self._vault, key_of=self._key_of)

    async def _written_before(self, outcome: Outcome, asked: Asked, *, replayed: bool) -> Done:
        filed = await self.get(outcome.permit, version=outcome.version)
        assert filed is not None, "what was written stays"
        events = tuple(event for _, event in filed.history if event.command_id == asked.command_id)
        return Done(filed.permit, events, outcome.position, replayed)

    async def _stream(self, permit_id: UUID) -> Stream | None:
        return (await self._reader.load([permit_id])).streams.get(permit_id)

    def _key_of(self, permit: UUID) -> Key | None:
        """For the library's own, synchronous repository, which reads a file that is to be forgotten until it is."""
        keys = self.recorder if isinstance(self.recorder, Ledger) else self._store
        wrapped = keys.wrapped_key(permit) if isinstance(keys, Ledger | MemoryStore) else None
        return self._vault.key(permit, wrapped) if wrapped is not None else None

    def _memory(self) -> POPOApplicationRecorder:
        assert isinstance(self.recorder, POPOApplicationRecorder), "a store belongs to every other recorder"
        return self.recorder


def _filed(stream: Stream, file: PermitFile, events: tuple[Event, ...]) -> Filed:
    history = tuple((stored.id, event) for stored, event in zip(stream.events, events, strict=True))
    return Filed(file.permit, stream.events[-1].id, history, file.key)

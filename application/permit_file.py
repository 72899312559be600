"""A permit's file as the write path holds it: the folded permit with the key of its personal fields."""

from dataclasses import dataclass

from application.claims import register_of, uniques_of
from application.job import Draft
from application.mapper import EventMapper
from application.sealing import shown_actor
from application.store import Stream, Write
from application.vault import Key, Vault
from domain.admission import Asked
from domain.commands import Command
from domain.decide import decide
from domain.events import Event
from domain.permit import Permit, replay
from domain.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class PermitFile:
    """`key` is None once the personal data was erased."""

    permit: Permit
    key: Key | None


class PermitFiles:
    """Turns streams into files, and commands on files into drafts."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._mapper = EventMapper(vault=vault)

    def key_of(self, stream: Stream) -> Key | None:
        """Return the key to the stream's personal fields, unless they are to be forgotten."""
        return None if stream.forgotten else self.last_key_of(stream)

    def last_key_of(self, stream: Stream) -> Key | None:
        """Return the key as long as it is there: for whoever must know what else has to go with it."""
        return self._vault.key(stream.permit, stream.wrapped_key) if stream.wrapped_key is not None else None

    def fold(self, stream: Stream) -> PermitFile:
        return self.opened(stream)[0]

    def opened(self, stream: Stream) -> tuple[PermitFile, tuple[Event, ...]]:
        """Return the file and its events, opened as far as its key allows."""
        return self.opened_with(stream, self.key_of(stream))

    def opened_with(self, stream: Stream, key: Key | None) -> tuple[PermitFile, tuple[Event, ...]]:
        events = tuple(self._mapper.restore(event, key) for event in stream.events)
        permit = replay(None, events)
        assert permit is not None, "a stream has events"
        return PermitFile(permit.but(number=stream.number), key), events

    def numbered(self, state: PermitFile, number: str) -> PermitFile:
        return PermitFile(state.permit.but(number=number), state.key)

    def draft(
        self, command: Command, file: PermitFile | None, asked: Asked, book: Rulebook, fingerprint: bytes
    ) -> Draft[PermitFile]:
        """Return what `command` brings about on `file`, or raise `Refused`."""
        before = file.permit if file else None
        events = decide(command, before, asked, book)
        after = replay(before, events)
        assert after is not None, "a decision has events"
        key = file.key if file else self._vault.new_key(asked.permit_id)
        by = events[0].by
        write = Write(
            permit=asked.permit_id,
            base=before.version if before else 0,
            events=tuple(self._mapper.store(event, key) for event in events),
            actor=shown_actor(by.sub, by.role),
            role=by.role.value,
            command=asked.command_id,
            fingerprint=fingerprint,
            wrapped_key=key.wrapped if key and not file else None,
            register=None if file else register_of(events[0], book),
            uniques=uniques_of(events),
        )
        return Draft(events, write, PermitFile(after, None if after.erased else key))

"""The ledger in memory, on the library's own recorder, for tests near the domain: the same outcomes as PostgreSQL's."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from eventsourcing.persistence import Notification
from eventsourcing.popo import POPOApplicationRecorder

from application.store import Kind, Known, Loaded, Outcome, Reservation, Stream, Write


class MemoryStore:
    """`recorder` may be shared with an application of the library, which reads what is written here."""

    def __init__(self, recorder: POPOApplicationRecorder | None = None) -> None:
        self.recorder = recorder or POPOApplicationRecorder()
        self._events: dict[UUID, list[Notification]] = {}
        self._keys: dict[UUID, bytes] = {}
        self._numbers: dict[UUID, str] = {}
        self._allocated: dict[str, int] = {}
        self._uniques: dict[tuple[str, str], UUID] = {}
        self._commands: dict[UUID, Known] = {}
        self._reservations: list[Reservation] = []

    async def load(self, permits: Sequence[UUID], commands: Sequence[UUID] = ()) -> Loaded:
        return Loaded(
            {permit: self._stream(permit) for permit in permits if permit in self._events},
            {command: self._commands[command] for command in commands if command in self._commands},
        )

    async def tail(self, permit: UUID, version: int) -> Sequence[Notification]:
        return [event for event in self._events.get(permit, ()) if event.originator_version > version]

    async def append(self, writes: Sequence[Write]) -> Sequence[Outcome]:
        return list(self._outcomes(writes))

    async def taken(self, permit: UUID, uniques: Sequence[tuple[str, str]]) -> str | None:
        return self._taken(permit, uniques)

    async def reserve(self, register: str, permit: UUID, draft_sha256: str, issued_on: date) -> Reservation:
        for known in self._reservations:
            if (known.permit, known.draft_sha256) == (permit, draft_sha256):
                return known
        of_year = [r.seq for r in self._reservations if (r.register, r.year) == (register, issued_on.year)]
        reservation = Reservation(
            register=register,
            year=issued_on.year,
            seq=max(of_year, default=0) + 1,
            permit=permit,
            draft_sha256=draft_sha256,
            issued_on=issued_on,
            reserved_at=datetime.now(UTC),
        )
        self._reservations.append(reservation)
        return reservation

    async def close(self) -> None:
        """Do nothing: what is in memory stays there."""

    def wrapped_key(self, permit: UUID) -> bytes | None:
        """Return the permit's wrapped key, if it has one."""
        return self._keys.get(permit)

    def _stream(self, permit: UUID) -> Stream:
        return Stream(permit, tuple(self._events[permit]), self._keys.get(permit), self._numbers.get(permit))

    def _outcomes(self, writes: Sequence[Write]) -> Iterator[Outcome]:
        """What is on top of a write that drops out drops out with it; so does the second claim of one number."""
        dropped: set[UUID] = set()
        claimed: dict[tuple[str, str], UUID] = {}
        for write in writes:
            has_rival = any(claimed.get(unique, write.permit) != write.permit for unique in write.uniques)
            claimed = {unique: write.permit for unique in write.uniques if unique not in self._uniques} | claimed
            outcome = self._judged(write)
            if outcome is None and write.permit in dropped:
                outcome = Outcome(Kind.CONFLICT, write.permit)
            if has_rival and (outcome is None or outcome.kind is Kind.TAKEN):
                outcome = Outcome(Kind.CONFLICT, write.permit)  # it looks again, and finds it taken
            if outcome is None:
                outcome = self._written(write)
            else:
                dropped.add(write.permit)
            yield outcome

    def _judged(self, write: Write) -> Outcome | None:
        if write.command is not None and (known := self._commands.get(write.command)):
            same = known.fingerprint == write.fingerprint
            return known.outcome if same else Outcome(Kind.MISMATCH, write.permit)
        history = self._events.get(write.permit)
        present = history[-1].originator_version if history else min(write.base, 0)
        if write.base != present:
            return Outcome(Kind.CONFLICT, write.permit)
        taken = self._taken(write.permit, write.uniques)
        return Outcome(Kind.TAKEN, write.permit, taken=taken) if taken else None

    def _taken(self, permit: UUID, uniques: Sequence[tuple[str, str]]) -> str | None:
        return next((unique[0] for unique in uniques if self._uniques.get(unique, permit) != permit), None)

    def _written(self, write: Write) -> Outcome:
        positions = self.recorder.insert_events(write.events)
        assert positions is not None, "the recorder numbers what it inserts"
        history = self._events.setdefault(write.permit, [])
        for event, position in zip(write.events, positions, strict=True):
            history.append(Notification(write.permit, event.originator_version, event.topic, event.state, position))
        if write.wrapped_key is not None:
            self._keys[write.permit] = write.wrapped_key
        self._uniques.update(dict.fromkeys(write.uniques, write.permit))
        number = self._allocate(write)
        version = history[-1].originator_version
        done = Outcome(Kind.DONE, write.permit, version, positions[-1], number)
        if write.command is not None:
            again = Outcome(Kind.REPLAY, write.permit, version, positions[-1], self._numbers.get(write.permit))
            self._commands[write.command] = Known(write.fingerprint, again)
        return done

    def _allocate(self, write: Write) -> str | None:
        if write.register is None:
            return None
        seq = self._allocated[write.register] = self._allocated.get(write.register, 0) + 1
        number = self._numbers[write.permit] = f"{write.register}-{seq:04}"
        return number

"""The states a writer remembers, so that most commands need not load a stream: bounded, least used leaves first."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from application.store import Stream

S = TypeVar("S")


class Folding(Protocol[S]):
    """How a stream becomes a state."""

    def fold(self, stream: Stream) -> S: ...

    def numbered(self, state: S, number: str) -> S:
        """Return `state` with the registration number that the ledger gave it."""
        ...


class Folded(Generic[S]):
    def __init__(self, folding: Folding[S], most: int) -> None:
        self._folding, self._most = folding, most
        self._states: OrderedDict[UUID, S] = OrderedDict()

    def __contains__(self, permit: UUID) -> bool:
        return permit in self._states

    def __len__(self) -> int:
        return len(self._states)

    def get(self, permit: UUID) -> S | None:
        return self._states.get(permit)

    def take(self, streams: Mapping[UUID, Stream], permits: Iterable[UUID]) -> Mapping[UUID, Exception]:
        """Fold `permits` anew; return the faults of those that cannot be folded, which are forgotten."""
        faults: dict[UUID, Exception] = {}
        for permit in permits:
            self.drop(permit)
            if stream := streams.get(permit):
                try:
                    self.put(permit, self._folding.fold(stream), None)
                except Exception as fault:  # noqa: BLE001 - a stream that cannot be read concerns its own permit only
                    faults[permit] = fault
        return faults

    def put(self, permit: UUID, state: S, number: str | None) -> S:
        """Remember and return `state`, with its number if it was given one just now."""
        state = self._folding.numbered(state, number) if number else state
        self._states[permit] = state
        self._states.move_to_end(permit)
        if len(self._states) > self._most:
            self._states.popitem(last=False)
        return state

    def drop(self, permit: UUID) -> None:
        self._states.pop(permit, None)

    def clear(self) -> None:
        self._states.clear()

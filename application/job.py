"""A command on its way through the writer, what was decided on it, and what became of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from application.store import Kind, Outcome, Write
from domain.events import Event

S = TypeVar("S")


class KeyReused(Exception):
    """The command id belongs to another request."""


class NumberTaken(Exception):
    """A number that the command claims belongs to another permit; `space` says which kind of number."""

    def __init__(self, space: str) -> None:
        super().__init__(space)
        self.space = space


@dataclass(frozen=True, slots=True)
class Draft(Generic[S]):
    """A decision, not yet written: its events, how they are written, and the state after them."""

    events: tuple[Event, ...]
    write: Write
    state: S


@dataclass(frozen=True, slots=True)
class Answer(Generic[S]):
    """What was written. `draft` is None where it was found written, and must be folded again from the stream.

    `replayed` tells a repeated request; a command that had to be sent twice for its one caller is none.
    """

    outcome: Outcome
    draft: Draft[S] | None
    replayed: bool


@dataclass(slots=True)
class Counts:
    """What a writer has seen so far, for the metrics."""

    batches: int = 0
    done: int = 0
    replays: int = 0
    conflicts: int = 0
    lost_connections: int = 0


@dataclass(slots=True, eq=False)
class Job(Generic[S]):
    """`decide` may be called several times, with fresher states, and may raise `Refused`.

    `is_new`: the permit is this very command's, so that nobody has to look for it first.
    """

    permit: UUID
    command: UUID
    fingerprint: bytes
    decide: Callable[[S | None], Draft[S]]
    is_new: bool = False
    in_doubt: bool = False  # look at what is committed before deciding (again)
    looked: bool = False  # its permit was looked at since it came: a refusal counts
    was_sent: bool = False  # perhaps written by us, with the answer lost
    alone: bool = False  # it, or a neighbour, made a whole transaction fail
    deadline: float = 0.0
    answer: Answer[S] | Exception | None = None
    _waiting: "list[asyncio.Future[Answer[S] | Exception]]" = field(default_factory=list)
    _flying: "dict[UUID, Job[S]]" = field(default_factory=dict[UUID, "Job[S]"])

    def take_off(self, flying: "dict[UUID, Job[S]]", deadline: float) -> None:
        """Enter among the commands that wait for an answer."""
        flying[self.command] = self
        self._flying, self.deadline = flying, deadline

    async def answered(self) -> Answer[S] | Exception:
        """Wait for the answer. Whoever is cancelled leaves alone: the command stays on its way."""
        if self.answer is not None:
            return self.answer
        waiter: asyncio.Future[Answer[S] | Exception] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        return await waiter

    def doubt(self) -> None:
        """Nobody knows what is committed now."""
        self.in_doubt, self.looked = True, False

    def found(self, outcome: Outcome) -> None:
        """Answer by what others, or an earlier attempt of its own, have written."""
        match outcome.kind:
            case Kind.REPLAY:
                self.settle(Answer(outcome, None, replayed=not self.was_sent))
            case Kind.TAKEN:
                assert outcome.taken is not None, "what is taken is named"
                self.settle(NumberTaken(outcome.taken))
            case _:
                self.settle(KeyReused())

    def settle(self, answer: Answer[S] | Exception) -> None:
        """Answer, once, and leave."""
        self._flying.pop(self.command, None)
        if self.answer is not None:
            return
        self.answer = answer
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(answer)

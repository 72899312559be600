"""Group commit: commands that arrive while a transaction is in flight share the next one, and are answered one by one.

Two stages, so that the processor does not wait for the disk: while one transaction is in flight, the files of the next
one are looked up.

One writer a process. A refused or faulty command never spoils its neighbours; one that lost a race is decided again on
fresh state; one whose answer was lost on the wire finds itself by its command id. The writer knows nothing of permits:
what it folds and what a command decides are given to it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Generic, Self, TypeVar
from uuid import UUID

from application.folded import Folded, Folding
from application.job import Answer, Counts, Job, KeyReused
from application.lookout import Lookout
from application.rounds import Rounds
from application.store import Busy, ConnectionLost, Store

S = TypeVar("S")

Stage = Callable[[Sequence[Job[S]]], Awaitable[Sequence[Job[S]]]]

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.02, 0.5  # between attempts to reach the database


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Commands in one transaction, commands that may wait, states kept in memory; how long to try again."""

    batch: int = 128
    queue: int = 4096
    remembered: int = 2_000  # about 20 kB each, with 18 documents
    patience_s: float = 5.0


class Writer(Generic[S]):
    """An asynchronous context manager: inside it commands are taken; leaving it answers those that wait, then stops.

    `store` takes the transactions, `scout` looks ahead while one is in flight; both see the same, newest state.
    """

    def __init__(self, store: Store, scout: Store, folding: Folding[S], limits: Limits = Limits()) -> None:
        # What a round has folded must not be forgotten before it is decided on.
        self._folded = Folded(folding, max(limits.remembered, limits.batch))
        self.counts = Counts()
        self._lookout = Lookout(scout, self._folded, self.counts)
        self._rounds = Rounds(store, self._lookout, self._folded, self.counts)
        self._stores, self._limits = (store, scout), limits
        self._pause_s = _FIRST_PAUSE_S
        self._strange: list[Job[S]] = []  # their files are not remembered
        self._waiting: list[Job[S]] = []
        self._flying: dict[UUID, Job[S]] = {}
        self._met_strangers, self._wake = asyncio.Event(), asyncio.Event()
        self._stages: tuple[asyncio.Task[None], ...] = ()

    async def __aenter__(self) -> Self:
        self._stages = asyncio.create_task(self._look_ahead()), asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        stages, self._stages = self._stages, ()
        try:
            if self._flying:
                await asyncio.gather(*(job.answered() for job in self._flying.values()))
        finally:  # also when whoever leaves is cancelled: then those who wait are told so
            for stage in stages:
                stage.cancel()
            await asyncio.wait(stages)
            _settle(list(self._flying.values()), ConnectionLost("the writer was stopped"))
            for store in self._stores:
                await store.close()

    @property
    def waiting(self) -> int:
        """How many commands have not been answered yet."""
        return len(self._flying)

    def forget(self, permit: UUID) -> None:
        """Look the permit up anew, whoever wants it next."""
        self._folded.drop(permit)

    async def write(self, job: Job[S]) -> Answer[S]:
        """Return what was written, or raise `Refused`, `KeyReused`, `NumberTaken` or `Busy`.

        A caller who is cancelled leaves the command on its way: the same command id finds it.
        """
        while twin := self._flying.get(job.command):
            settled = await twin.answered()
            same = twin.fingerprint == job.fingerprint
            if isinstance(settled, Answer):
                if not same:
                    raise KeyReused
                return replace(settled, replayed=True)
            if same:
                raise settled
        return await self._written(job)

    async def _written(self, job: Job[S]) -> Answer[S]:
        if not self._stages or len(self._flying) >= self._limits.queue:
            raise Busy("the writer takes no more commands now")
        job.take_off(self._flying, asyncio.get_running_loop().time() + self._limits.patience_s)
        self._line_up(job)
        settled = await job.answered()
        if isinstance(settled, Answer):
            return settled
        raise settled

    def _line_up(self, job: Job[S]) -> None:
        strange = self._lookout.needs(job)
        (self._strange if strange else self._waiting).append(job)
        (self._met_strangers if strange else self._wake).set()

    async def _look_ahead(self) -> None:
        while True:
            await self._met_strangers.wait()
            self._met_strangers.clear()
            while batch := self._strange[: self._limits.batch]:
                del self._strange[: len(batch)]
                await self._attempt(batch, self._prepare)

    async def _prepare(self, batch: Sequence[Job[S]]) -> Sequence[Job[S]]:
        await self._lookout.look(batch)
        self._waiting += [job for job in batch if job.answer is None]
        self._wake.set()
        return ()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                await self._attempt(self._next_batch(), self._rounds.commit)
                await self._lookout.rest()  # larger groups cost less: who is nearly ready comes along

    def _next_batch(self) -> list[Job[S]]:
        size = 1 if self._waiting[0].alone else self._limits.batch
        batch, self._waiting = self._waiting[:size], self._waiting[size:]
        return batch

    async def _attempt(self, batch: Sequence[Job[S]], stage: Stage[S]) -> None:
        try:
            self._again(await stage(batch))
            self._pause_s = _FIRST_PAUSE_S
        except ConnectionLost:
            self.counts.lost_connections += 1
            self._folded.clear()  # the next server may be another one
            self._again(batch)
            await asyncio.sleep(self._pause_s)
            self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
        except Busy as busy:
            _settle(batch, busy)
        except Exception as fault:  # noqa: BLE001 - the outermost loop: whatever it is, each caller must be answered
            self._one_by_one(batch, fault)

    def _again(self, jobs: Sequence[Job[S]]) -> None:
        """Put what is not answered in front, for it has waited longest; give up what has waited too long."""
        unanswered = [job for job in jobs if job.answer is None]
        if not unanswered:
            return
        for job in unanswered:
            job.doubt()
        now = asyncio.get_running_loop().time()
        waiting = unanswered + self._waiting
        _settle([job for job in waiting if job.deadline < now], Busy("the ledger did not take it in time"))
        self._waiting = [job for job in waiting if job.answer is None]
        self._wake.set()

    def _one_by_one(self, batch: Sequence[Job[S]], fault: Exception) -> None:
        """A whole transaction failed, and nothing of it was written: find the command that does it."""
        if len(batch) == 1:
            _settle(batch, fault)
        for job in batch:
            job.alone = True
        self._again(batch)


def _settle(jobs: Sequence[Job[S]], error: Exception) -> None:
    for job in jobs:
        job.settle(error)

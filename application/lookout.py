"""What is committed, for commands whose file is not remembered, or about which there is doubt.

One look at a time: what was seen earlier must never replace what was seen later.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from application.folded import Folded
from application.job import Counts, Job
from application.store import Kind, Known, Store

S = TypeVar("S")


class Lookout(Generic[S]):
    """Looks through a store of its own, so that the next transaction is prepared while one is in flight."""

    def __init__(self, store: Store, folded: Folded[S], counts: Counts) -> None:
        self._store, self._folded, self._counts = store, folded, counts
        self._turn = asyncio.Lock()

    def needs(self, job: Job[S]) -> bool:
        """Whether `job` cannot be decided on what is remembered."""
        return job.in_doubt or not (job.is_new or job.permit in self._folded)

    async def look(self, jobs: Sequence[Job[S]]) -> None:
        """Fold the permits of those that need it, and answer those whose command is known; raises as the store does."""
        async with self._turn:
            if unsure := [job for job in jobs if self.needs(job)]:
                await self._look(unsure)

    async def rest(self) -> None:
        """Return once the look under way has ended."""
        async with self._turn:
            pass

    async def _look(self, unsure: Sequence[Job[S]]) -> None:
        permits = {job.permit for job in unsure}
        loaded = await self._store.load(list(permits), [job.command for job in unsure])
        faults = self._folded.take(loaded.streams, permits)
        for job in unsure:
            job.in_doubt, job.looked = False, True
            if known := loaded.commands.get(job.command):
                self._tell(job, known)
            elif fault := faults.get(job.permit):
                job.settle(fault)

    def _tell(self, job: Job[S], known: Known) -> None:
        is_replay = known.fingerprint == job.fingerprint
        self._counts.replays += is_replay
        job.found(replace(known.outcome, kind=Kind.REPLAY if is_replay else Kind.MISMATCH))

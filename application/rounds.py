"""One round of the writer: look where there is doubt, decide, append in one transaction, answer each command."""

from collections.abc import Sequence
from typing import Generic, TypeVar
from uuid import UUID

from application.folded import Folded
from application.job import Answer, Counts, Draft, Job
from application.lookout import Lookout
from application.store import Kind, Outcome, Store
from domain.refusals import Refused

S = TypeVar("S")


class Rounds(Generic[S]):
    def __init__(self, store: Store, lookout: Lookout[S], folded: Folded[S], counts: Counts) -> None:
        self._store, self._lookout, self._folded, self._counts = store, lookout, folded, counts

    async def commit(self, batch: Sequence[Job[S]]) -> list[Job[S]]:
        """Answer what can be answered; return the jobs that must be decided again, on fresh state.

        Raises what the store raises; then nobody knows yet what was written of the jobs without an answer.
        """
        if any(self._lookout.needs(job) for job in batch):
            await self._lookout.look(batch)
        drafts, again = self._decide(batch)
        if drafts:
            outcomes = await self._append(drafts)
            for (job, draft), outcome in zip(drafts, outcomes, strict=True):
                self._tell(job, draft, outcome)
            again += [job for job, _ in drafts if job.answer is None]
        return again

    def _decide(self, batch: Sequence[Job[S]]) -> tuple[list[tuple[Job[S], Draft[S]]], list[Job[S]]]:
        """Return what can be appended, and the jobs that must look again."""
        drafts: list[tuple[Job[S], Draft[S]]] = []
        again: list[Job[S]] = []
        ahead: dict[UUID, S] = {}
        for job in batch:
            if job.answer is not None:
                continue
            try:
                draft = job.decide(ahead.get(job.permit) or self._folded.get(job.permit))
            except Refused as refused:
                # A refusal counts only against what is committed and fresh.
                if job.looked and job.permit not in ahead:
                    job.settle(refused)
                else:
                    again.append(job)
            except Exception as fault:  # noqa: BLE001 - a fault in one command is its caller's, not its neighbours'
                job.settle(fault)
            else:
                ahead[job.permit] = draft.state
                drafts.append((job, draft))
        return drafts, again

    async def _append(self, drafts: Sequence[tuple[Job[S], Draft[S]]]) -> Sequence[Outcome]:
        try:
            outcomes = await self._store.append([draft.write for _, draft in drafts])
        except Exception:  # whatever it was, it goes on; but its answer may have been lost behind a commit
            for job, _ in drafts:
                job.was_sent = True
            raise
        self._counts.batches += 1
        return outcomes

    def _tell(self, job: Job[S], draft: Draft[S], outcome: Outcome) -> None:
        """Answer `job`, unless it lost a race: then forget what it was decided on."""
        if outcome.kind is Kind.DONE:
            self._counts.done += 1
            state = self._folded.put(job.permit, draft.state, outcome.number)
            job.settle(Answer(outcome, Draft(draft.events, draft.write, state), replayed=False))
        elif outcome.kind is Kind.CONFLICT:
            self._counts.conflicts += 1
            self._folded.drop(job.permit)
            job.was_sent = False
        else:
            self._counts.replays += outcome.kind is Kind.REPLAY
            job.found(outcome)

"""One round of the writer: look where there is doubt, decide, append in one transaction, answer each command."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar
from uuid import UUID

from application.folded import Folded
from application.job import Answer, Draft, Job, KeyReused, NumberTaken
from application.store import Kind, Outcome, Store
from domain.refusals import Refused

S = TypeVar("S")


@dataclass(slots=True)
class Counts:
    """What a writer has seen so far, for the metrics."""

    batches: int = 0
    done: int = 0
    replays: int = 0
    conflicts: int = 0
    lost_connections: int = 0


class Rounds(Generic[S]):
    def __init__(self, store: Store, folded: Folded[S], counts: Counts) -> None:
        self._store, self._folded, self._counts = store, folded, counts

    async def commit(self, batch: Sequence[Job[S]]) -> list[Job[S]]:
        """Answer what can be answered; return the jobs that must be decided again, on fresh state.

        Raises what the store raises; then nobody knows yet what was written of the jobs without an answer.
        """
        await self._look([job for job in batch if job.in_doubt or not (job.is_new or job.permit in self._folded)])
        drafts, again = self._decide(batch)
        if drafts:
            outcomes = await self._append(drafts)
            for (job, draft), outcome in zip(drafts, outcomes, strict=True):
                self._tell(job, draft, outcome)
            again += [job for job, _ in drafts if not job.answer.done()]
        return again

    async def _look(self, unsure: Sequence[Job[S]]) -> None:
        """Fold the permits of `unsure` from what is committed, and answer those whose command is known."""
        if not unsure:
            return
        permits = {job.permit for job in unsure}
        loaded = await self._store.load(list(permits), [job.command for job in unsure])
        faults = self._folded.take(loaded.streams, permits)
        for job in unsure:
            job.in_doubt = True
            if known := loaded.commands.get(job.command):
                kind = Kind.REPLAY if known.fingerprint == job.fingerprint else Kind.MISMATCH
                self._found(job, replace(known.outcome, kind=kind))
            elif fault := faults.get(job.permit):
                job.settle(fault)

    def _decide(self, batch: Sequence[Job[S]]) -> tuple[list[tuple[Job[S], Draft[S]]], list[Job[S]]]:
        """Return what can be appended, and the jobs that must look again."""
        drafts: list[tuple[Job[S], Draft[S]]] = []
        again: list[Job[S]] = []
        ahead: dict[UUID, S] = {}
        for job in batch:
            if job.answer.done():
                continue
            try:
                draft = job.decide(ahead.get(job.permit) or self._folded.get(job.permit))
            except Refused as refused:
                # A refusal counts only against what is committed and fresh.
                if job.in_doubt and job.permit not in ahead:
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
        except Exception:
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
            self._found(job, outcome)

    def _found(self, job: Job[S], outcome: Outcome) -> None:
        """Answer `job` by what others, or an earlier attempt of its own, have written."""
        match outcome.kind:
            case Kind.REPLAY:
                self._counts.replays += 1
                job.settle(Answer(outcome, None, replayed=not job.was_sent))
            case Kind.TAKEN:
                assert outcome.taken is not None, "what is taken is named"
                job.settle(NumberTaken(outcome.taken))
            case _:
                job.settle(KeyReused())

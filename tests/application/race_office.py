"""One office of the race: a process with its own writer, and officers who all want the same files.

`python -m tests.application.race_office URL SEED OFFICERS ROUNDS < files` prints what it was answered, as JSON.
"""

import asyncio
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from uuid import UUID, uuid4

import uvloop

from application.permits import Done, Permits
from application.permits_on_postgres import open_permits
from application.postgres.database import Timeouts
from application.store import Busy
from domain.actor import Caller, Role
from domain.commands import Claim, Command, Release
from domain.refusals import ClaimedByColleague, NotThisStep, OutOfOrder, Refused
from tests.application.desk import asked, submit, vault
from tests.book import office_rulebook
from tests.papers import VERIFY
from tests.people import person

PATIENCE = 200  # attempts until the race is over for good
Ack = tuple[str, str, int, int]  # command, permit, version, position


@dataclass
class Answers:
    acks: list[Ack] = field(default_factory=list[Ack])
    refused: Counter[str] = field(default_factory=Counter[str])
    wrong_replays: int = 0
    busy: int = 0


@dataclass
class Officer:
    """Sends each command under one id until the answer is final."""

    me: Caller
    permits: Permits
    random: Random
    answers: Answers
    turn: int

    async def works(self, files: list[UUID], rounds: int) -> None:
        for _ in range(rounds):
            file = self.random.choice(files)
            if await self._asks(Claim(), file) and not await self._asks(Release(), file):
                self.answers.refused["a release that must be possible"] += 1
            if self.random.random() < 0.2:
                await self._submits()
        waiting = files[self.turn % 2 :: 2]  # half of the officers meet at each file
        self.random.shuffle(waiting)
        while waiting:
            waiting = [file for file in waiting if not await self._is_verified(file)]

    async def _is_verified(self, file: UUID) -> bool:
        before = self.answers.refused[ClaimedByColleague.__name__]
        await self._asks(VERIFY, file)
        return before == self.answers.refused[ClaimedByColleague.__name__]

    async def _submits(self) -> None:
        command = uuid4()
        for _ in range(PATIENCE):
            try:
                self._acknowledged(command, await submit(self.permits, self.me, command=command))
            except Busy:
                await self._waits()
            else:
                return

    async def _asks(self, command: Command, file: UUID) -> bool:
        """Return whether it was done."""
        ask = asked(self.me, file)
        for _ in range(PATIENCE):
            try:
                done = await self.permits.execute(command, ask)
            except Busy:
                await self._waits()
            except (ClaimedByColleague, NotThisStep, OutOfOrder) as refused:
                self.answers.refused[type(refused).__name__] += 1
                return False
            else:
                self._acknowledged(ask.command_id, done)
                if self.random.random() < 0.1:
                    await self._replays(command, ask.command_id, done)
                return True
        raise TimeoutError(f"no final answer after {PATIENCE} attempts")

    async def _replays(self, command: Command, command_id: UUID, first: Done) -> None:
        again = asked(self.me, first.permit.id, command=command_id)
        for _ in range(PATIENCE):
            try:
                done = await self.permits.execute(command, again)
            except Busy:
                await self._waits()
            except Refused:
                self.answers.wrong_replays += 1
                return
            else:
                same = (first.permit, first.events, first.position) == (done.permit, done.events, done.position)
                self.answers.wrong_replays += not (same and done.replayed)
                return

    async def _waits(self) -> None:
        self.answers.busy += 1
        await asyncio.sleep(0.02)

    def _acknowledged(self, command: UUID, done: Done) -> None:
        self.answers.acks.append((str(command), str(done.permit.id), done.permit.version, done.position))


async def race(url: str, seed: int, officers: int, rounds: int, files: list[UUID]) -> None:
    answers = Answers()
    timeouts = Timeouts(statement=2000, lock=1000)
    async with open_permits(url, vault=vault(), book=office_rulebook, timeouts=timeouts) as permits:
        await asyncio.gather(
            *(
                Officer(
                    person(f"officer-{seed}-{n}", f"Officer {n}", Role.FRONT_OFFICE, Role.PEMOHON),
                    permits,
                    Random(f"{seed} {n}"),
                    answers,
                    n,
                ).works(files, rounds)
                for n in range(officers)
            )
        )
        counts = permits.counts
    json.dump(
        {
            "acks": answers.acks,
            "refused": answers.refused,
            "wrong_replays": answers.wrong_replays,
            "busy": answers.busy,
            "lost_connections": counts.lost_connections,
            "conflicts": counts.conflicts,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    place, *numbers = sys.argv[1:]
    seed, officers, rounds = map(int, numbers)
    uvloop.run(race(place, seed, officers, rounds, [UUID(line) for line in sys.stdin.read().split()]))

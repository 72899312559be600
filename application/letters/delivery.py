"""The workers that carry what is in the outbox: leased, attempted, settled; at least once, under the same name.

Any number of processes may deliver. Who dies between carrying and settling leaves a lease that runs out, and the same
letter goes out again under the same Message-ID.
"""

import asyncio
from collections import Counter
from pathlib import PurePath
from traceback import extract_tb

import structlog

from application.letters.carriage import Carriers, Channel, Item, State, Verdict, again, dead
from application.letters.outbox import MOST_AT_ONCE, Outbox
from application.postgres.retries import MOST_ATTEMPTS
from application.store import Busy

PATIENCE_S = 60.0  # for one attempt
AT_ONCE = {Channel.MAIL: 4, Channel.WEBHOOK: 64}  # a mail relay wants few connections; webhooks mostly wait
_LONGEST_PAUSE_S = 5.0
log = structlog.get_logger(__name__)


class Delivery:
    """One worker a channel. `per_second` bounds what each begins: relays defer floods, and commands come first."""

    def __init__(self, outbox: Outbox, carriers: Carriers, *, per_second: float = 20.0, idle: float = 1.0) -> None:
        self._outbox, self._carriers = outbox, carriers
        self._per_second, self._idle = per_second, idle

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for channel in self._carriers:
                tasks.create_task(self._work(channel))

    async def deliver_due(self) -> int:
        """Attempt once what is due now, at most as much as fits at once; return how many that were."""
        items = [item for channel in self._carriers for item in await self._lease(channel, {})]
        await asyncio.gather(*map(self._deliver, items))
        return len(items)

    async def _work(self, channel: Channel) -> None:
        flying: dict[asyncio.Task[None], Item] = {}
        pause = self._idle
        try:
            while True:
                try:
                    items, pause = await self._lease(channel, flying), self._idle
                except Busy as error:  # no database: look again, ever more rarely
                    items, pause = [], min(2 * pause, _LONGEST_PAUSE_S)
                    log.warning("delivery_waits", channel=channel, error=str(error))
                flying |= {asyncio.create_task(self._deliver(item)): item for item in items}
                await asyncio.sleep(len(items) / self._per_second or pause)
                flying = {task: item for task, item in flying.items() if not task.done()}
        finally:
            for task in flying:
                task.cancel()
            await asyncio.gather(*flying, return_exceptions=True)

    async def _lease(self, channel: Channel, flying: dict[asyncio.Task[None], Item]) -> list[Item]:
        free = AT_ONCE[channel] - len(flying)
        if free <= 0:
            return []
        if channel is Channel.MAIL:
            return await self._outbox.lease_mail(free)
        underway = Counter(item.recipient for item in flying.values())
        busy = [recipient for recipient, count in underway.items() if count >= MOST_AT_ONCE]
        return await self._outbox.lease_webhooks(free, busy)

    async def _deliver(self, item: Item) -> None:
        """Never raises, because nobody waits for it: what could not be settled is attempted again."""
        verdict = _final(item, await self._carried(item))
        try:
            await self._outbox.settle(item, verdict)
        except Busy as error:
            log.warning("delivery_unsettled", id=str(item.id), error=str(error))
        else:
            log.info("delivered", id=str(item.id), kind=item.kind, state=verdict.state, reason=verdict.reason)

    async def _carried(self, item: Item) -> Verdict:
        if item.attempts > MOST_ATTEMPTS:
            return dead("every attempt was interrupted")
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._carriers[item.channel].carry(item)
        except TimeoutError:
            return again("timeout")
        except Busy:
            return again("database busy")
        except Exception as error:  # noqa: BLE001  outermost: one letter must not stop the others
            # Without the exception's own text, which may quote an address.
            log.error("delivery_failed", id=str(item.id), error=_described(error))  # noqa: TRY400
            return again(type(error).__name__)


def _final(item: Item, verdict: Verdict) -> Verdict:
    is_last = verdict.state is State.PENDING and item.attempts >= MOST_ATTEMPTS
    return dead(verdict.reason or "") if is_last else verdict


def _described(error: Exception) -> str:
    *_, frame = extract_tb(error.__traceback__)
    return f"{type(error).__name__} in {PurePath(frame.filename).name}:{frame.lineno}"

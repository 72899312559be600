"""The sealers of a process, one for each log, with key, folder and outlets; and what routes may ask about a log."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from api.letters.mailroom import policy_of
from application.evidence.asking import Asking, asking_at
from application.evidence.beat import Beat
from application.evidence.folder import folder_of
from application.evidence.keys import LogKeys, Sealing
from application.evidence.logs import LOGS, Log
from application.evidence.outlets import Courier, to_webhook, under_timestamp
from application.evidence.sealer import Sealer
from application.evidence.signers import Signer
from application.letters.outbound import Outbound
from application.settings import Settings
from application.signing.choice import Stamps
from domain.sealed_logs import SealedLog
from projections.engine.connection import Connection, connector
from projections.leadership import lead_in_turn

STANDBY_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Of one log: `keys` judge what was sealed, by whichever process; `asking` has it sealed up to now."""

    log: SealedLog
    keys: LogKeys
    asking: Asking


@asynccontextmanager
async def evidence_at(url: str, log: Log, keys: LogKeys) -> AsyncGenerator[Evidence]:
    """Yield what routes may ask about `log`; `keys` are under the name of the trail."""
    of_log = keys.of(log.kind)
    async with asking_at(url, of_log.name, log) as asking:
        yield Evidence(log=log.kind, keys=of_log, asking=asking)


async def seal_for_ever(
    settings: Settings, sealing: Sealing, url: str, trust: ssl.SSLContext, clock: Callable[[], datetime]
) -> None:
    """Let this process's sealers lead, or stand by while others do, until cancelled. Without a key: nothing."""
    if sealing.signer is None:
        return
    async with asyncio.TaskGroup() as tasks:
        for log in LOGS:
            tasks.create_task(_seal(log, settings, sealing.keys.of(log.kind), sealing.signer, url, trust, clock))


async def _seal(
    log: Log,
    settings: Settings,
    keys: LogKeys,
    signer: Signer,
    url: str,
    trust: ssl.SSLContext,
    clock: Callable[[], datetime],
) -> None:
    """What is wrong with one log, and how long its backlog is, is nothing to the other."""
    folder, couriers = folder_of(settings, keys), list(_couriers(settings, keys, url, trust))
    beat = Beat(Sealer(keys, signer, folder, log=log), folder, couriers, clock, every=settings.seal_every_s, log=log)

    async def lead(connection: Connection) -> None:
        await beat.run(connection)

    async with asyncio.TaskGroup() as tasks:
        for courier in couriers:
            tasks.create_task(courier.run())
        tasks.create_task(lead_in_turn(f"sealer of {keys.name}", connector(url), lead, standby=STANDBY_S))


def _couriers(settings: Settings, keys: LogKeys, url: str, trust: ssl.SSLContext) -> Iterator[Courier]:
    if settings.checkpoint_webhook is not None:
        yield Courier(to_webhook(Outbound(policy_of(settings), context=trust), str(settings.checkpoint_webhook)))
    if settings.checkpoint_timestamp_url is not None:
        stamps = Stamps(url=str(settings.checkpoint_timestamp_url), login=None)
        yield Courier(under_timestamp(stamps, keys, url, every=settings.checkpoint_timestamp_every_s))

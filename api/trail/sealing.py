"""The sealer in a process: its key, its folder and its outlets, put together; and what routes may ask about the log."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from api.letters.mailroom import policy_of
from application.evidence.asking import Asking
from application.evidence.beat import Beat
from application.evidence.folder import folder_of
from application.evidence.keys import LogKeys, Sealing
from application.evidence.outlets import Courier, to_webhook, under_timestamp
from application.evidence.sealer import Sealer
from application.letters.outbound import Outbound
from application.settings import Settings
from application.signing.choice import Stamps
from projections.engine.connection import Connection, connector
from projections.leadership import lead_in_turn

STANDBY_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`keys` judge what was sealed, by whichever process; `asking` has it sealed up to now; `address` is ours."""

    keys: LogKeys
    asking: Asking
    address: str


async def seal_for_ever(
    settings: Settings, sealing: Sealing, url: str, trust: ssl.SSLContext, clock: Callable[[], datetime]
) -> None:
    """Let this process's sealer lead, or stand by while another one does, until cancelled. Without a key: nothing."""
    if sealing.signer is None:
        return
    folder, couriers = folder_of(settings, sealing.keys), list(_couriers(settings, sealing.keys, url, trust))
    sealer = Sealer(sealing.keys, sealing.signer, folder)
    beat = Beat(sealer, folder, couriers, clock, every=settings.seal_every_s)

    async def lead(connection: Connection) -> None:
        await beat.run(connection)

    async with asyncio.TaskGroup() as tasks:
        for courier in couriers:
            tasks.create_task(courier.run())
        tasks.create_task(lead_in_turn("sealer", connector(url), lead, standby=STANDBY_S))


def _couriers(settings: Settings, keys: LogKeys, url: str, trust: ssl.SSLContext) -> Iterator[Courier]:
    if settings.checkpoint_webhook is not None:
        yield Courier(to_webhook(Outbound(policy_of(settings), context=trust), str(settings.checkpoint_webhook)))
    if settings.checkpoint_timestamp_url is not None:
        stamps = Stamps(url=str(settings.checkpoint_timestamp_url), login=None)
        yield Courier(under_timestamp(stamps, keys, url, every=settings.checkpoint_timestamp_every_s))

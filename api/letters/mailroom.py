"""Letters and webhooks of one process: what carries them, and what the routes may ask of them."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from application.ending import ended
from application.hooks import Hooks
from application.letters.addresses import named_address
from application.letters.carriage import Channel
from application.letters.delivery import Delivery
from application.letters.destinations import Policy
from application.letters.letters import Letters, Sender
from application.letters.mail_settings import demo_desks, desk_addresses
from application.letters.mailbox import Mailbox
from application.letters.outbound import Outbound
from application.letters.outbox import Outbox, open_outbox
from application.letters.post import Post
from application.letters.smtp import Relay, SmtpPost
from application.letters.webhooks import Webhooks
from application.permits import Permits
from application.settings import Settings
from application.subkeys import Subkeys
from domain.rulebook import Rulebook

DEMO_SENDER = "DPMPTSP Kota Banjarbaru <tidak-dibalas@izin.example>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailroom:
    """`policy` says which addresses a webhook may have; `mailbox` is where a demo's letters lie."""

    outbox: Outbox
    webhooks: Webhooks
    policy: Policy
    mailbox: Mailbox


@asynccontextmanager
async def open_mailroom(
    settings: Settings,
    url: str,
    keys: Subkeys,
    permits: Permits,
    book: Callable[[], Rulebook],
    *,
    trust: ssl.SSLContext,
    public_url: str,
) -> AsyncGenerator[Mailroom]:
    """Yield the mailroom in the database at `url`, delivering until the end of the block if the settings say so.

    `trust` is by whom servers must be vouched for.
    """
    mailbox, policy = Mailbox(settings.data_dir / "mailbox"), policy_of(settings)
    async with open_outbox(url) as outbox:
        webhooks = Webhooks(outbox, keys.webhooks)
        letters = Letters(permits, book, sender_of(settings), _post(settings, mailbox, trust), public_url=public_url)
        hooks = Hooks(permits, webhooks, Outbound(policy, context=trust), now=lambda: datetime.now(UTC))
        delivery = Delivery(
            outbox, {Channel.MAIL: letters, Channel.WEBHOOK: hooks}, per_second=settings.letters_per_second
        )
        work = asyncio.create_task(delivery.run()) if settings.deliver else None
        try:
            yield Mailroom(outbox=outbox, webhooks=webhooks, policy=policy, mailbox=mailbox)
        finally:
            if work:
                await ended(work)


def policy_of(settings: Settings) -> Policy:
    """Return what webhooks may call. Only a demo may call this very machine."""
    return Policy(
        hosts=frozenset(settings.webhook_hosts),
        ports=frozenset(settings.webhook_ports),
        localhost=settings.webhook_localhost and settings.demo,
    )


def sender_of(settings: Settings) -> Sender:
    """Return who writes, and where the desks read; in a demo every desk reads."""
    desks = desk_addresses(settings.desk_addresses)
    return Sender(
        address=named_address(settings.mail_from or DEMO_SENDER),
        desks={**demo_desks(), **desks} if settings.demo else desks,
    )


def _post(settings: Settings, mailbox: Mailbox, trust: ssl.SSLContext) -> Post | None:
    """A demo sends nothing, whatever is set: its people may have real addresses."""
    if settings.demo:
        return mailbox
    if settings.smtp_host is None:
        return None
    password = settings.smtp_password
    relay = Relay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        tls=settings.smtp_tls,
        user=settings.smtp_user,
        password=password.get_secret_value() if password else None,
        context=trust,
    )
    return SmtpPost(relay)

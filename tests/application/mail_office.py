"""An office whose letters are fed from a real log and carried to wherever a test says."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from uuid import UUID

import psycopg

from application.hooks import Hooks
from application.letters.carriage import SENT, Channel, Item, Verdict
from application.letters.delivery import Delivery
from application.letters.destinations import Policy
from application.letters.letters import Letters, Sender
from application.letters.mail_settings import demo_desks
from application.letters.outbound import Outbound
from application.letters.outbox import Outbox, open_outbox
from application.letters.post import Post
from application.letters.webhooks import Webhooks
from application.permits import Permits
from application.permits_on_postgres import open_permits
from application.postgres.database import APP, PROJECTOR, as_role
from application.read_side import open_state
from projections.engine.connection import connector
from projections.engine.log import read_batch
from projections.outbox_feed import fed_to, feed
from tests.application.desk import vault
from tests.book import office_rulebook

SENDER = Address("DPMPTSP Kota Banjarbaru", "tidak-dibalas", "dpmptsp.example")
Row = tuple[str, str, str, int, str | None]


@dataclass
class Postbag:
    """A post that keeps what it is given, after asking `fate` whether it is taken."""

    fate: Callable[[Item], Verdict] = lambda _: SENT
    sent: list[EmailMessage] = field(default_factory=list[EmailMessage])

    async def send(self, message: EmailMessage, to: Address, item: Item) -> Verdict:
        assert to.addr_spec in str(message["To"])
        self.sent.append(message)
        return self.fate(item)


@dataclass
class MailOffice:
    url: str
    permits: Permits
    outbox: Outbox
    delivery: Delivery

    async def feed(self) -> None:
        async with await connector(as_role(self.url, PROJECTOR))() as connection:
            position = await fed_to(connection)
            if events := await read_batch(connection, open_state, after=position, limit=1_000):
                await feed(connection, position, events)

    async def delivered(self) -> list[Row]:
        """Feed and deliver until nothing is due; return the outbox."""
        await self.feed()
        while await self.delivery.deliver_due():
            pass
        return self.rows()

    def rows(self) -> list[Row]:
        """Return kind, recipient, state, attempts and reason of each letter, in the order of the log."""
        with psycopg.connect(as_role(self.url, APP)) as connection:
            found = "SELECT kind, recipient, state, attempts, last_error FROM mail.outbox"
            return connection.execute(f"{found} ORDER BY position, kind, recipient".encode()).fetchall()

    def change(self, assignments: str) -> None:
        """Change the outbox behind everybody's back, such as its clock."""
        with psycopg.connect(self.url) as connection:
            connection.execute(f"UPDATE mail.outbox SET {assignments}".encode())

    def forget(self, permit: UUID) -> None:
        """Destroy the key of a permit's personal data, as an erasure will."""
        with psycopg.connect(self.url) as connection:
            connection.execute("ALTER TABLE ledger.keys DISABLE TRIGGER ALL")
            connection.execute("DELETE FROM ledger.keys WHERE permit = %s", (permit,))


@asynccontextmanager
async def hook_office(url: str) -> AsyncGenerator[tuple[MailOffice, Webhooks]]:
    """An office that tells webhooks on this machine, and no letters."""
    async with (
        open_permits(url, vault=vault(), book=office_rulebook, readers=2) as permits,
        open_outbox(as_role(url, APP)) as outbox,
    ):
        webhooks = Webhooks(outbox, bytes(32))
        outbound = Outbound(Policy(localhost=True), timeout=2.0)
        hooks = Hooks(permits, webhooks, outbound, now=lambda: datetime.now(UTC))
        yield MailOffice(url, permits, outbox, Delivery(outbox, {Channel.WEBHOOK: hooks})), webhooks


@asynccontextmanager
async def mail_office(url: str, post: Post | None, *, sender: Sender | None = None) -> AsyncGenerator[MailOffice]:
    who = sender or Sender(address=SENDER, desks=demo_desks())
    async with (
        open_permits(url, vault=vault(), book=office_rulebook, readers=2) as permits,
        open_outbox(as_role(url, APP)) as outbox,
    ):
        letters = Letters(permits, office_rulebook, who, post, public_url="https://izin.example")
        yield MailOffice(url, permits, outbox, Delivery(outbox, {Channel.MAIL: letters}))

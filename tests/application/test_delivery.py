"""The workers of the outbox at work: what stops them for a while, and what never does."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage

import pytest

from application.letters.carriage import SENT, Channel, Item, Verdict
from application.letters.delivery import AT_ONCE, Delivery
from tests.application.desk import submit
from tests.application.mail_office import MailOffice, Postbag, mail_office


@asynccontextmanager
async def at_work(delivery: Delivery) -> AsyncGenerator[None]:
    work = asyncio.create_task(delivery.run())
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def come(office: MailOffice, states: list[str]) -> None:
    async with asyncio.timeout(20):
        while states != [row[2] for row in office.rows()]:  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.02)


@dataclass
class Slow(Postbag):
    """A post that takes its time, and counts how many it is given at once."""

    seconds: float = 0.05
    at_once: int = 0
    most: int = 0

    async def send(self, message: EmailMessage, to: Address, item: Item) -> Verdict:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(self.seconds)
        self.at_once -= 1
        return await super().send(message, to, item)


async def test_a_worker_sends_what_is_fed_and_never_too_much_at_once(postgres_url: str) -> None:
    post = Slow()
    async with mail_office(postgres_url, post) as office, at_work(office.delivery):
        for _ in range(5):
            await submit(office.permits)
        await office.feed()
        await come(office, ["sent"] * 10)

    assert 10 == len(post.sent)
    assert post.most <= AT_ONCE[Channel.MAIL]


async def test_a_letter_that_takes_too_long_is_interrupted_and_tried_again(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("application.letters.delivery.PATIENCE_S", 0.5)
    async with mail_office(postgres_url, Slow(seconds=30)) as office:
        await submit(office.permits)

        assert {("pending", 1, "timeout")} == {row[2:] for row in await office.delivered()}


async def test_without_a_database_the_worker_waits_for_it(postgres_url: str) -> None:
    """A closed pool answers like a database that is away, at once."""
    async with mail_office(postgres_url, Postbag()) as office:
        await submit(office.permits)
        await office.feed()
        await office.outbox._pool.close()
        async with at_work(office.delivery):
            await asyncio.sleep(0.1)

        assert {("pending", 0)} == {row[2:4] for row in office.rows()}


async def test_what_was_sent_and_could_not_be_recorded_is_sent_again_under_its_name(postgres_url: str) -> None:
    post = Postbag()
    async with mail_office(postgres_url, post) as office, mail_office(postgres_url, post) as other:
        await submit(office.permits)
        await office.feed()
        office.change("state = 'dropped', settled_at = now() WHERE kind = 'task'")

        def lost(_: Item) -> Verdict:
            office.outbox._pool._closed = True  # as if the database went away while the letter was on its way
            return SENT

        post.fate = lost
        await office.delivery.deliver_due()
        office.outbox._pool._closed = False
        assert ("pending", 1) == office.rows()[0][2:4]

        post.fate = lambda _: SENT
        other.change("leased_until = now()")
        await other.delivered()

        assert ("sent", 2) == office.rows()[0][2:4]
    assert 1 == len({message["Message-ID"] for message in post.sent})
    assert 2 == len(post.sent)


async def test_a_cancelled_worker_leaves_a_lease_that_runs_out(postgres_url: str) -> None:
    post = Slow(seconds=1)
    async with mail_office(postgres_url, post) as office:
        await submit(office.permits)
        await office.feed()
        async with at_work(office.delivery):
            async with asyncio.timeout(20):
                while post.at_once < 2:  # noqa: ASYNC110  the same
                    await asyncio.sleep(0.005)

        assert {("pending", 1)} == {row[2:4] for row in office.rows()}
        assert [] == await office.outbox.lease_mail(9)
        office.change("leased_until = now()")
        assert {("sent", 2)} == {row[2:4] for row in await office.delivered()}

"""Webhooks from the log to a receiver: what it gets, that it can trust it, and what its answers bring about."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import orjson
import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from standardwebhooks import Webhook as Signature
from standardwebhooks import WebhookVerificationError

from application.hooks import event_type
from application.letters.carriage import Channel, State
from application.letters.outbox import MOST_AT_ONCE
from application.postgres.retries import MOST_ATTEMPTS, pause_after
from tests.application.desk import submit, walk
from tests.application.http_server import Received, receiver, status
from tests.application.mail_office import MailOffice, hook_office
from tests.papers import REJECT, RESUBMIT
from tests.people import FAJAR, SITI

PERSONAL = ("Siti", "6372994101900001", "siti@", "+62 811", "Panglima", "K7QM2X9P")


def verified(secret: str, got: Received) -> Any:
    return Signature(secret).verify(got.body, got.headers)


def kinds(office: MailOffice) -> list[tuple[Any, ...]]:
    """Return what webhooks are told; letters are named in small letters."""
    return [(kind, *rest) for kind, _, *rest in office.rows() if kind[0].isupper()]


async def test_a_receiver_gets_a_thin_signed_event(postgres_url_of_major: str) -> None:
    async with hook_office(postgres_url_of_major) as (office, webhooks), receiver() as hooked:
        made, secret = await webhooks.make(f"http://localhost:{hooked.port}/hook", ["Rejected"], "yusuf")
        done = await submit(office.permits)
        await walk(office.permits, done.permit.id, (FAJAR, REJECT), (SITI, RESUBMIT))

        await office.delivered()

    (got,) = hooked.got
    event = verified(secret, got)
    assert [("Rejected", "sent", 1, None)] == kinds(office)
    assert {
        "type": "izin.permit.rejected",
        "timestamp": event["timestamp"],
        "data": {
            "id": str(done.permit.id),
            "number": done.permit.number,
            "fact": "Rejected",
            "position": 3,
            "version": 3,
            "step": 2,
            "status": "rejected",
        },
    } == event
    assert event["timestamp"].endswith("Z")
    assert ("POST /hook HTTP/1.1", "application/json") == (got.line, got.headers["content-type"])
    assert not [each for each in PERSONAL if each in got.body.decode()]
    assert made.facts == ["Rejected"]


async def test_what_is_altered_on_the_way_or_old_is_not_trusted(postgres_url: str) -> None:
    async with hook_office(postgres_url) as (office, webhooks), receiver() as hooked:
        _, secret = await webhooks.make(f"http://localhost:{hooked.port}/", ["Submitted"], "yusuf")
        await submit(office.permits)
        await office.delivered()

    (got,) = hooked.got
    old = {**got.headers, "webhook-timestamp": str(int(got.headers["webhook-timestamp"]) - 1000)}
    for wrong in (replace(got, body=got.body + b" "), replace(got, headers=old)):
        with pytest.raises(WebhookVerificationError):
            verified(secret, wrong)


async def test_only_what_happens_after_it_was_made_is_told(postgres_url: str) -> None:
    async with hook_office(postgres_url) as (office, webhooks), receiver() as hooked:
        await submit(office.permits)
        await webhooks.make(f"http://localhost:{hooked.port}/", None, "yusuf")
        await submit(office.permits)

        await office.delivered()

    assert [("Submitted", 3), ("Routed", 4)] == [
        (event["data"]["fact"], event["data"]["position"]) for event in (orjson.loads(got.body) for got in hooked.got)
    ]


async def test_the_same_event_keeps_its_id_and_body_at_every_attempt(postgres_url: str) -> None:
    says = status(500), status(302, "Location: http://localhost/"), status(404)
    async with hook_office(postgres_url) as (office, webhooks), receiver(*says) as hooked:
        _, secret = await webhooks.make(f"http://localhost:{hooked.port}/", ["Submitted"], "yusuf")
        done = await submit(office.permits)
        for attempt, reason in enumerate(("HTTP 500", "HTTP 302", "HTTP 404"), 1):
            await office.delivered()
            assert [("Submitted", "pending", attempt, reason)] == kinds(office)
            await walk(office.permits, done.permit.id, *(((FAJAR, REJECT),) if attempt == 1 else ()))
            office.change("next_at = now()")
        await office.delivered()

    assert [("Submitted", "sent", 4, None)] == kinds(office)
    assert 1 == len({(got.headers["webhook-id"], got.body) for got in hooked.got})
    assert 4 == len([verified(secret, got) for got in hooked.got])


async def test_events_of_one_application_come_in_order(postgres_url: str) -> None:
    async with hook_office(postgres_url) as (office, webhooks), receiver(status(500)) as hooked:
        await webhooks.make(f"http://localhost:{hooked.port}/", None, "yusuf")
        await submit(office.permits)
        await office.delivered()

        assert [("Submitted", "pending", 1), ("Routed", "pending", 0)] == [each[:3] for each in kinds(office)]
        with psycopg.connect(postgres_url) as connection:
            due = connection.execute("SELECT DISTINCT next_at FROM mail.outbox WHERE channel = 'webhook'").fetchall()
        assert 1 == len(due), "who waits for one that failed is due no earlier"
        office.change("next_at = now()")
        await office.delivered()
        await office.delivered()

    assert [1, 1, 2] == [orjson.loads(got.body)["data"]["position"] for got in hooked.got]


async def test_a_receiver_that_is_gone_is_told_nothing_more(postgres_url: str) -> None:
    async with hook_office(postgres_url) as (office, webhooks), receiver(status(410)) as hooked:
        made, _ = await webhooks.make(f"http://localhost:{hooked.port}/", None, "yusuf")
        await submit(office.permits)

        await office.delivered()
        await submit(office.permits)
        await office.delivered()

        ended = await webhooks.find(made.id)
    assert [
        ("Submitted", "dead", 1, "HTTP 410: the receiver wants no more"),
        ("Routed", "dropped", 1, "the webhook has ended"),
    ] == kinds(office)
    assert 1 == len(hooked.got)
    assert ended is not None
    assert (False, "receiver") == (ended.active, ended.ended_by)


async def test_a_webhook_that_was_taken_away_is_told_nothing_and_its_secret_is_gone(postgres_url: str) -> None:
    async with hook_office(postgres_url) as (office, webhooks), receiver() as hooked:
        made, _ = await webhooks.make(f"http://localhost:{hooked.port}/", None, "yusuf")
        await submit(office.permits)
        await office.feed()

        assert [True, False] == [await webhooks.end(made.id, by="admin") for _ in range(2)]
        await office.delivered()

        assert (None, []) == (await webhooks.find(made.id), await webhooks.all())
        assert (None, None) == (await webhooks.signers(made.id), await webhooks.rotate(made.id))
    assert {("dropped", "the webhook has ended")} == {(state, reason) for _, state, _, reason in kinds(office)}
    assert [] == hooked.got
    with psycopg.connect(postgres_url) as connection:
        assert (None, None) == connection.execute("SELECT secret, old_secret FROM mail.webhooks").fetchone()


async def test_while_secrets_change_a_call_is_signed_by_both_for_a_day(postgres_url: str) -> None:
    async with hook_office(postgres_url) as (office, webhooks), receiver() as hooked:
        made, old = await webhooks.make(f"http://localhost:{hooked.port}/", ["Submitted"], "yusuf")
        new = await webhooks.rotate(made.id)
        assert new is not None
        await submit(office.permits)
        await office.delivered()
        with psycopg.connect(postgres_url) as connection:
            connection.execute("UPDATE mail.webhooks SET old_until = now()")
        await submit(office.permits)
        await office.delivered()
        present = await webhooks.find(made.id)

    first, second = hooked.got
    assert verified(old, first) == verified(new, first)
    verified(new, second)
    with pytest.raises(WebhookVerificationError):
        verified(old, second)
    assert present is not None
    assert present.old_until is None


async def test_secrets_are_stored_sealed_and_each_for_its_own_webhook(postgres_url: str) -> None:
    async with hook_office(postgres_url) as (_, webhooks):
        made = [await webhooks.make("https://hooks.example/", None, "yusuf") for _ in range(2)]
        with psycopg.connect(postgres_url) as connection:
            stored = connection.execute("SELECT secret FROM mail.webhooks").fetchall()
            connection.execute("UPDATE mail.webhooks SET secret = %s WHERE id = %s", (stored[0][0], made[1][0].id))
            connection.execute("UPDATE mail.webhooks SET secret = %s WHERE id = %s", (stored[1][0], made[0][0].id))
        assert not [True for (sealed,) in stored for _, secret in made if secret.encode() in bytes(sealed)]
        with pytest.raises(InvalidTag):
            await webhooks.signers(made[0][0].id)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://localhost:1/", "no connection"),
        ("http://hooks.example/", "forbidden: Only https addresses can be called."),
        ("https://10.0.0.1/", "forbidden: This address is not on the public internet."),
    ],
)
async def test_whoever_cannot_or_may_not_be_called_is_tried_again(postgres_url: str, url: str, reason: str) -> None:
    """A webhook that was made under other settings, or by hand in the database, passes no guard."""
    async with hook_office(postgres_url) as (office, webhooks):
        await webhooks.make(url, ["Submitted"], "yusuf")
        await submit(office.permits)
        await office.delivered()

    assert [("Submitted", "pending", 1, reason)] == kinds(office)


async def test_a_dead_event_is_sent_once_more_on_request_under_its_own_id(postgres_url: str) -> None:
    async with hook_office(postgres_url) as (office, webhooks), receiver(status(500)) as hooked:
        made, _ = await webhooks.make(f"http://localhost:{hooked.port}/", ["Submitted"], "yusuf")
        await submit(office.permits)
        await office.feed()
        office.change(f"attempts = {MOST_ATTEMPTS - 1}")
        await office.delivered()
        assert [("Submitted", "dead", MOST_ATTEMPTS, "HTTP 500")] == kinds(office)
        id_ = UUID(hooked.got[0].headers["webhook-id"])
        states = [State.DEAD]

        replayed = [
            await office.outbox.replay(uuid4(), Channel.WEBHOOK, str(made.id), states),
            await office.outbox.replay(id_, Channel.MAIL, None, states),
            await office.outbox.replay(id_, Channel.WEBHOOK, str(uuid4()), states),
            await office.outbox.replay(id_, Channel.WEBHOOK, str(made.id), states),
            await office.outbox.replay(id_, Channel.WEBHOOK, str(made.id), states),
        ]
        await office.delivered()

    assert [None, None, None, True, False] == replayed
    assert [("Submitted", "sent", 1, None)] == kinds(office)
    assert [str(id_)] * 2 == [got.headers["webhook-id"] for got in hooked.got]


async def test_a_receiver_that_hangs_holds_nobody_else_up(postgres_url: str) -> None:
    async with hook_office(postgres_url) as (office, webhooks), receiver(*[b""] * 20) as hangs, receiver() as healthy:
        for port in (hangs.port, healthy.port):
            await webhooks.make(f"http://localhost:{port}/", ["Submitted"], "yusuf")
        for _ in range(8):
            await submit(office.permits)
        await office.feed()
        work = asyncio.create_task(office.delivery.run())
        async with asyncio.timeout(20):
            while len(healthy.got) < 8:  # noqa: ASYNC110  what is waited for has no event
                await asyncio.sleep(0.05)
        assert len(hangs.got) <= MOST_AT_ONCE * 4
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


def test_a_facts_name_becomes_the_type_of_its_event() -> None:
    assert ["izin.permit.bap_filed", "izin.permit.personal_data_erased", "izin.permit.submitted"] == [
        event_type(fact) for fact in ("BAPFiled", "PersonalDataErased", "Submitted")
    ]


def test_pauses_grow_to_hours_and_add_up_to_about_three_days() -> None:
    longest = [pause_after(n, chance=lambda: 1.0).total_seconds() for n in range(1, MOST_ATTEMPTS)]

    assert [60.0, 120.0, 240.0] == longest[:3]
    assert 8 * 3600.0 == longest[-1]
    assert longest == sorted(longest)
    assert 2.5 < sum(longest) / 2 / 86_400 < 3.5
    assert 0.0 == pause_after(5, chance=lambda: 0.0).total_seconds()

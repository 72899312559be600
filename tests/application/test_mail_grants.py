"""Who may do what with the outbox: one role feeds it, one delivers from it, one looks at it, and none of them more."""

from pathlib import Path
from shutil import copy
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from application.postgres.database import APP, AUDITOR, PROJECTOR, as_role
from application.postgres.migrations import DIRECTORY, migrate
from tests.application.ledgers import store_at, write

LETTER = "00000000-0000-0000-0000-00000000000a"
HOOK = "00000000-0000-0000-0000-00000000000b"
FED = f"""
INSERT INTO mail.outbox (id, position, permit, version, kind, channel, recipient)
VALUES ('{LETTER}', 1, '{LETTER}', 1, 'received', 'mail', 'applicant')
"""
HOOKED = f"""
INSERT INTO mail.webhooks (id, url, from_position, secret, created_by)
VALUES ('{HOOK}', 'https://hooks.example/', 0, 's', 'yusuf')
"""


@pytest.fixture
def url(postgres_url_of_major: str) -> str:
    """An outbox with a letter, and a webhook."""
    done(postgres_url_of_major, PROJECTOR, FED)
    done(postgres_url_of_major, APP, HOOKED)
    return postgres_url_of_major


def done(url: str, role: str, statement: str) -> None:
    with psycopg.connect(as_role(url, role)) as connection:
        connection.execute(statement.encode())


def refused(url: str, role: str, statement: str) -> None:
    with psycopg.connect(as_role(url, role)) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_the_projector_feeds_and_does_nothing_else(url: str) -> None:
    done(url, PROJECTOR, "UPDATE mail.feed SET position = 1, moved_at = now() WHERE position = 0")
    done(url, PROJECTOR, "SELECT id, facts, active, from_position FROM mail.webhooks")
    done(url, PROJECTOR, f"{FED} ON CONFLICT DO NOTHING")
    for statement in (
        "SELECT FROM mail.outbox WHERE state = 'pending'",
        "UPDATE mail.outbox SET state = 'sent'",
        "DELETE FROM mail.outbox",
        "UPDATE mail.feed SET start = 7",
        "DELETE FROM mail.feed",
        "SELECT secret FROM mail.webhooks",
        "SELECT url FROM mail.webhooks",
        "UPDATE mail.webhooks SET active = false",
    ):
        refused(url, PROJECTOR, statement)


def test_the_application_delivers_and_cannot_invent_or_redirect_a_letter(url: str) -> None:
    done(url, APP, "UPDATE mail.outbox SET state = 'sent', attempts = 1, settled_at = now()")
    done(url, APP, "UPDATE mail.webhooks SET active = false, secret = NULL, ended_at = now(), ended_by = 'admin'")
    done(url, APP, "SELECT * FROM mail.feed")
    for statement in (
        FED,
        "UPDATE mail.outbox SET recipient = 'auditor'",
        "UPDATE mail.outbox SET position = 2",
        "DELETE FROM mail.outbox",
        "TRUNCATE mail.outbox",
        "UPDATE mail.feed SET position = 7",
        "UPDATE mail.webhooks SET url = 'https://elsewhere.example/'",
        "DELETE FROM mail.webhooks",
    ):
        refused(url, APP, statement)


def test_the_auditor_sees_who_was_told_and_no_webhook(url: str) -> None:
    done(url, AUDITOR, "SELECT * FROM mail.outbox")
    done(url, AUDITOR, "SELECT * FROM mail.feed")
    for statement in (
        "SELECT id FROM mail.webhooks",
        "UPDATE mail.outbox SET state = 'sent'",
        FED,
    ):
        refused(url, AUDITOR, statement)


def test_the_same_fact_is_never_enqueued_twice(url: str) -> None:
    other_id = FED.replace(LETTER, HOOK, 1)
    for again in (FED, other_id):
        with psycopg.connect(as_role(url, PROJECTOR)) as connection, pytest.raises(errors.UniqueViolation):
            connection.execute(again.encode())
        done(url, PROJECTOR, f"{again} ON CONFLICT DO NOTHING")

    with psycopg.connect(as_role(url, APP)) as connection:
        assert (1,) == connection.execute("SELECT count(*) FROM mail.outbox").fetchone()


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE mail.outbox SET state = 'lost', settled_at = now()",
        "UPDATE mail.outbox SET state = 'sent'",
        "UPDATE mail.outbox SET settled_at = now()",
        "UPDATE mail.webhooks SET active = false",
        "UPDATE mail.webhooks SET active = false, ended_at = now(), ended_by = 'anybody'",
    ],
)
def test_what_contradicts_itself_is_not_stored(url: str, wrong: str) -> None:
    with psycopg.connect(as_role(url, APP)) as connection, pytest.raises(errors.CheckViolation):
        connection.execute(wrong.encode())


def test_a_new_log_is_told_of_from_its_beginning(url: str) -> None:
    assert (0, 0) == fed_from(url)


async def test_where_there_was_a_log_before_there_were_letters_nobody_is_told_of_the_past(
    empty_database: str, tmp_path: Path
) -> None:
    before = sorted(DIRECTORY.glob("*.sql"))[:4]
    for file in before:
        copy(file, tmp_path)
    migrate(empty_database, tmp_path)
    async with store_at(empty_database) as store:
        await store.append([write(permit, facts=3) for permit in (uuid4(), uuid4())])

    migrate(empty_database)

    assert (6, 6) == fed_from(empty_database)


def fed_from(url: str) -> tuple[object, ...] | None:
    with psycopg.connect(as_role(url, APP)) as connection:
        return connection.execute("SELECT start, position FROM mail.feed").fetchone()

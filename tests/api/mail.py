"""Letters and webhooks of the running product, and the patience that they need."""

import time
from collections.abc import Callable

import psycopg

from tests.api.product import Json, Person, Product

WEBHOOKS = "/v1/webhooks"
NOTIFICATIONS = "/v1/notifications"
MAILBOX = "/demo/mailbox"


def until(come: Callable[[], object]) -> None:
    """Wait for what the product does in its own time."""
    deadline = time.monotonic() + 20
    while not come():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


def admin(product: Product) -> Person:
    return product.person("admin")


def a_webhook(product: Product, **changes: object) -> Json:
    """A webhook that leads to nobody."""
    answer = admin(product).post(WEBHOOKS, {"url": "https://hooks.example/izin", **changes})
    assert 201 == answer.status_code, answer.text
    made: Json = answer.json()
    return made


def outbox(product: Product, application: str, kind: str) -> list[Json]:
    """The rows about one file, as the database has them."""
    with psycopg.connect(product.databases.owner) as connection:
        found = connection.execute(
            "SELECT to_jsonb(o) FROM mail.outbox o WHERE permit = %s AND kind = %s ORDER BY position",
            (application, kind),
        ).fetchall()
    return [row for (row,) in found]


def settled(product: Product, application: str, kind: str) -> Json:
    """The first letter of this kind about a file, once it is settled."""
    until(lambda: [row for row in outbox(product, application, kind) if row["state"] != "pending"])
    return outbox(product, application, kind)[0]


def given_up(product: Product, id_: str) -> None:
    """Let a row be dead, whatever became of it."""
    with psycopg.connect(product.databases.owner) as connection:
        connection.execute(
            "UPDATE mail.outbox SET state = 'dead', last_error = 'SMTP 550', settled_at = now() WHERE id = %s", (id_,)
        )

"""Webhooks over HTTP: made, listed, renewed and removed by an administrator, and told what happens."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import orjson
import pytest
from standardwebhooks import Webhook as Signature

from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import submitted
from tests.api.mail import NOTIFICATIONS, WEBHOOKS, a_webhook, admin, given_up, outbox, settled, until
from tests.api.product import Product, faults, opened, told
from tests.application.http_server import receiver, status
from tests.application.ledgers import database

NOBODY = UUID(int=7)


@pytest.fixture(scope="module")
def local(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product whose webhooks may call this machine."""
    folder = tmp_path_factory.mktemp("local")
    with database(cluster) as url, opened(url, folder, webhook_localhost=True) as running:
        yield running


def remove(product: Product, id_: str) -> int:
    return product.ask("DELETE", f"{WEBHOOKS}/{id_}", headers=dict(admin(product).headers)).status_code


def test_a_secret_is_shown_once(product: Product) -> None:
    made = a_webhook(product, facts=["Signed"])

    listed = next(each for each in admin(product).get(WEBHOOKS).json()["items"] if each["id"] == made["id"])

    assert made["secret"].startswith("whsec_")
    assert listed == {name: value for name, value in made.items() if name != "secret"}
    assert (["Signed"], True, "demo-admin", None) == (
        made["facts"],
        made["active"],
        made["created_by"],
        made["old_secret_until"],
    )


def test_a_receiver_is_told_from_the_log_to_its_door(local: Product) -> None:
    with local._portal.wrap_async_context_manager(receiver(status(503))) as hooked:
        made = a_webhook(local, url=f"http://localhost:{hooked.port}/in", facts=["Submitted"])
        case = submitted(local)
        until(lambda: hooked.got)
        until(lambda: outbox(local, case.id, "Submitted")[0]["last_error"])
        (pending,) = admin(local).get(f"{WEBHOOKS}/{made['id']}/deliveries?state=pending").json()["items"]
        assert ("Submitted", "HTTP 503", 1) == (pending["fact"], pending["reason"], pending["attempts"])

        given_up(local, pending["id"])
        replay = admin(local).post(f"{WEBHOOKS}/{made['id']}/deliveries/{pending['id']}/replay")
        assert (202, "pending") == (replay.status_code, replay.json()["state"])
        assert "sent" == settled(local, case.id, "Submitted")["state"]

    event = Signature(made["secret"]).verify(hooked.got[-1].body, hooked.got[-1].headers)
    assert ("izin.permit.submitted", case.id, case.view()["number"]) == (
        event["type"],
        event["data"]["id"],
        event["data"]["number"],
    )
    assert [pending["id"]] * 2 == [got.headers["webhook-id"] for got in hooked.got]
    assert [hooked.got[0].body] * 2 == [got.body for got in hooked.got]
    assert orjson.loads(hooked.got[0].body)["data"].keys() == {
        "id",
        "number",
        "fact",
        "position",
        "version",
        "step",
        "status",
    }


def test_a_new_secret_signs_beside_the_old_one(local: Product) -> None:
    with local._portal.wrap_async_context_manager(receiver()) as hooked:
        made = a_webhook(local, url=f"http://localhost:{hooked.port}/in", facts=["Submitted"])
        renewed = admin(local).post(f"{WEBHOOKS}/{made['id']}/rotation").json()
        submitted(local)
        until(lambda: hooked.got)
        assert 200 == remove(local, made["id"])

    assert renewed["old_secret_until"]
    assert renewed["secret"] != made["secret"]
    for secret in (made["secret"], renewed["secret"]):
        Signature(secret).verify(hooked.got[0].body, hooked.got[0].headers)


def test_a_receiver_that_is_gone_has_ended_and_can_only_be_removed(local: Product) -> None:
    with local._portal.wrap_async_context_manager(receiver(status(410))) as hooked:
        made = a_webhook(local, url=f"http://localhost:{hooked.port}/in", facts=["Submitted"])
        case = submitted(local)
        settled(local, case.id, "Submitted")

    ended = next(each for each in admin(local).get(WEBHOOKS).json()["items"] if each["id"] == made["id"])
    assert ended["ended_at"]
    assert not ended["active"]
    assert (409, "webhook-ended") == told(admin(local).post(f"{WEBHOOKS}/{made['id']}/rotation"))
    assert [200, 404] == [remove(local, made["id"]) for _ in range(2)]


def test_what_was_removed_is_not_found(product: Product) -> None:
    made = a_webhook(product)["id"]
    assert 200 == remove(product, made)

    clerk = admin(product)
    for answer in (
        clerk.post(f"{WEBHOOKS}/{made}/rotation"),
        clerk.get(f"{WEBHOOKS}/{made}/deliveries"),
        clerk.post(f"{WEBHOOKS}/{made}/deliveries/{NOBODY}/replay"),
        product.ask("DELETE", f"{WEBHOOKS}/{made}", headers=dict(clerk.headers)),
    ):
        assert (404, "webhook-not-found") == told(answer)
    assert made not in [each["id"] for each in clerk.get(WEBHOOKS).json()["items"]]


@pytest.mark.parametrize("role", ["pemohon", "front_office", "kepala_dinas", "supervisor", "auditor"])
def test_webhooks_and_letters_are_an_administrators(product: Product, role: str) -> None:
    person = product.person(role)
    for answer in (
        person.get(WEBHOOKS),
        person.post(WEBHOOKS, {"url": "https://hooks.example/"}),
        person.post(f"{WEBHOOKS}/{NOBODY}/rotation"),
        person.get(f"{WEBHOOKS}/{NOBODY}/deliveries"),
        person.post(f"{WEBHOOKS}/{NOBODY}/deliveries/{NOBODY}/replay"),
        product.ask("DELETE", f"{WEBHOOKS}/{NOBODY}", headers=dict(person.headers)),
        person.get(NOTIFICATIONS),
        person.post(f"{NOTIFICATIONS}/{NOBODY}/replay"),
    ):
        assert (403, "role-not-permitted") == told(answer)


def test_strangers_are_asked_who_they_are(product: Product) -> None:
    for method, path in (("GET", WEBHOOKS), ("POST", WEBHOOKS), ("GET", NOTIFICATIONS)):
        assert (401, "unauthenticated") == told(product.ask(method, path))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("/url", "missing")]),
        ({"url": ""}, [("/url", "string_too_short")]),
        ({"url": 7}, [("/url", "string_type")]),
        ({"url": "https://hooks.example/" + "x" * 2_000}, [("/url", "string_too_long")]),
        ({"url": "https://hooks.example/", "facts": []}, [("/facts", "too_short")]),
        ({"url": "https://hooks.example/", "facts": ["Lost"]}, [("/facts/0", "unknown_fact")]),
        ({"url": "https://hooks.example/", "secret": "mine"}, [("/secret", "extra_forbidden")]),
        ({"url": "http://hooks.example/"}, [("/url", "destination")]),
        ({"url": "https://user:secret@hooks.example/"}, [("/url", "destination")]),
        ({"url": "https://hooks.example:22/"}, [("/url", "destination")]),
        ({"url": "https://localhost/"}, [("/url", "destination")]),
        ({"url": "https://169.254.169.254/latest/meta-data/"}, [("/url", "destination")]),
        ({"url": "https://[::ffff:127.0.0.1]/"}, [("/url", "destination")]),
        ({"url": "https://2130706433/"}, [("/url", "destination")]),
    ],
)
def test_what_is_no_webhook_is_told_where(
    product: Product, body: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert expected == faults(admin(product).post(WEBHOOKS, body))


def test_a_body_that_is_no_json_is_told(product: Product) -> None:
    assert (415, "unsupported-media-type") == told(admin(product).send(WEBHOOKS, b"{}", "text/plain"))
    assert (422, "malformed-body") == told(admin(product).send(WEBHOOKS, b"{"))


def test_only_named_hosts_are_called_where_an_office_names_them(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with database(cluster) as url, opened(url, tmp_path, webhook_hosts="siap.example", webhook_ports="8443") as office:
        refused = admin(office).post(WEBHOOKS, {"url": "https://hooks.example:8443/"})
        taken = admin(office).post(WEBHOOKS, {"url": "https://siap.example:8443/"})

    assert [("/url", "destination")] == faults(refused)
    assert 201 == taken.status_code


def test_deliveries_come_newest_first_page_by_page(product: Product) -> None:
    made = a_webhook(product, facts=["Submitted", "Routed"])["id"]
    cases = [submitted(product) for _ in range(2)]
    until(lambda: all(outbox(product, case.id, "Routed") for case in cases))

    seen, path = [], f"{WEBHOOKS}/{made}/deliveries?limit=3"
    for _ in range(2):
        answer = admin(product).get(path)
        seen.append([(each["application"], each["fact"]) for each in answer.json()["items"]])
        path = f"{WEBHOOKS}/{made}/deliveries?limit=3&cursor={answer.json()['next']}"
    remove(product, made)

    first, second = cases
    assert [(second.id, "Routed"), (second.id, "Submitted"), (first.id, "Routed")] == seen[0]
    assert [(first.id, "Submitted")] == seen[1]
    assert [("/query/cursor", "cursor_invalid")] == faults(admin(product).get(f"{NOTIFICATIONS}?cursor={'A' * 40}"))


def test_a_delivery_is_its_own_webhooks(product: Product) -> None:
    mine, others = a_webhook(product, facts=["Submitted"])["id"], a_webhook(product, facts=["Submitted"])["id"]
    case = submitted(product)
    until(lambda: len(outbox(product, case.id, "Submitted")) >= 2)
    theirs = next(row["id"] for row in outbox(product, case.id, "Submitted") if row["recipient"] == others)
    given_up(product, theirs)

    answer = admin(product).post(f"{WEBHOOKS}/{mine}/deliveries/{theirs}/replay")

    assert (404, "letter-not-found") == told(answer)
    assert [200, 200] == [remove(product, each) for each in (mine, others)]


def test_unknown_ids_and_states_are_told(product: Product) -> None:
    clerk = admin(product)
    hook = a_webhook(product)["id"]

    assert (404, "letter-not-found") == told(clerk.post(f"{WEBHOOKS}/{hook}/deliveries/{uuid4()}/replay"))
    assert [("/query/state", "enum")] == faults(clerk.get(f"{WEBHOOKS}/{hook}/deliveries?state=lost"))
    assert [("/path/webhook_id", "uuid_parsing")] == faults(clerk.get(f"{WEBHOOKS}/x/deliveries"))
    assert 200 == remove(product, hook)

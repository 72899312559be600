"""Checkpoints and proofs over HTTP: checked as anybody would, from what was answered and nothing else."""

from base64 import b64decode
from html import unescape
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from PIL import Image

from application.postgres.embedded import EmbeddedPostgres
from domain.merkle import is_consistent, is_included
from domain.signed_note import Checkpoint, key_id, read_note
from tests.api.casework import submitted
from tests.api.product import Ask, Product, faults, opened, told
from tests.application.ledgers import database
from tests.pdf_text import qr_codes


def key_of(product: Product) -> tuple[str, bytes]:
    """Return name and raw key from what is published, as any verifier of C2SP reads it."""
    name, id_, encoded = product.get("/public/log-key").text.strip().split("+", 2)
    public = b64decode(encoded)[1:]
    assert key_id(name, public).hex() == id_
    return name, public


def checked(product: Product, note: str) -> Checkpoint:
    """Return the checkpoint in `note`, or raise InvalidSignature."""
    read, (name, public) = read_note(note), key_of(product)
    (signature,) = read.signatures
    Ed25519PublicKey.from_public_bytes(public).verify(signature.signature, read.text.encode())
    assert (name, name) == (read.checkpoint.origin, signature.name)
    return read.checkpoint


def sealed(product: Product) -> Checkpoint:
    answer = product.get("/v1/checkpoint")
    assert (200, "text/plain; charset=utf-8") == (answer.status_code, answer.headers["content-type"])
    return checked(product, answer.text)


def test_a_checkpoint_covers_what_was_just_acknowledged(product: Product) -> None:
    before = sealed(product)
    position = submitted(product).view()["position"]

    now = sealed(product)

    assert before.size < position <= now.size
    assert now == sealed(product)


def test_many_who_ask_at_once_are_answered_with_few_checkpoints(product: Product) -> None:
    sealed(product)
    listed = len(product.get("/v1/checkpoints?limit=200").json()["items"])
    submitted(product)

    answers = product.ask_all([Ask(method="GET", path="/v1/checkpoint")] * 50)

    assert {200} == {answer.status_code for answer in answers}
    assert len(product.get("/v1/checkpoints?limit=200").json()["items"]) <= listed + 3


def test_every_event_of_a_file_is_proved_to_be_under_the_newest_checkpoint(product: Product) -> None:
    position = submitted(product).view()["position"]
    auditor = product.person("auditor")

    for each in (1, position - 1, position):
        proof = auditor.get(f"/v1/events/{each}/proof").json()
        checkpoint = checked(product, proof["checkpoint"])
        path = [bytes.fromhex(hash_) for hash_ in proof["proof"]]

        assert (each, each - 1) == (proof["position"], proof["leaf_index"])
        assert checkpoint.root.hex() == proof["root"]
        assert is_included(bytes.fromhex(proof["leaf"]), each - 1, checkpoint.size, path, checkpoint.root)


def test_a_later_checkpoint_is_proved_to_begin_with_an_earlier_one(product: Product) -> None:
    submitted(product)
    old = sealed(product)
    submitted(product)
    new = sealed(product)

    proof = product.get(f"/v1/consistency?from={old.size}&to={new.size}").json()

    path = [bytes.fromhex(hash_) for hash_ in proof["proof"]]
    assert (old.root.hex(), new.root.hex()) == (proof["from_root"], proof["to_root"])
    assert is_consistent(old.size, new.size, path, old.root, new.root)
    assert proof == product.get(f"/v1/consistency?from={old.size}").json()
    assert [] == product.get(f"/v1/consistency?from={old.size}&to={old.size}").json()["proof"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("from=0&to=1", [("query/from", "size_zero")]),
        ("from=0&to=0", [("query/from", "size_zero"), ("query/to", "size_zero")]),
        ("from=2&to=1", [("query/to", "before_from")]),
        ("from=1&to=999999999", [("query/to", "beyond_the_end")]),
        ("from=999999999", [("query/from", "beyond_the_end")]),
        ("to=1", [("query/from", "missing")]),
        ("from=-1", [("query/from", "greater_than_equal")]),
        ("from=x", [("query/from", "int_parsing")]),
        (f"from=1&to={2**63}", [("query/to", "less_than_equal")]),
    ],
)
def test_sizes_that_prove_nothing_are_refused_each_in_its_own_words(
    product: Product, query: str, expected: list[tuple[str, str]]
) -> None:
    submitted(product)
    sealed(product)

    found = faults(product.get(f"/v1/consistency?{query}"))

    assert [(pointer.lstrip("#/"), code) for pointer, code in found] == expected


def test_proofs_of_events_are_for_auditors_and_of_events_that_are_there(product: Product) -> None:
    auditor = product.person("auditor")

    assert (404, "event-not-sealed") == told(auditor.get("/v1/events/999999999/proof"))
    assert 422 == auditor.get("/v1/events/0/proof").status_code
    assert (403, "role-not-permitted") == told(product.person("supervisor").get("/v1/events/1/proof"))
    assert (401, "unauthenticated") == told(product.get("/v1/events/1/proof"))


def test_checkpoints_are_listed_newest_first_and_page_by_page(product: Product) -> None:
    for _ in range(3):
        submitted(product)
        sealed(product)

    first = product.get("/v1/checkpoints?limit=2").json()
    second = product.get(f"/v1/checkpoints?limit=2&cursor={first['next']}").json()

    sizes = [item["size"] for item in (*first["items"], *second["items"])]
    assert sizes == sorted(sizes, reverse=True)
    assert all(checked(product, item["note"]).root.hex() == item["root"] for item in first["items"])
    assert [] == product.get("/v1/checkpoints?from=2099-01-01").json()["items"]
    assert [("query/to", "before_from")] == [
        (pointer.lstrip("#/"), code)
        for pointer, code in faults(product.get("/v1/checkpoints?from=2026-02-01&to=2026-01-01"))
    ]
    assert [("query/cursor", "cursor_invalid")] == [
        (pointer.lstrip("#/"), code)
        for pointer, code in faults(product.get(f"/v1/checkpoints?from=2026-01-01&cursor={first['next']}"))
    ]


def test_the_keys_are_listed_with_the_one_that_signs(product: Product) -> None:
    key, of_accesses = product.get("/public/log-keys").json()["keys"]

    assert product.get("/public/log-key").text == key["verifier_key"] + "\n"
    assert (True, key["verifier_key"].split("+")[1]) == (key["signs"], key["key_id"])
    assert (True, f"{key['name']}/access") == (of_accesses["signs"], of_accesses["name"])


def test_health_and_metrics_say_what_is_sealed(product: Product) -> None:
    submitted(product)
    size = sealed(product).size

    check = {each["name"]: each for each in product.get("/readyz").json()["checks"]}["sealing"]

    assert ("ok", size, 0) == (check["status"], check["position"], check["unsealed_events"])
    metrics = product.get("/metrics").text
    for name in ("izin_sealed_position", "izin_sealed_age_seconds", "izin_unsealed_seconds", "izin_sealing_alarm"):
        assert f"\n{name} " in metrics


def test_a_changed_row_stops_the_sealing_and_not_the_office(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with database(cluster) as url, opened(url, tmp_path) as product:
        submitted(product)
        good = sealed(product)
        with psycopg.connect(url, autocommit=True) as superuser:
            superuser.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
            superuser.execute("UPDATE ledger.events SET leaf = sha256('x') WHERE notification_id = 1")
        submitted(product)

        refused = product.get("/v1/checkpoint", accept_language="en")
        assert (503, "sealing-refused") == told(refused)
        assert "60" == refused.headers["retry-after"]
        ready = product.get("/readyz").json()
        check = {each["name"]: each for each in ready["checks"]}["sealing"]
        assert ("ok", "warn", good.size) == (ready["status"], check["status"], check["position"])
        assert check["problem"] in {"root_differs", "leaf_differs"}
        auditor = product.person("auditor")
        assert (500, "tree-damaged") == told(auditor.get("/v1/events/1/proof"))
        assert "TIDAK cocok dengan sidiknya" in auditor.get("/trail/1").text
        assert "TIDAK terdapat dalam titik segel" in auditor.get("/trail/2").text
        assert "penyegelan ditolak" in auditor.get("/trail").text
        assert "masih berlaku" in auditor.get("/trail").text
        tried = auditor.post("/trail/check")
        assert (503, True) == (tried.status_code, "Keutuhan jejak TIDAK terbukti." in tried.text)

        with psycopg.connect(url, autocommit=True) as superuser:
            superuser.execute(
                "UPDATE ledger.events SET leaf = ledger.leaf(notification_id, originator_id, originator_version, topic,"
                " state, recorded_at, actor, role)"
            )
        assert sealed(product).size > good.size
        page = auditor.get("/trail").text
        assert ("terbukti</span>" in page, "Alarm terakhir" in page, "masih berlaku" in page) == (True, True, False)
        with psycopg.connect(url) as superuser:
            alarms = superuser.execute("SELECT problem FROM ledger.sealing_alarms ORDER BY n").fetchall()
        assert [(check["problem"],), (None,)] == alarms
    newest = [each.read_text("utf-8").split("\n") for each in tmp_path.rglob("checkpoint")]  # the access log's too
    assert [True] == [good.size < int(size) for origin, size, *_ in newest if origin == good.origin]


def test_without_a_sealer_nothing_is_sealed_and_that_is_said(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with database(cluster) as url, opened(url, tmp_path, sealer=False) as product:
        submitted(product)

        assert (503, "sealer-away") == told(product.get("/v1/checkpoint"))
        assert (404, "checkpoint-not-found") == told(product.get("/v1/consistency?from=1"))
        assert [] == product.get("/v1/checkpoints").json()["items"]
        auditor = product.person("auditor")
        assert "belum disegel</span>" in auditor.get("/trail").text
        assert "Belum disegel; isinya cocok dengan sidiknya." in auditor.get("/trail/1").text


def test_of_two_processes_one_seals_for_both(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with database(cluster) as url, opened(url, tmp_path) as one, opened(url, tmp_path) as two:
        submitted(one)

        assert sealed(one) == sealed(two)
        submitted(two)
        assert sealed(two) == sealed(one)


def test_a_checkpoint_is_printed_as_a_page_a_sheet_and_a_code(product: Product) -> None:
    submitted(product)
    checkpoint = sealed(product)

    html = product.get(f"/v1/checkpoint.html?size={checkpoint.size}", accept_language="en")
    sheet, code = (product.get(f"/v1/checkpoint.{kind}?size={checkpoint.size}") for kind in ("pdf", "png"))

    assert (200, "application/pdf") == (sheet.status_code, sheet.headers["content-type"])
    ((text, _),) = qr_codes(sheet.content)
    assert checkpoint == checked(product, text)
    assert html.text.count(text.split("\n")[2]) == 1
    assert product.get("/public/log-key").text.strip() in unescape(html.text)
    assert text == decoded(code.content)
    assert product.get("/v1/checkpoint.pdf").status_code == 200
    for kind in ("pdf", "html", "png"):
        assert (404, "checkpoint-not-found") == told(product.get(f"/v1/checkpoint.{kind}?size=999999999"))


def decoded(png: bytes) -> str:
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(png)))
    return code.text

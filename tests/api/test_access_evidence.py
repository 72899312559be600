"""Checkpoints and proofs of the access log over HTTP, checked as anybody would."""

from base64 import b64decode
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from application.postgres.embedded import EmbeddedPostgres
from domain.merkle import is_consistent, is_included
from domain.signed_note import Checkpoint, read_note
from domain.trail_leaf import leaf_of
from tests.api.casework import submitted
from tests.api.product import Product, opened, told
from tests.application.ledgers import database

LOG = "/v1/access-log"


def sealed(product: Product) -> Checkpoint:
    """Return the newest checkpoint, or raise InvalidSignature."""
    read = read_note(product.get(f"{LOG}/checkpoint").text)
    keys = {key["name"]: key["verifier_key"] for key in product.get("/public/log-keys").json()["keys"]}
    public = b64decode(keys[read.checkpoint.origin].split("+", 2)[2])[1:]
    Ed25519PublicKey.from_public_bytes(public).verify(read.signatures[0].signature, read.text.encode())
    return read.checkpoint


def test_each_look_is_proved_to_be_under_the_newest_checkpoint_of_the_log(product: Product) -> None:
    case, auditor = submitted(product), product.person("auditor")
    auditor.get(case.path)
    (row,) = auditor.get(f"{LOG}?application={case.id}").json()["items"]

    proof = auditor.get(f"{LOG}/{row['position']}/proof").json()

    checkpoint = read_note(proof["checkpoint"]).checkpoint
    path = [bytes.fromhex(each) for each in proof["proof"]]
    leaf = leaf_of(
        position=row["position"],
        stream=UUID(proof["application"]),
        version=0,
        topic=proof["action"],
        state=b64decode(proof["state"]),
        recorded_at=datetime.fromisoformat(proof["at"]),
        actor=proof["actor"],
        role=proof["role"],
    )
    assert checkpoint.origin.endswith("/access")
    assert (row["leaf"], leaf.hex()) == (proof["leaf"], proof["leaf"])
    assert is_included(leaf, row["position"] - 1, checkpoint.size, path, checkpoint.root)
    assert checkpoint.size <= sealed(product).size


def test_the_log_only_grows_and_its_checkpoints_are_listed(product: Product) -> None:
    auditor = product.person("auditor")
    auditor.get(f"{LOG}?limit=1")
    old = sealed(product)
    auditor.get(f"{LOG}?limit=1")
    new = sealed(product)

    proof = product.get(f"{LOG}/consistency?from={old.size}&to={new.size}").json()

    assert old.size < new.size
    path = [bytes.fromhex(each) for each in proof["proof"]]
    assert is_consistent(old.size, new.size, path, old.root, new.root)
    listed = product.get(f"{LOG}/checkpoints?limit=2").json()["items"]
    assert {old.root.hex(), new.root.hex()} <= {each["root"] for each in listed}
    names = {read_note(each["note"]).checkpoint.origin for each in product.get("/v1/checkpoints").json()["items"]}
    assert {new.origin.removesuffix("/access")} >= names


def test_proofs_of_accesses_are_for_auditors_and_of_what_is_there(product: Product) -> None:
    assert (404, "event-not-sealed") == told(product.person("auditor").get(f"{LOG}/999999999/proof"))
    assert (403, "role-not-permitted") == told(product.person("admin").get(f"{LOG}/1/proof"))
    assert (401, "unauthenticated") == told(product.get(f"{LOG}/1/proof"))


def test_a_changed_row_stops_the_sealing_of_the_log_and_of_nothing_else(
    cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    with database(cluster) as url, opened(url, tmp_path) as product:
        case = submitted(product)
        case.view()
        sealed(product)
        with psycopg.connect(url, autocommit=True) as superuser:
            superuser.execute("ALTER TABLE ledger.access_log DISABLE TRIGGER ALL")
            superuser.execute("UPDATE ledger.access_log SET actor = 'somebody' WHERE position = 2")
            assert (500, "tree-damaged") == told(product.person("auditor").get(f"{LOG}/2/proof"))
            superuser.execute("DELETE FROM ledger.access_log WHERE position = 1")
        case.view()

        assert (503, "sealing-refused") == told(product.get(f"{LOG}/checkpoint"))
        checks = {each["name"]: each for each in product.get("/readyz").json()["checks"]}
        assert ("ok", "warn") == (checks["sealing"]["status"], checks["sealing of the access log"]["status"])
        assert 200 == product.get("/v1/checkpoint").status_code
        metrics = product.get("/metrics").text
        assert "\nizin_access_sealing_alarm " in metrics
        assert "\nizin_sealing_alarm " in metrics
    assert 2 == len(list(tmp_path.rglob("checkpoint")))

"""The passphrase is in memory for one signature and nowhere else: not in what is kept, told, counted or logged."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pikepdf
import psycopg
import pytest
from psycopg import sql
from pytest import CaptureFixture  # noqa: PT013  # the type of a fixture

from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import Case, case_at, signature
from tests.api.product import Product, opened, told
from tests.application.ledgers import database
from tests.application.offices import Offices, offices

ROLES = ("pemohon", "front_office", "back_office", "kabid", "sekretaris", "kepala_dinas", "supervisor", "auditor")
HEAD = "hendra"


@dataclass
class Seen:
    """Everything that was kept or told, by where it was found."""

    places: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def shows(self, secret: str) -> list[str]:
        return [place for place, content in self.places.items() if any(form in content for form in forms(secret))]


@pytest.fixture(scope="module")
def every_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    with offices(tmp_path_factory.mktemp("secrets")) as every:
        yield every


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["key_file", "pkcs11", "bsre-v1", "bsre-v2"])
def test_no_passphrase_is_kept_told_counted_or_logged(
    kind: str, every_office: Offices, cluster: EmbeddedPostgres, tmp_path: Path, capfd: CaptureFixture[str]
) -> None:
    right, wrong, data = every_office.passphrase(kind), "Sandi-yang-keliru-0815", tmp_path / "data"
    with ExitStack() as stack:
        url = stack.enter_context(database(cluster))
        chosen = every_office.settings(kind)
        chosen.update(archive_url=(data / "archive").as_uri(), log_level="DEBUG")
        product = stack.enter_context(opened(url, data, **chosen))
        case, seen = case_at(product, 8), Seen()
        try_to_sign(product, case, seen, wrong=wrong, right=right)
        try_to_revoke(product, case, seen, wrong=wrong, right=right)
        look_everywhere(product, case, seen, url)
    seen.places["logs"] = "".join(capfd.readouterr()).encode()
    seen.places |= {str(file): file.read_bytes() for file in data.rglob("*") if file.is_file()}

    assert b"/v1/applications/{permit_id}" in seen.places["logs"]
    assert b"500.16.7.2/".hex().encode() in seen.places["ledger.events"]  # the decree's number, which is there
    assert 25 < len(seen.places)
    assert [] == seen.shows(wrong)
    assert [] == seen.shows(right)


def test_a_passphrase_that_is_there_would_be_found() -> None:
    secret = "Sandi-yang-keliru-0815"
    hidden = {str(n): b"x" * n + secret.encode() + b"tail" for n in range(3)}

    assert ["clear"] == Seen({"clear": b"..." + secret.encode(), "other": b"..."}).shows(secret)
    assert ["0", "1", "2"] == Seen({place: b64encode(content) for place, content in hidden.items()}).shows(secret)
    assert ["0", "1", "2"] == Seen({place: content.hex().encode() for place, content in hidden.items()}).shows(secret)


def forms(secret: str) -> list[bytes]:
    """The passphrase as it may be written: in clear, in hexadecimal, in UTF-16, and in base64 wherever it begins."""
    plain = secret.encode()
    aligned = [b64encode(b"\0" * n + plain)[(8 * n + 5) // 6 :] for n in range(3)]
    whole = [text.rstrip(b"=")[:-1] for text in aligned]
    return [plain, plain.hex().encode(), secret.encode("utf-16-le"), *whole]


def try_to_sign(product: Product, case: Case, seen: Seen, *, wrong: str, right: str) -> None:
    """With the wrong and the right one, as a rehearsal and in earnest."""
    head = product.person("kepala_dinas", HEAD)
    path, body = f"{case.path}/signature", signature(case, wrong)
    for where in (path, f"{path}?dry_run=true"):
        seen.places[f"refusal of {where}"] = head.post(where, body).content
    assert (422, "wrong-passphrase") == told(head.post(path, body))
    rehearsed, signed = (head.post(where, signature(case, right)) for where in (f"{path}?dry_run=true", path))
    assert [200, 200] == [rehearsed.status_code, signed.status_code], signed.text
    assert "signed" == case.view()["status"]
    seen.places |= {"rehearsal": rehearsed.content, "answer": signed.content}


def try_to_revoke(product: Product, case: Case, seen: Seen, *, wrong: str, right: str) -> None:
    """The same of the decree that takes the permit back."""
    head, path = product.person("kepala_dinas", HEAD), f"{case.path}/revocation"
    bodies = [{"reason": "Kegiatan berhenti.", "passphrase": secret} for secret in (wrong, right)]
    refused = head.post(path, bodies[0])
    assert (422, "wrong-passphrase") == told(refused)
    rehearsed, revoked = (head.post(where, bodies[1]) for where in (f"{path}?dry_run=true", path))
    assert [200, 200] == [rehearsed.status_code, revoked.status_code], revoked.text
    seen.places |= {"refused revocation": refused.content, "rehearsed revocation": rehearsed.content}
    seen.places |= {"revocation": revoked.content, "revocation.pdf": head.get(f"{path}.pdf").content}


def look_everywhere(product: Product, case: Case, seen: Seen, url: str) -> None:
    seen.places["metrics"] = product.get("/metrics").content
    for role in ROLES:
        for path in (case.path, f"{case.path}/timeline"):
            seen.places[f"{role} at {path}"] = case.by(role).get(path).content
    decree = case.applicant.get(f"{case.path}/decree.pdf").content
    seen.places |= {"decree": decree, "streams of the decree": b"".join(streams(decree))}
    seen.places |= dump(url)


def streams(pdf: bytes) -> Iterator[bytes]:
    with pikepdf.open(BytesIO(pdf)) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Stream):
                yield each.read_bytes()


def dump(url: str) -> dict[str, bytes]:
    """Every row of every table, as PostgreSQL writes it."""
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        found: dict[str, bytes] = {}
        for schema, table in tables:
            query = sql.SQL("SELECT whole::text FROM {}.{} AS whole").format(
                sql.Identifier(schema), sql.Identifier(table)
            )
            found[f"{schema}.{table}"] = "\n".join(row[0] for row in connection.execute(query).fetchall()).encode()
        return found

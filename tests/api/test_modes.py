"""Demo and real office: who may be anybody, and what the settings of an office change."""

from pathlib import Path
from typing import Any

import pytest

from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import APPLICATIONS
from tests.api.product import Product, opened, told
from tests.application.ledgers import database

MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.mark.parametrize(
    "real",
    [
        {"public_url": "https://izin.example"},
        {"oidc_issuer": "https://login.example"},
        {"database_url": "postgresql://db.example/izin"},
    ],
    ids=lambda real: next(iter(real)),
)
def test_a_token_of_the_demo_opens_no_real_office(
    product: Product, cluster: EmbeddedPostgres, tmp_path: Path, real: dict[str, Any]
) -> None:
    """Also not where the key of the demo still lies in the data directory."""
    key = "demo-issuer.key"
    (tmp_path / key).write_bytes((product.office.settings.data_dir / key).read_bytes())
    (tmp_path / key).chmod(0o600)
    demo_token = product.person("kepala_dinas").headers
    assert 200 == product.ask("GET", APPLICATIONS, headers=demo_token).status_code

    with database(cluster) as url, opened(url, tmp_path, master_key=MASTER_KEY, **real) as office:
        read = office.ask("GET", APPLICATIONS, headers=demo_token)
        sign_in = office.ask("POST", "/demo/token", json={"role": "kepala_dinas"})
        public = office.get("/v1/sop")

    assert (401, "invalid-token") == told(read)
    assert (404, "not-found") == told(sign_in)
    assert 200 == public.status_code


def test_an_offices_limits_are_its_own(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    with database(cluster) as url, opened(url, tmp_path, max_body_bytes=1024, rate_limit_per_minute=60) as office:
        siti = office.person("pemohon", "siti")

        too_large = siti.send(APPLICATIONS, b" " * 1025)
        limit = siti.get(APPLICATIONS).headers["ratelimit-limit"]

    assert (413, "body-too-large") == told(too_large)
    assert "60" == limit

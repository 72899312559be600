"""An office with a provider of its own, running, for the tests of signing in."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from application.postgres.embedded import EmbeddedPostgres
from tests.api.issuer import Issuer
from tests.api.product import Product, opened
from tests.application.ledgers import database

MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@contextmanager
def office_with(
    cluster: EmbeddedPostgres, data_dir: Path, provider: Issuer | None, **chosen: Any
) -> Generator[tuple[Product, str]]:
    """Yield the product that trusts `provider` and its superuser's database URL; no read model runs unless chosen."""
    settings: dict[str, Any] = {"master_key": MASTER_KEY, "sealer": False, "deliver": False, **chosen}
    if provider is not None:
        settings["oidc_issuer"] = provider.url
    with database(cluster) as url, opened(url, data_dir, **settings) as product:
        yield product, url


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
